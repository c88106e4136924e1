"""How the yields of listings are printed."""

from crawler.checking.harvest import ListingYield, Period, PublisherYield, Sums
from crawler.checking.report import show_table
from pipelines.commands.output import say

_COUNTS = ("requests", "new", "fetched", "related", "archived")


def show_yield(found: PublisherYield) -> None:
    """A publisher over time, then its listings in all."""
    note = f"; {found.note}" if found.note else ""
    title = f"{found.publisher}: last new {found.last_new or '-'}{note}"
    show_table(title, ("period", *_COUNTS), map(_period_row, found.periods))
    say()
    head = (*_COUNTS, "last new", "kind", "listing", "note")
    show_table("", head, map(_listing_row, found.listings), give_way=(0, 2, 3, 5))
    say()


def _period_row(period: Period) -> tuple[str, ...]:
    return (period.period, *_counts(period.sums))


def _listing_row(listing: ListingYield) -> tuple[str, ...]:
    return (
        *_counts(listing.sums),
        listing.last_new or "-",
        listing.kind,
        listing.url,
        listing.note or "",
    )


def _counts(sums: Sums) -> tuple[str, ...]:
    counts = (sums.requests, sums.new, sums.fetched, sums.related, sums.archived)
    return tuple("-" if count is None else str(count) for count in counts)
