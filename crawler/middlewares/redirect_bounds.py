"""Which redirects are followed; how many, Scrapy counts. And how long a URL may be that is asked for."""

from typing import Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.answers.refused import Refused

_REDIRECTS = (301, 302, 303, 307, 308)


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
        if is_followed and "Location" in response.headers:
            location = response.headers["Location"] or b""
            self._look(request.url, location.decode("latin-1"))
        return response

    def _look(self, url: str, location: str) -> None:
        if len(location) > self._most_characters:
            raise Refused("overlong", f"a redirect to a URL of {len(location)} characters")
        if not all(character.isprintable() or character > "\x9f" for character in location):
            raise Refused("redirects", f"a redirect with control characters: {location[:200]!r}")
        try:
            scheme = urlsplit(urljoin(url, location)).scheme.lower()
        except ValueError as error:
            raise Refused("redirects", f"a redirect to no URL ({error}): {location[:200]!r}") from error
        if scheme not in ("http", "https"):
            raise Refused("scheme", f"a redirect to {location[:200]!r}")
        if scheme == "http" and url.lower().startswith("https:"):
            raise Refused("redirects", "a redirect from https to http, where anybody on the line may answer")
