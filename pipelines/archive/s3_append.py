"""Adding to a large object of an S3 server without sending its bytes through this machine.

S3 cannot append. The server puts a new object together from the old one's bytes and ours, under a name of
its own, and then copies it over the old one on the condition that nobody has changed that. The condition is
on the copy, because SeaweedFS checks that of CompleteMultipartUpload too early: of two at once both succeed.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from pipelines.archive.probe import ABANDONED_AFTER, FOLDER, passing_name
from pipelines.archive.s3_server import Server, code, status
from pipelines.errors import StoreError

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef, CopySourceTypeDef

# S3 takes no smaller parts but as the last one.
LEAST_KEPT = 5 << 20
_PART = 128 << 20
_AT_ONCE = 4
_NO_TAG = f'"{"0" * 32}"'

# NotImplemented and MethodNotAllowed: a server without these calls. The others: more than 5 GiB.
_CANNOT = frozenset({"NotImplemented", "MethodNotAllowed", "InvalidRequest", "EntityTooLarge"})


class CannotAppend(Exception):
    """This server has not what it takes, or ignores the condition; nothing was written."""


class Appender:
    """For objects of one bucket. `prefix` is that of the archive, with its slash."""

    def __init__(self, server: Server, bucket: str, prefix: str) -> None:
        self._server = server
        self._bucket = bucket
        self._prefix = prefix
        self._able: bool | None = None

    def append(self, name: str, data: bytes, tag: str, keep: int) -> None:
        """Puts the first `keep` bytes (at least LEAST_KEPT) of version `tag`, then `data`, in its place.

        Raises CannotAppend, ClientError (412 or 404 where `tag` is not the version any more) or StoreError;
        after the last, as after a kill, what was half done is left for a later process to clear.
        """
        if self._able is None:
            self._abort_abandoned()
            self._able = self._heeds_condition()
        if not self._able:
            raise CannotAppend
        passing = f"{self._prefix}{passing_name()}/whole"
        try:
            self._assemble(passing, name, data, tag, keep)
            self._copy_over(name, passing, tag)
        except ClientError as error:
            self._forget(passing)
            self._able = code(error) not in _CANNOT
            if self._able:
                raise
            raise CannotAppend from error
        self._forget(passing)

    def _assemble(self, target: str, name: str, data: bytes, tag: str, keep: int) -> None:
        upload = self._begin(target)
        try:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                copies = pool.map(
                    lambda part: self._copy_part(target, upload, name, tag, *part), _spans(keep)
                )
                parts = list(copies)
            if data:
                parts.append(self._send_part(target, upload, len(parts) + 1, data))
            self._complete(target, upload, parts)
        except ClientError:
            self._abort(target, upload)
            raise

    def _begin(self, target: str) -> str:
        def create(client: "S3Client") -> str:
            return client.create_multipart_upload(Bucket=self._bucket, Key=target)["UploadId"]

        return self._server.ask("begin a copy", create)

    def _copy_part(
        self, target: str, upload: str, name: str, tag: str, number: int, start: int, end: int
    ) -> "CompletedPartTypeDef":
        def copy(client: "S3Client") -> str:
            answer = client.upload_part_copy(
                Bucket=self._bucket,
                Key=target,
                UploadId=upload,
                PartNumber=number,
                CopySource=self._source(name),
                CopySourceIfMatch=tag,
                CopySourceRange=f"bytes={start}-{end - 1}",
            )
            return answer["CopyPartResult"]["ETag"]

        return {"PartNumber": number, "ETag": self._server.ask("copy a part", copy)}

    def _send_part(self, target: str, upload: str, number: int, data: bytes) -> "CompletedPartTypeDef":
        def send(client: "S3Client") -> str:
            answer = client.upload_part(
                Bucket=self._bucket, Key=target, UploadId=upload, PartNumber=number, Body=data
            )
            return answer["ETag"]

        return {"PartNumber": number, "ETag": self._server.ask("write a part", send)}

    def _complete(self, target: str, upload: str, parts: "list[CompletedPartTypeDef]") -> None:
        def complete(client: "S3Client") -> None:
            client.complete_multipart_upload(
                Bucket=self._bucket, Key=target, UploadId=upload, MultipartUpload={"Parts": parts}
            )

        try:
            self._server.ask("complete a copy", complete)
        except ClientError as error:
            # It was completed, and the answer got lost; if it was not, the copy finds nothing.
            if code(error) != "NoSuchUpload":
                raise

    def _copy_over(self, name: str, passing: str, tag: str) -> None:
        def copy(client: "S3Client") -> None:
            client.copy_object(Bucket=self._bucket, Key=name, CopySource=self._source(passing), IfMatch=tag)

        self._server.ask("copy", copy)

    def _source(self, name: str) -> "CopySourceTypeDef":
        return {"Bucket": self._bucket, "Key": name}

    def _heeds_condition(self) -> bool:
        """Two small objects tell whether a copy heeds its condition; once for each process that appends."""
        here, there = (f"{self._prefix}{passing_name()}/{end}" for end in ("here", "there"))
        try:
            for name in (here, there):
                self._server.ask("prove a copy", partial(self._put_small, name))
            self._copy_over(here, there, _NO_TAG)
        except ClientError as error:
            if status(error) != 412 and code(error) not in _CANNOT:
                raise
            return status(error) == 412
        finally:
            self._forget(here)
            self._forget(there)
        return False

    def _put_small(self, name: str, client: "S3Client") -> None:
        client.put_object(Bucket=self._bucket, Key=name, Body=b"x")

    def _forget(self, name: str) -> None:
        """What cannot be deleted now goes with what killed probes left."""
        with suppress(ClientError, StoreError):
            self._server.ask("delete", lambda client: client.delete_object(Bucket=self._bucket, Key=name))

    def _abort(self, target: str, upload: str) -> None:
        with suppress(ClientError, StoreError):
            self._server.ask(
                "abort",
                lambda client: client.abort_multipart_upload(
                    Bucket=self._bucket, Key=target, UploadId=upload
                ),
            )

    def _abort_abandoned(self) -> None:
        """Parts of uploads that killed processes left cost money, and no listing of keys shows them."""
        oldest = datetime.now(UTC) - ABANDONED_AFTER
        with suppress(ClientError, StoreError):
            page = self._server.ask(
                "list uploads",
                lambda client: client.list_multipart_uploads(
                    Bucket=self._bucket, Prefix=self._prefix + FOLDER
                ),
            )
            for upload in page.get("Uploads", []):
                if upload["Initiated"] < oldest:
                    self._abort(upload["Key"], upload["UploadId"])


def _spans(keep: int) -> list[tuple[int, int, int]]:
    """Number, start (in) and end (out) of parts of about the same size, none too small."""
    count = -(-keep // _PART)
    edges = [keep * edge // count for edge in range(count + 1)]
    return [(number, *span) for number, span in enumerate(pairwise(edges), 1)]
