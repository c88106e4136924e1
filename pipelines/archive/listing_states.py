"""What crawls learned of the listings that they read: `crawl/listings.jsonl.gz`, one line for each.

A memory, not a record: without it the next crawl reads every listing whole, and nothing else is lost.
"""

import gzip
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import Field

from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store
from pipelines.document import Sha256, Value

LISTING_STATES = "crawl/listings.jsonl.gz"
_ATTEMPTS = 8


class NamedListing(Value):
    """A listing that another one names; `modified` as its index says, ISO 8601."""

    url: str
    kind: str
    modified: str | None = None


class Poll(Value):
    """One look at a listing: when, and how many pages it named for the first time."""

    time: str
    new: int = Field(ge=0)


class ListingState(Value):
    """A listing as the last crawl left it. Times are `2026-11-22T01:02:03Z`.

    `etag` and `last_modified` are the server's validators, `validators_lie` where they once stood for another
    body. `digest` is the SHA-256 of the last body read, at `read`; `whole` is when it was last asked for
    without validators. `settled` names the bounds (dates, budgets) under which every page that it named had
    found its end, None where one had not: then it is read again though it be unchanged. `listings` are those
    that it names. `polls` are the newest looks, oldest first. `failures` in a row began at `failing_since`;
    `retired` is when it was given up, for `note`. `months` counts the pages that it named, by month of
    publication (`2020-11`). `fetched`, `related` and `archived` are those of its pages, in all runs.
    """

    url: str
    kind: str
    publisher: str
    etag: str | None = None
    last_modified: str | None = None
    validators_lie: bool = False
    digest: Sha256 | None = None
    read: str | None = None
    whole: str | None = None
    settled: str | None = None
    listings: tuple[NamedListing, ...] = ()
    polls: tuple[Poll, ...] = ()
    failures: int = Field(default=0, ge=0)
    failing_since: str | None = None
    retired: str | None = None
    note: str | None = None
    months: dict[str, int] = Field(default_factory=dict)
    fetched: int = Field(default=0, ge=0)
    related: int = Field(default=0, ge=0)
    archived: int = Field(default=0, ge=0)


class _Kept(NamedTuple):
    states: dict[str, ListingState]
    tag: str | None


def load_listing_states(store: Store) -> dict[str, ListingState]:
    """By URL; empty where none are kept, or what is kept cannot be read. Raises StoreError."""
    return _load(store).states


def save_listing_states(store: Store, changed: Mapping[str, ListingState]) -> None:
    """Puts `changed` in the place of what is kept of those listings; others stay. Raises StoreError, Changed.

    Of two crawls that end together the later one wins, listing by listing.
    """
    for attempt in range(_ATTEMPTS):
        kept = _load(store)
        data = _packed((kept.states | dict(changed)).values())
        try:
            if kept.tag is None:
                store.put_if_absent(LISTING_STATES, data)
            else:
                store.put_if_match(LISTING_STATES, data, kept.tag)
        except (KeyExists, Changed):
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        return


def _load(store: Store) -> _Kept:
    try:
        blob = store.get(LISTING_STATES)
    except KeyMissing:
        return _Kept({}, None)
    try:
        lines = gzip.decompress(blob.data).splitlines()
        states = [ListingState.model_validate_json(line) for line in lines]
    except (ValueError, OSError, EOFError):
        states = []
    return _Kept({state.url: state for state in states}, blob.tag)


def _packed(states: Iterable[ListingState]) -> bytes:
    lines = (state.model_dump_json(exclude_defaults=True) for state in sorted(states, key=lambda s: s.url))
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)
