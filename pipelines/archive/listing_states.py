"""What crawls learned of the listings that they read: `crawl/listings.jsonl.gz`, one line for each.

A memory, not a record: without it the next crawl reads every listing whole, and nothing else is lost.
"""

from collections.abc import Iterable, Mapping

from pydantic import Field

from pipelines.archive.remembered import recall, remember
from pipelines.archive.store import Store
from pipelines.document import Sha256, Value

LISTING_STATES = "crawl/listings.jsonl.gz"


class NamedListing(Value):
    """A listing that another one names; `modified` as its index says, ISO 8601."""

    url: str
    kind: str
    modified: str | None = None


class Poll(Value):
    """One look at a listing: when, and how many pages it named that nobody had looked at."""

    time: str
    new: int = Field(ge=0)


class ListingState(Value):
    """A listing as the last crawl left it. Times are `2026-11-22T01:02:03Z`.

    `etag` and `last_modified` are the server's validators; `validators_true` where they were once seen to
    change with the body, `validators_lie` where they once stood for another body. `digest` is the SHA-256 of
    the last body read, `bytes` its size, `whole` the time; `modified` is what the index that names it said at
    the last look. `settled` names how it was read and the dates that were wanted, if every page that it named
    had found its end, None where one had not: then it is read again though it be unchanged, as it is from
    `settled_until` on, if that is there. `listings` are those that it names. `polls` are the newest looks,
    oldest first. `failures` in a row began at `failing_since`; `retired` is when it was given up, or last
    tried since, for `note`. `months` has the most pages that it named at once, by month of publication
    (`2020-11`). `fetched`, `related` and `archived` count its pages in all runs; `unlikely` are
    fetched ones for which nothing spoke before, `unlikely_related` those of them that belong. `left` are
    8 hex digits of the key of each page that was left alone since `left_since`, because nothing spoke for it.
    """

    url: str
    kind: str
    publisher: str
    etag: str | None = None
    last_modified: str | None = None
    validators_true: bool = False
    validators_lie: bool = False
    digest: Sha256 | None = None
    bytes: int = Field(default=0, ge=0)
    whole: str | None = None
    modified: str | None = None
    settled: str | None = None
    settled_until: str | None = None
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
    unlikely: int = Field(default=0, ge=0)
    unlikely_related: int = Field(default=0, ge=0)
    left: tuple[str, ...] = ()
    left_since: str | None = None


def load_listing_states(store: Store) -> dict[str, ListingState]:
    """By URL; empty where none are kept, or what is kept cannot be read or believed. Raises StoreError."""
    return {state.url: state for state in recall(store, LISTING_STATES, ListingState)}


def save_listing_states(
    store: Store, changed: Mapping[str, ListingState], *, single_writer: bool = False
) -> None:
    """Puts `changed` in the place of what is kept of those listings; others stay.

    Of two crawls that end together the later one wins, listing by listing. To be called when all pages that
    settled a listing are in the log. `single_writer` is as for ArchiveWriter. Raises StoreError, and
    ArchiveDamaged where the log cannot be read.
    """

    def merged(kept: Iterable[ListingState]) -> Iterable[ListingState]:
        states = {state.url: state for state in kept} | dict(changed)
        return sorted(states.values(), key=lambda state: state.url)

    remember(store, LISTING_STATES, ListingState, merged, single_writer=single_writer)
