"""An S3 server as one asks it: again while it is in trouble, not for ever, and explained where it refuses."""

import threading
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from pipelines.archive.patience import Patience
from pipelines.archive.store import StoreOptions
from pipelines.errors import ConfigurationError, CorpusError, StoreError

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_Answer = TypeVar("_Answer")

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0

_PASSING_STATUS = frozenset({429, 500, 502, 503, 504})
_PASSING_CODES = frozenset(
    {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "Throttling"}
)
# No answer at all, or one that broke off in its body or in the middle of its XML. Where the body of an
# error does so, botocore lets the errors of urllib3 through.
_UNANSWERED = (HTTPClientError, ConnectionError, IncompleteReadError, ResponseParserError, HTTPError)

_WRONG_CREDENTIALS = frozenset(
    {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken"}
)
_CREDENTIALS_REMEDY = "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or AWS_PROFILE"


class Server:
    """Credentials, endpoint and region come through boto3's own chain (`AWS_ENDPOINT_URL` and the like).

    `url` and `bucket` are for the sentences. Calls may come from several threads.
    """

    def __init__(self, url: str, bucket: str, options: StoreOptions) -> None:
        self._url = url
        self._bucket = bucket
        self._options = options
        self._client = _client(options)
        self._lock = threading.Lock()
        self._silent_since: float | None = None

    def ask(self, action: str, question: Callable[["S3Client"], _Answer]) -> _Answer:
        """The answer; asked again after 429, most of 5xx, a timeout, a reset or an answer that broke off.

        A question that is asked again may find its own effect: a condition that no longer holds. Raises
        ClientError with an answer that asking again would not change, and with the last one where the server
        stays in trouble; StoreError where it stays silent; ConfigurationError where credentials are lacking.
        """
        trouble: Exception = StoreError("no attempt made")
        for _ in self._patience().attempt():
            try:
                answer = question(self._client)
            except (ClientError, *_UNANSWERED) as error:
                self._listen(answered=isinstance(error, ClientError) and not _passing(error))
                if isinstance(error, ClientError) and not _passing(error):
                    raise
                trouble = error
            except BotoCoreError as error:
                raise self._not_set_up(action, error) from error
            else:
                self._listen(answered=True)
                return answer
        if isinstance(trouble, ClientError):
            raise trouble
        remedy = "check AWS_ENDPOINT_URL and that the server runs"
        raise StoreError(f"{self._url}: cannot {action} ({_brief(trouble)}); {remedy}") from trouble

    def explained(self, action: str, error: ClientError) -> CorpusError:
        """The sentence for an answer that `ask` raised."""
        found, where = code(error), f"{self._url}: cannot {action}"
        if found == "NoSuchBucket":
            remedy = "create it or correct ARCHIVE_URL"
            return ConfigurationError(f"{self._url}: there is no bucket {self._bucket!r}; {remedy}")
        if found in _WRONG_CREDENTIALS:
            return ConfigurationError(f"{where}, wrong credentials ({found}); {_CREDENTIALS_REMEDY}")
        if found == "RequestTimeTooSkewed":
            return ConfigurationError(
                f"{where}, its clock and ours differ too much; set this machine's clock"
            )
        if status(error) == 403:
            remedy = "allow these credentials to list, read, write and delete there, or use others"
            return StoreError(f"{where}, access denied ({found}); {remedy}")
        return StoreError(f"{where}, the server answers {status(error)} {found}; try again later")

    def _patience(self) -> Patience:
        """A server that has been silent for long is asked once more, and waited for no longer."""
        with self._lock:
            since = self._silent_since
        silent_s = 0.0 if since is None else time.monotonic() - since
        left_s = self._options.give_up_after_s - silent_s - self._options.read_timeout_s
        return Patience(self._options.max_attempts, _FIRST_PAUSE_S, _LONGEST_PAUSE_S, max(0.0, left_s))

    def _listen(self, *, answered: bool) -> None:
        with self._lock:
            if answered:
                self._silent_since = None
            elif self._silent_since is None:
                self._silent_since = time.monotonic()

    def _not_set_up(self, action: str, error: BotoCoreError) -> CorpusError:
        if isinstance(error, NoCredentialsError | PartialCredentialsError | ProfileNotFound):
            return ConfigurationError(f"{self._url}: {error}; {_CREDENTIALS_REMEDY}")
        return StoreError(f"{self._url}: cannot {action} ({_brief(error)}); check the AWS_ settings")


def _passing(error: ClientError) -> bool:
    """Whether the server is in trouble that may pass."""
    return status(error) in _PASSING_STATUS or code(error) in _PASSING_CODES


def status(error: ClientError) -> int:
    """The HTTP status; 0 if the answer tells none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def code(error: ClientError) -> str:
    """The slug of S3, such as NoSuchKey; the status where the answer has no body."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _client(options: StoreOptions) -> "S3Client":
    config = Config(
        # Several S3-compatible servers refuse uploads and ranged reads that carry the newer checksums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=options.connect_timeout_s,
        read_timeout=options.read_timeout_s,
        # `Server.ask` asks again; it also knows of answers that broke off and of when to give up.
        retries={"total_max_attempts": 1, "mode": "standard"},
        max_pool_connections=16,
    )
    try:
        client = _session().client("s3", config=config)
    except (BotoCoreError, ValueError) as error:
        message = f"boto3 is not set up: {error}; check AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL"
        raise ConfigurationError(message) from error
    if "@" in urlsplit(client.meta.endpoint_url).netloc:
        # Nobody would send it, and parts of it would stand in what libraries say of such an address.
        raise ConfigurationError(
            "AWS_ENDPOINT_URL holds a user name or password, which S3 has not; leave it out"
        )
    return client


def _session() -> boto3.Session:
    """With credentials of now. What boto3 knows of S3 is read once: a sixth of a second for each client."""
    session = botocore.session.Session()
    session.register_component("data_loader", _loader())
    return boto3.Session(botocore_session=session)


@cache
def _loader() -> Any:
    return botocore.session.Session().get_component("data_loader")
