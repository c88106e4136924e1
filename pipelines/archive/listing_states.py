"""What crawls learned of the listings that they read: `crawl/listings.jsonl.gz`, one line for each.

A memory, not a record: without it the next crawl reads every listing whole, and nothing else is lost. Its
first line says up to where the log went when it was written: beside a log without that, it is not believed.
"""

import gzip
import re
import zlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import Field

from pipelines.archive.log_snapshot import LogSnapshot, count_segments
from pipelines.archive.patience import WITH_TROUBLE
from pipelines.archive.probe import SingleWriter
from pipelines.archive.store import Changed, KeyExists, KeyMissing, Store
from pipelines.document import Sha256, Value
from pipelines.errors import ArchiveDamaged, StoreError

LISTING_STATES = "crawl/listings.jsonl.gz"
_CURSOR = re.compile(r"(\d+)-([0-9a-f]{16})")


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


class _Head(Value):
    cursor: str


class _Kept(NamedTuple):
    states: dict[str, ListingState]
    tag: str | None


def load_listing_states(store: Store) -> dict[str, ListingState]:
    """By URL; empty where none are kept, or what is kept cannot be read or believed. Raises StoreError."""
    return _load(store).states


def save_listing_states(
    store: Store, changed: Mapping[str, ListingState], *, single_writer: bool = False
) -> None:
    """Puts `changed` in the place of what is kept of those listings; others stay.

    Of two crawls that end together the later one wins, listing by listing. To be called when all pages that
    settled a listing are in the log. `single_writer` is as for ArchiveWriter. Raises StoreError, and
    ArchiveDamaged where the log cannot be read.
    """
    target = SingleWriter(store) if single_writer else store
    for _ in WITH_TROUBLE.attempt():
        kept = _load(target)
        data = _packed(_cursor(target), (kept.states | dict(changed)).values())
        try:
            if kept.tag is None:
                target.put_if_absent(LISTING_STATES, data)
            else:
                target.put_if_match(LISTING_STATES, data, kept.tag)
        except (KeyExists, Changed):
            continue
        return
    raise StoreError(f"{store.url}: others keep writing {LISTING_STATES}")


def _cursor(store: Store) -> str:
    segments = count_segments(store)
    return f"{segments}-{LogSnapshot(store, segments).segment(segments - 1).digest[:16]}"


def _load(store: Store) -> _Kept:
    try:
        blob = store.get(LISTING_STATES)
    except KeyMissing:
        return _Kept({}, None)
    try:
        head, *lines = gzip.decompress(blob.data).splitlines()
        is_of_log = _is_of_log(store, _Head.model_validate_json(head).cursor)
        states = [ListingState.model_validate_json(line) for line in lines] if is_of_log else []
    except (ValueError, OSError, EOFError, zlib.error, ArchiveDamaged):
        states = []
    return _Kept({state.url: state for state in states}, blob.tag)


def _is_of_log(store: Store, cursor: str) -> bool:
    match = _CURSOR.fullmatch(cursor)
    segments = int(match[1]) if match else 0
    if match is None or not 0 < segments <= count_segments(store):
        return False
    return LogSnapshot(store, segments).segment(segments - 1).digest.startswith(match[2])


def _packed(cursor: str, states: Iterable[ListingState]) -> bytes:
    rows: list[Value] = [_Head(cursor=cursor), *sorted(states, key=lambda state: state.url)]
    lines = (row.model_dump_json(exclude_defaults=True) for row in rows)
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)
