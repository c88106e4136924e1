"""Which archived pages are to be looked at again: soon at first, then ever more rarely.

When a page was last looked at is on record: its newest document tells, or a rejection that names one of its
documents (`unchanged`, `gone` and the like), or the page as it was asked for.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from crawler.discovery.candidate import Candidate
from crawler.publishers import Publisher
from crawler.seen import OUTSIDE_DATES
from crawler.window import Window
from pipelines.archive import Archive, Store, Where, count_segments, named_document
from pipelines.page.passing import PASSING
from pipelines.urls import canonical_url, url_key

# Four digits of weeks are 190 years: enough, and still a date.
_SPAN = re.compile(r"(\d{1,4})([hdw])", re.ASCII)
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}

# What a page that was looked at again is turned away for, on account of its document.
_LOOKS = ("unchanged", "headline_changed", "reverted", "gone", "now_stub", "replaced", "known_text")
_FIELDS = ("number", "url", "publisher", "headline", "published", "fetched", "discovered_via", "revision_of")


class _Page(NamedTuple):
    number: int
    url: str
    publisher: str
    headline: str | None
    published: str | None
    fetched: str
    discovered_via: str | None
    revision_of: int | None


def parse_span(text: str) -> timedelta:
    """Of `12h`, `7d` or `2w`, four digits at most. Raises ValueError for anything else, and for nothing."""
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise ValueError("give a number of hours, days or weeks: 12h, 7d, 2w")
    return timedelta(hours=int(match[1]) * _HOURS[match[2]])


def next_look(archived: datetime, looked: datetime, first: timedelta) -> datetime:
    """When a page is due that was archived at `archived` and last looked at, at `looked`.

    First after `first`, then when that age has doubled: after 7 days, 14, 28, 56 …
    """
    return looked + max(first, looked - archived)


def revisits_in(
    store: Store,
    publishers: Collection[Publisher],
    first: timedelta | None,
    rest: timedelta,
    now: datetime,
    window: Window,
    is_barred: Callable[[str], bool],
) -> dict[str, list[Candidate]]:
    """`due_revisits` of an archive that may not have begun, none where `first` is None; those of `window`.

    `is_barred` says of a URL key whether a document of it was removed. Raises StoreError, ArchiveDamaged.
    """
    if first is None or not count_segments(store):
        return {}
    due = due_revisits(Archive.open(store), {publisher.id for publisher in publishers}, first, rest, now)
    return {
        name: [page for page in pages if window.holds(page.published) and not is_barred(url_key(page.url))]
        for name, pages in due.items()
    }


def due_revisits(
    archive: Archive, publishers: Collection[str], first: timedelta, rest: timedelta, now: datetime
) -> dict[str, list[Candidate]]:
    """By publisher, the pages that are due, the one that is due for longest first.

    Removed documents are left out, those that no crawl fetched, and those that failed, or had a wall in their
    place, less than `rest` ago. Reads columns, and of the log what lies behind them. Raises StoreError,
    ArchiveDamaged.
    """
    looked = [each for each in _looked(archive, publishers) if each.due_from(first) <= now]
    looks, failures = _endings(archive, {each.candidate.url for each in looked})
    due: defaultdict[str, list[tuple[datetime, Candidate]]] = defaultdict(list)
    for each in looked:
        url = each.candidate.url
        time = each.due_from(first, looks.get(url))
        if time <= now and (url not in failures or now - failures[url] >= rest):
            due[each.candidate.publisher].append((time, each.candidate))
    return {
        name: [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].url))]
        for name, found in due.items()
    }


class _Looked(NamedTuple):
    """A page that was archived at one time, and last looked at, as far as its documents tell, at another."""

    candidate: Candidate
    archived: datetime
    looked: datetime

    def due_from(self, first: timedelta, looked: datetime | None = None) -> datetime:
        return next_look(self.archived, max(self.looked, looked or self.looked), first)


def _looked(archive: Archive, publishers: Collection[str]) -> Iterator[_Looked]:
    pages = {page.number: page for page in _pages(archive, publishers)}
    looks = _looks(archive, pages.keys())
    revised = {page.revision_of for page in pages.values()}
    for page in pages.values():
        if page.number not in revised:
            line = list(_line(page, pages))
            newest = max(max(each.fetched, looks.get(each.number, "")) for each in line)
            yield _Looked(_candidate(page), _moment(line[-1].fetched), _moment(newest))


def _endings(archive: Archive, urls: Collection[str]) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """When pages were last rejected for what they are, and when they failed or had a wall in their place."""
    looks: dict[str, datetime] = {}
    failures: dict[str, datetime] = {}
    for ending in archive.endings(urls) if urls else ():
        if ending.reason == OUTSIDE_DATES:  # What was asked for then, and not the page.
            continue
        of = failures if ending.kind == "failed" or ending.reason in PASSING else looks
        of[ending.url] = max(_moment(ending.time), of.get(ending.url, _moment(ending.time)))
    return looks, failures


def _pages(archive: Archive, publishers: Collection[str]) -> Iterator[_Page]:
    for values in archive.values(_FIELDS, Where(status="live")):
        row: dict[str, Any] = dict(zip(_FIELDS, values, strict=True))
        if row["publisher"] in publishers and row["url"] and row["fetched"]:
            yield _Page(**row)


def _looks(archive: Archive, numbers: Collection[int]) -> dict[int, str]:
    """When a page was last turned away on account of one of these documents."""
    looks: dict[int, str] = {}
    for refusal in archive.refusals(_LOOKS, numbers):
        number = named_document(refusal.detail)
        if number is not None:
            looks[number] = max(looks.get(number, ""), refusal.time)
    return looks


def _line(page: _Page, pages: Mapping[int, _Page]) -> Iterator[_Page]:
    """The page and all that it revises, the newest first."""
    met: set[int] = set()
    at: _Page | None = page
    while at is not None and at.number not in met:
        met.add(at.number)
        yield at
        at = pages.get(at.revision_of) if at.revision_of is not None else None


def _candidate(page: _Page) -> Candidate:
    listing = page.discovered_via or page.url
    return Candidate(
        canonical_url(page.url), page.publisher, page.headline, page.published, listing, again=True
    )


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
