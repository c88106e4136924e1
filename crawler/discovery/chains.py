"""Listings that go on from page to page: whether the next page is worth asking for."""

from dataclasses import replace

from crawler.discovery.candidate import Found, LeftOut, Listing


class Chains:
    """What the pages of each paged listing of a run have named so far."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, str], set[str]] = {}

    def cut(self, listing: Listing, found: Found) -> Found:
        """`found` without its further pages where this page named nothing that those before it had not."""
        if listing.kind not in ("section", "feed"):
            return found
        first, *others = (*listing.path, listing.url)
        named = self._named.setdefault((first, listing.kind), set())
        brought = {candidate.url for candidate in found.candidates} - named
        named |= brought
        if brought or not others:
            return found
        ends = tuple(LeftOut(further.url, "trap_endless") for further in found.listings)
        return replace(found, listings=(), left_out=(*found.left_out, *ends))
