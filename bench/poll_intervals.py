"""`make bench ARGS=polls`: learned poll intervals beside fixed ones, over 60 invented days of 200 listings.

A crawl runs every hour, as from cron. What is simulated is when it reads which listing, by the crawler's own
rule; what that costs are requests, and the hours that a page waits until the listing that names it is read.
"""

import argparse
import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, median
from typing import NamedTuple

from bench.poll_listings import DAYS, LISTINGS, InventedListing, invent
from crawler.memory.poll_intervals import due_from, with_poll
from pipelines.archive import Poll
from pipelines.document import utc_stamp

_START = datetime(2026, 1, 5, tzinfo=UTC)
_LONGEST = timedelta(days=7)
FIXED_H = (1, 6, 24)


class Looks(NamedTuple):
    """At one listing: how often, and how many hours each page waited that was found."""

    requests: int
    waited_h: list[float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one way to poll: hours of waiting over all pages, and over the mean of each listing."""

    name: str
    requests: int
    median_h: float
    p95_h: float
    mean_h: float
    listing_median_h: float
    listing_p95_h: float
    looks: tuple[Looks, ...]


# What so many days of looking at a listing come to.
Policy = Callable[[InventedListing, int], Looks]


def fixed(every_h: int) -> Policy:
    """Every so many hours, whatever comes."""

    def look(listing: InventedListing, days: int) -> Looks:
        hours = range(0, days * 24 + 1, every_h)
        waited = [
            hours[at] - page for page in listing.pages if (at := bisect.bisect_left(hours, page)) < len(hours)
        ]
        return Looks(len(hours), waited)

    return look


def learned(listing: InventedListing, days: int) -> Looks:
    """When the crawler's own rule says that it is due."""
    polls: tuple[Poll, ...] = ()
    due, requests, seen = _START, 0, 0
    waited: list[float] = []
    for hour in range(days * 24 + 1):
        now = _START + timedelta(hours=hour)
        if now < due:
            continue
        there = bisect.bisect_right(listing.pages, hour)
        waited += [hour - page for page in listing.pages[seen:there]]
        polls = with_poll(polls, Poll(time=utc_stamp(now), new=there - seen))
        requests, seen = requests + 1, there
        due = due_from(polls, _LONGEST) or now
    return Looks(requests, waited)


def simulate(listings: Sequence[InventedListing], days: int) -> list[Outcome]:
    """Fixed polls, the hourly one first, then the learned one."""
    ways = [(f"every {hours} h", fixed(hours)) for hours in FIXED_H]
    return [
        _outcome(name, [look(one, days) for one in listings]) for name, look in [*ways, ("learned", learned)]
    ]


def _outcome(name: str, looks: Sequence[Looks]) -> Outcome:
    waited = sorted(hours for one in looks for hours in one.waited_h)
    means = sorted(fmean(one.waited_h) for one in looks if one.waited_h)
    return Outcome(
        name=name,
        requests=sum(one.requests for one in looks),
        median_h=median(waited),
        p95_h=_at(waited, 0.95),
        mean_h=fmean(waited),
        listing_median_h=median(means),
        listing_p95_h=_at(means, 0.95),
        looks=tuple(looks),
    )


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(outcomes: Sequence[Outcome]) -> str:
    """Markdown; requests saved are counted against the first."""
    lines = [
        "| poll | requests | saved | a page waits, median | 95 % | mean | a listing's mean, median | 95 % |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in outcomes:
        saved = f"{1 - one.requests / outcomes[0].requests:.0%}".replace("%", " %")
        waits = (one.median_h, one.p95_h, one.mean_h, one.listing_median_h, one.listing_p95_h)
        hours = " | ".join(f"{wait:.1f} h" for wait in waits)
        lines.append(f"| {one.name} | {one.requests:,} | {saved} | {hours} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; draws what `--plot` asks for."""
    parser = argparse.ArgumentParser(prog="bench polls", description=__doc__)
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the comparison, as SVG")
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--listings", type=int, default=LISTINGS)
    options = parser.parse_args(arguments)
    listings = invent(options.listings, options.days)
    outcomes = simulate(listings, options.days)
    pages = sum(len(one.pages) for one in listings)
    print(f"{options.listings} listings, {options.days} days, {pages:,} pages\n")
    print(table(outcomes))
    if options.plot is not None:
        from bench.poll_plot import plot

        plot(listings, outcomes, options.days, options.plot)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
