"""One live page for `corpus try`."""

from datetime import UTC, datetime

import urllib3

from pipelines.document import Capture
from pipelines.errors import ConfigurationError, CorpusError, ExitCode
from pipelines.urls import canonical_url

_MAX_BYTES = 10 * 1024 * 1024
_TIMEOUT_S = 30.0
_REDIRECTS = 5


class NotFetched(CorpusError):
    """The page did not come."""

    exit_code = ExitCode.NOTHING_FETCHED


def fetch(url: str, contact: str) -> Capture:
    """The page at `url`, at most 10 MB of it. Raises NotFetched, and ConfigurationError for a bad URL."""
    try:
        asked = canonical_url(url)
    except ValueError as error:
        raise ConfigurationError(str(error)) from error
    headers = {"User-Agent": f"CorpusCrawler (+{contact})" if contact else "CorpusCrawler"}
    retries = urllib3.Retry(total=_REDIRECTS, redirect=_REDIRECTS, connect=0, read=0)
    try:
        with urllib3.PoolManager(headers=headers, timeout=_TIMEOUT_S, retries=retries) as pool:
            answer = pool.request("GET", asked, preload_content=False)
            body = answer.read(_MAX_BYTES + 1, decode_content=True)
    except urllib3.exceptions.HTTPError as error:
        raise NotFetched(f"{asked}: no page came ({_why(error)}); save the page, try the file") from error
    if answer.status >= 400:
        raise NotFetched(f"{asked}: the server answered {answer.status}; save the page, try the file")
    if len(body) > _MAX_BYTES:
        raise NotFetched(f"{asked}: more than {_MAX_BYTES} bytes; no article is that large")
    return Capture(
        url=asked,
        final_url=answer.geturl() or asked,
        fetched=datetime.now(UTC).replace(microsecond=0),
        status=answer.status,
        headers=tuple(answer.headers.items()),
        body=body,
        publisher=None,
        discovered_via=None,
    )


def _why(error: urllib3.exceptions.HTTPError) -> str:
    """Without the connection and its place in memory, which the library tells first."""
    cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) else error
    return str(cause or error).rpartition("): ")[2]
