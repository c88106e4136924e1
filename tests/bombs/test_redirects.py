"""Which redirects are followed, and where to."""

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.answers.refused import Refused
from crawler.middlewares.redirect_bounds import RedirectBoundsMiddleware


def _leads_to(location: str, url: str = "https://a.example/") -> str:
    """What Location says behind the middleware."""
    response = Response(
        url, status=302, headers={"Location": location.encode("latin-1")}, request=Request(url)
    )
    assert response.request is not None
    looked_at = RedirectBoundsMiddleware(4096).process_response(response.request, response)
    return (looked_at.headers["Location"] or b"").decode("latin-1")


@pytest.mark.parametrize(
    ("location", "slug"),
    [
        ("http://a.example/", "redirects"),
        ("http://a.example:80/#top", "redirects"),
        ("http://b.example:8080/", "redirects"),
        ("http://b.example:eighty/", "redirects"),
        ("/a\r\nSet-Cookie: b", "redirects"),
        ("\x1b[2J", "redirects"),
        ("https://[", "redirects"),
        ("https://b.example:80:80/", "redirects"),
        ("//b.example:99999/", "redirects"),
        ("FTP://a.example/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("/" + "a" * 5000, "overlong"),
    ],
)
def test_redirects_that_are_not_followed(location: str, slug: str) -> None:
    with pytest.raises(Refused) as refused:
        _leads_to(location)
    assert refused.value.slug == slug


@pytest.mark.parametrize(
    ("location", "followed"),
    [
        ("http://www.a.example/robots.txt", "https://www.a.example/robots.txt"),
        ("http://a.example/news/?page=2#top", "https://a.example/news/?page=2#top"),
        ("HTTP://a.example:80/news", "https://a.example/news"),
        ("http://a.example:443/news", "https://a.example/news"),
        ("http://a.example/caf\xe9", "https://a.example/caf\xe9"),
        ("https://b.example:8443/", "https://b.example:8443/"),
        ("/news", "/news"),
        ("//b.example/", "//b.example/"),
    ],
)
def test_from_https_no_redirect_leads_to_http(location: str, followed: str) -> None:
    """Where the server only names itself wrongly nothing is lost by it."""
    assert _leads_to(location) == followed


def test_from_http_they_lead_anywhere() -> None:
    for location in ("http://b.example/", "https://a.example/", "news"):
        assert _leads_to(location, "http://a.example/") == location
