"""Which redirects are followed; how many, Scrapy counts. And how long a URL may be that is asked for."""

from contextlib import suppress
from typing import Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.answers.refused import Refused

_REDIRECTS = (301, 302, 303, 307, 308)
# What an http URL may name where the same server is asked by https; of some it is 443 that they name.
_PORTS = (None, 80, 443)


class RedirectBoundsMiddleware:
    """Raises Refused, where Scrapy would follow, or drop a request for a long URL without a word."""

    def __init__(self, most_characters: int) -> None:
        self._most_characters = most_characters

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler.settings.getint("URLLENGTH_LIMIT"))

    def process_request(self, request: Request) -> None:
        """Whoever named it: a listing, a redirect, a person."""
        if len(request.url) > self._most_characters:
            raise Refused("overlong", f"a URL of more than {self._most_characters} characters")

    def process_response(self, request: Request, response: Response) -> Response:
        """Where a redirect would lead is looked at before it is made a request."""
        judged = request.meta.get("handle_httpstatus_list", ())
        is_followed = response.status in _REDIRECTS and response.status not in judged
        if not is_followed or "Location" not in response.headers:
            return response
        target = self._target(request.url, (response.headers["Location"] or b"").decode("latin-1"))
        if not (target.lower().startswith("http:") and request.url.lower().startswith("https:")):
            return response
        headers = response.headers.copy()
        headers["Location"] = _over_tls(request.url, target).encode("latin-1")
        return response.replace(headers=headers)

    def _target(self, url: str, location: str) -> str:
        if len(location) > self._most_characters:
            raise Refused("overlong", f"a redirect to a URL of {len(location)} characters")
        if not all(character.isprintable() or character > "\x9f" for character in location):
            raise Refused("redirects", f"a redirect with control characters: {location[:200]!r}")
        try:
            target = urljoin(url, location)
            parts = urlsplit(target)
            # A port that is none is not found before it is asked for.
            scheme, _ = parts.scheme, parts.port
        except ValueError as error:
            raise Refused("redirects", f"a redirect to no URL ({error}): {location[:200]!r}") from error
        if scheme not in ("http", "https"):
            raise Refused("scheme", f"a redirect to {location[:200]!r}")
        return target


def _over_tls(url: str, target: str) -> str:
    """`target`, an http URL, by https, as browsers ask for it too.

    Servers behind something that does TLS for them name themselves with http, and would lead back to https.
    Who means http leads nowhere: anybody on the line may answer there.
    """
    parts = urlsplit(target)
    with suppress(ValueError):
        if parts.port in _PORTS:
            host = parts.netloc.removesuffix(f":{parts.port}")
            upgraded = parts._replace(scheme="https", netloc=host).geturl()
            if upgraded.partition("#")[0] != url.partition("#")[0]:
                return upgraded
    raise Refused("redirects", "a redirect from https to http, where anybody on the line may answer")
