"""Copies among saved pages, as the web has them: a page at a second URL, an article sold to another host."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from gzip import compress, decompress
from urllib.parse import urlsplit

from bench.pages import SavedPage

_PARTNERS = 3
# What would tell a reader of the page's head where the article comes from; a buyer puts its own there.
_OWN_ADDRESS = (
    (b'rel="canonical"', b'rel="x-own"'),
    (b'"og:url"', b'"x:url"'),
    (b'"mainEntityOfPage"', b'"x-page"'),
)


def with_copies(pages: Sequence[SavedPage], one_in: int) -> tuple[SavedPage, ...]:
    """One page in so many has a copy at the end, by turns under a second URL and at another host; 0: none."""
    return (*pages, *_copies(pages[::one_in])) if one_in else tuple(pages)


def _copies(pages: Sequence[SavedPage]) -> Iterator[SavedPage]:
    for number, page in enumerate(pages):
        yield _second_url(page) if number % 2 == 0 else _sold(page, number)


def _second_url(page: SavedPage) -> SavedPage:
    parts = urlsplit(page.url)
    return replace(page, url=parts._replace(path=f"/print{parts.path}").geturl(), copy_of=page.url)


def _sold(page: SavedPage, number: int) -> SavedPage:
    body = decompress(page.gzipped)
    for mark, harmless in _OWN_ADDRESS:
        body = body.replace(mark, harmless)
    note = f"<p>This story was first published by {page.host}.</p></body>".encode()
    name = urlsplit(page.url).path.strip("/").replace("/", "-")
    return replace(
        page,
        url=f"http://partner-{number % _PARTNERS}.example/wire/{number}/{name or 'story'}",
        gzipped=compress(body.replace(b"</body>", note, 1), 3, mtime=0),
        copy_of=page.url,
    )
