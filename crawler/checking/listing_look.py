"""The bytes of a listing, read in a worker: what they are and what they list."""

from typing import NamedTuple

from crawler.discovery.candidate import Found, Listing
from crawler.discovery.listing import HEAD_BYTES, read_listing
from crawler.discovery.unpack import gunzip, shape_of
from crawler.publishers import Publisher


class Look(NamedTuple):
    """`shape` is what the bytes are, whatever was expected: urlset, feed, html and so on."""

    shape: str
    found: Found


def look_at(body: bytes, *, url: str, content_type: str, listing: Listing, publisher: Publisher) -> Look:
    """What the answer to `listing`, which came from `url`, is and lists. Never raises."""
    found = read_listing(
        body,
        url=url,
        kind=listing.kind,
        content_type=content_type,
        publisher=publisher,
        since=None,
        path=listing.path,
        asked=listing.url,
    )
    if listing.kind == "robots":
        return Look("robots.txt", found)
    unpacked, _ = gunzip(body, HEAD_BYTES)
    return Look(shape_of(unpacked), found)
