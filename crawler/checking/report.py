"""How checks are printed: a table for a terminal, plain columns for a pipe."""

import sys
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.checking.listing_check import ListingCheck
from crawler.checking.publisher_check import PublisherCheck
from crawler.checking.sample import Sample
from pipelines.commands.output import one_line, say, screen_columns, shown_columns, table, width_of

_LISTING_HEAD = ("verdict", "kind", "candidates", "new", "robots.txt", "answer", "listing")
_SAMPLE_HEAD = ("sample", "score", "published", "language", "words", "headline", "why")
_COLOURS = {"ok": "green", "archived": "green", "damaged": "yellow", "partly": "yellow", "rejected": "yellow"}
# Cells of so few columns are never broken.
_SHORT = 14


def show_check(check: PublisherCheck) -> None:
    """A publisher: its listings, then the samples, each page once."""
    disabled = "" if check.enabled else ", not enabled"
    title = f"{check.publisher}: {check.verdict} ({check.requests} requests{disabled})"
    show_listings(title, check.listings)
    if samples := list(_samples(check)):
        show_samples("", samples)
    say()


def show_listings(title: str, listings: Iterable[ListingCheck]) -> None:
    """What was found at each."""
    show_table(title, _LISTING_HEAD, map(_listing_row, listings))


def show_samples(title: str, samples: Iterable[Sample]) -> None:
    """What the stages made of them."""
    show_table(title, _SAMPLE_HEAD, map(_sample_row, samples))


def show_table(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, give_way: Sequence[int] = ()
) -> None:
    """On standard output; nothing that a page contains acts on the terminal.

    What is too long goes on below; columns of `give_way` are left out where there is no room, as in `table`.
    """
    if not sys.stdout.isatty():
        if title:
            say(title)
        table(head, rows)
        return
    Console().print(_drawn(title, [tuple(head), *(tuple(map(one_line, row)) for row in rows)], give_way))


def _drawn(title: str, lines: Sequence[Sequence[str]], give_way: Sequence[int]) -> Table:
    widths = [max(map(width_of, cells)) for cells in zip(*lines, strict=True)]
    drawn = Table(title=Text(title) if title else None, title_justify="left", box=None, header_style="bold")
    shown = shown_columns(widths, give_way, screen_columns())
    for column in shown:
        drawn.add_column(lines[0][column], overflow="fold", no_wrap=widths[column] <= _SHORT)
    for line in lines[1:]:
        drawn.add_row(*(Text(line[column], style=_COLOURS.get(line[column], "")) for column in shown))
    return drawn


def _samples(check: PublisherCheck) -> Iterator[Sample]:
    """Several listings may name one page."""
    seen: set[str] = set()
    for sample in (sample for listing in check.listings for sample in listing.samples):
        if sample.url not in seen:
            seen.add(sample.url)
            yield sample


def _listing_row(check: ListingCheck) -> tuple[str, ...]:
    return (
        check.verdict,
        check.kind,
        str(check.candidates),
        str(check.new),
        _robots(check),
        _answer(check),
        check.url,
    )


def _robots(check: ListingCheck) -> str:
    if check.asked_robots == 0:
        return "forbids" if check.verdict == "forbidden" else "-"
    if check.forbidden == 0:
        return "allows"
    return f"forbids {check.forbidden} of {check.asked_robots}"


def _answer(check: ListingCheck) -> str:
    """Status, what it was read as, and what was wrong."""
    status = str(check.status) if check.status is not None else "none"
    parts = [" ".join(part for part in (status, check.read_as) if part)]
    if check.moved_to:
        parts.append(f"at {check.moved_to}")
    if check.read_further:
        parts.append(f"further listings: {check.further} named, {check.read_further} read")
    if check.problem:
        parts.append(check.problem)
    return ", ".join(parts)


def _sample_row(sample: Sample) -> tuple[str, ...]:
    score = "-" if sample.score is None else f"{sample.score:.2f}"
    words = "-" if sample.words is None else str(sample.words)
    day = (sample.published or "-")[:10]
    why = ": ".join(part for part in (sample.reason, sample.detail) if part) or sample.evidence or "-"
    headline = sample.headline or sample.url
    return sample.outcome, score, day, sample.language or "-", words, headline, why
