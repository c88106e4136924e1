"""A store in a bucket of Amazon S3 or of a server that speaks its protocol."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pipelines.archive.s3_append import LEAST_KEPT, Appender, CannotAppend
from pipelines.archive.s3_server import Server, code, status
from pipelines.archive.store import Blob, Changed, KeyExists, KeyMissing, Stat, StoreOptions, checked

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client


class S3Store:
    """Objects under a prefix of a bucket. The tag of a version is its ETag."""

    def __init__(self, bucket: str, prefix: str, options: StoreOptions) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._server = Server(self.url, bucket, options)
        self._appender = Appender(self._server, bucket, self._prefix)

    @property
    def url(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def get(self, key: str, start: int | None = None, end: int | None = None) -> Blob:
        if start is None and end is None:
            return self._get(key)
        span = f"bytes={start or 0}-{'' if end is None else end - 1}"
        try:
            return Blob(self._get(key, Range=span).data, "")
        except ClientError as error:
            if status(error) == 416:
                return Blob(b"", "")
            raise self._server.explained(f"read {key}", error) from error

    def stat(self, key: str) -> Stat:
        name = self._name(key)
        try:
            answer = self._server.ask(
                f"read {key}", lambda client: client.head_object(Bucket=self._bucket, Key=name)
            )
        except ClientError as error:
            # A HEAD has no body to say what is wrong or missing: key, bucket, credentials. A GET says it.
            self.get(key, 0, 1)
            raise KeyMissing(key) from error
        return Stat(answer["ContentLength"], answer["ETag"])

    def list(self, prefix: str = "", after: str = "") -> Iterator[tuple[str, int]]:
        wanted = {"Bucket": self._bucket, "Prefix": self._prefix + prefix}
        if after:
            wanted["StartAfter"] = self._prefix + after
        while True:
            page = self._list_page(wanted)
            for entry in page.get("Contents", []):
                yield entry["Key"].removeprefix(self._prefix), entry["Size"]
            if not page.get("IsTruncated"):
                return
            wanted["ContinuationToken"] = page["NextContinuationToken"]

    def put(self, key: str, data: bytes) -> None:
        try:
            self._put(key, data)
        except ClientError as error:
            raise self._server.explained(f"write {key}", error) from error

    def put_if_absent(self, key: str, data: bytes) -> None:
        try:
            self._put(key, data, IfNoneMatch="*")
        except ClientError as error:
            if status(error) == 412:
                raise KeyExists(key) from error
            if status(error) == 409:
                raise Changed(key) from error
            raise self._server.explained(f"write {key}", error) from error

    def put_if_match(self, key: str, data: bytes, tag: str, keep: int = 0) -> None:
        name = self._name(key)
        try:
            if keep >= LEAST_KEPT:
                try:
                    return self._appender.append(name, data, tag, keep)
                except CannotAppend:
                    pass
            kept = self._get(key, IfMatch=tag, Range=f"bytes=0-{keep - 1}").data if keep else b""
            self._put(key, kept + data, IfMatch=tag)
        except KeyMissing as error:
            raise Changed(key) from error
        except ClientError as error:
            # For a key that is gone Amazon answers 404 and SeaweedFS 412.
            gone = status(error) == 404 and code(error) != "NoSuchBucket"
            if gone or status(error) in (409, 412):
                raise Changed(key) from error
            raise self._server.explained(f"write {key}", error) from error

    def delete(self, key: str) -> None:
        name = self._name(key)
        try:
            self._server.ask(
                f"delete {key}", lambda client: client.delete_object(Bucket=self._bucket, Key=name)
            )
        except ClientError as error:
            if status(error) != 404 or code(error) == "NoSuchBucket":
                raise self._server.explained(f"delete {key}", error) from error

    def _name(self, key: str) -> str:
        return self._prefix + checked(key)

    def _get(self, key: str, **condition: str) -> Blob:
        """Raises KeyMissing, or ClientError where a condition (`Range`, `IfMatch`) does not hold."""
        request: dict[str, Any] = {"Bucket": self._bucket, "Key": self._name(key), **condition}

        def read(client: "S3Client") -> Blob:
            answer = client.get_object(**request)
            return Blob(answer["Body"].read(), answer["ETag"])

        try:
            return self._server.ask(f"read {key}", read)
        except ClientError as error:
            if status(error) == 404 and code(error) != "NoSuchBucket":
                raise KeyMissing(key) from error
            if condition and status(error) in (412, 416):
                raise
            raise self._server.explained(f"read {key}", error) from error

    def _put(self, key: str, data: bytes, **condition: str) -> None:
        request: dict[str, Any] = {"Bucket": self._bucket, "Key": self._name(key), "Body": data, **condition}
        if key.endswith(".html"):
            # So a browser shows it, where a bucket may be read by one.
            request["ContentType"] = "text/html; charset=utf-8"
        self._server.ask(f"write {key}", lambda client: client.put_object(**request))

    def _list_page(self, wanted: dict[str, str]) -> Any:
        try:
            return self._server.ask("list", lambda client: client.list_objects_v2(**wanted))  # type: ignore[arg-type]
        except ClientError as error:
            raise self._server.explained("list", error) from error
