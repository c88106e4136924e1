"""A store in a bucket of Amazon S3 or of a server that speaks its protocol."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ResponseStreamingError,
)

from pipelines.archive.store import Blob, Changed, KeyExists, KeyMissing, StoreOptions, checked
from pipelines.errors import ConfigurationError, CorpusError, StoreError

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_Answer = TypeVar("_Answer")

_WRONG_CREDENTIALS = frozenset(
    {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken"}
)
_CREDENTIALS_REMEDY = "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or AWS_PROFILE"


class S3Store:
    """Credentials, endpoint and region come through boto3's own chain (`AWS_ENDPOINT_URL` and the like)."""

    def __init__(self, bucket: str, prefix: str, options: StoreOptions) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._attempts = options.max_attempts
        self._client = _client(options)

    @property
    def url(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def get(self, key: str, start: int | None = None, end: int | None = None) -> Blob:
        whole = start is None and end is None
        span = {} if whole else {"Range": f"bytes={start or 0}-{'' if end is None else end - 1}"}
        name = self._name(key)

        def read() -> Blob:
            answer = self._client.get_object(Bucket=self._bucket, Key=name, **span)  # type: ignore[arg-type]
            return Blob(answer["Body"].read(), answer["ETag"] if whole else "")

        try:
            return self._reached(f"read {key}", read)
        except ClientError as error:
            if _status(error) == 416:
                return Blob(b"", "")
            if _status(error) == 404 and _code(error) != "NoSuchBucket":
                raise KeyMissing(key) from error
            raise self._explained(f"read {key}", error) from error

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
            raise self._explained(f"write {key}", error) from error

    def put_if_absent(self, key: str, data: bytes) -> None:
        try:
            self._put(key, data, IfNoneMatch="*")
        except ClientError as error:
            if _status(error) == 412:
                raise KeyExists(key) from error
            if _status(error) == 409:
                raise Changed(key) from error
            raise self._explained(f"write {key}", error) from error

    def put_if_match(self, key: str, data: bytes, tag: str) -> None:
        try:
            self._put(key, data, IfMatch=tag)
        except ClientError as error:
            # For a key that is gone Amazon answers 404 and SeaweedFS 412.
            gone = _status(error) == 404 and _code(error) != "NoSuchBucket"
            if gone or _status(error) in (409, 412):
                raise Changed(key) from error
            raise self._explained(f"write {key}", error) from error

    def delete(self, key: str) -> None:
        name = self._name(key)
        try:
            self._reached(f"delete {key}", lambda: self._client.delete_object(Bucket=self._bucket, Key=name))
        except ClientError as error:
            if _status(error) != 404:
                raise self._explained(f"delete {key}", error) from error

    def _name(self, key: str) -> str:
        return self._prefix + checked(key)

    def _put(self, key: str, data: bytes, **condition: str) -> None:
        request: dict[str, Any] = {"Bucket": self._bucket, "Key": self._name(key), "Body": data, **condition}
        self._reached(f"write {key}", lambda: self._client.put_object(**request))

    def _list_page(self, wanted: dict[str, str]) -> Any:
        try:
            return self._reached("list", lambda: self._client.list_objects_v2(**wanted))  # type: ignore[arg-type]
        except ClientError as error:
            raise self._explained("list", error) from error

    def _reached(self, action: str, ask: Callable[[], _Answer]) -> _Answer:
        try:
            try:
                return ask()
            except (ResponseStreamingError, IncompleteReadError):
                # boto3 repeats a request, but not one whose answer broke off in its body.
                return ask()
        except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
            raise ConfigurationError(f"{self.url}: {error}; {_CREDENTIALS_REMEDY}") from error
        except BotoCoreError as error:
            remedy = "check AWS_ENDPOINT_URL and that the server runs"
            raise StoreError(f"{self.url}: cannot {action} ({error}); {remedy}") from error

    def _explained(self, action: str, error: ClientError) -> CorpusError:
        code, where = _code(error), f"{self.url}: cannot {action}"
        if code == "NoSuchBucket":
            remedy = "create it or correct ARCHIVE_URL"
            return ConfigurationError(f"{self.url}: there is no bucket {self._bucket!r}; {remedy}")
        if code in _WRONG_CREDENTIALS:
            return ConfigurationError(f"{where}, wrong credentials ({code}); {_CREDENTIALS_REMEDY}")
        if _status(error) == 403:
            remedy = "allow these credentials to list, read, write and delete there, or use others"
            return StoreError(f"{where}, access denied ({code}); {remedy}")
        return StoreError(f"{where}, the server answers {_status(error)} {code}; try again later")


def _client(options: StoreOptions) -> "S3Client":
    config = Config(
        # Several S3-compatible servers refuse uploads and ranged reads that carry the newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=options.connect_timeout_s,
        read_timeout=options.read_timeout_s,
        retries={"total_max_attempts": options.max_attempts, "mode": "standard"},
        max_pool_connections=16,
    )
    try:
        return boto3.Session().client("s3", config=config)
    except (BotoCoreError, ValueError) as error:
        message = f"boto3 is not set up: {error}; check AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL"
        raise ConfigurationError(message) from error


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
