"""`corpus gaps`: what the archive lacks, and the crawl that would fetch it."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive import Archive, RejectionRow, load_listing_states
from pipelines.commands.filters import Publisher, Since, Until, where
from pipelines.commands.output import say, say_json, screen_columns, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.progress import progress
from pipelines.config import load_config
from pipelines.errors import ConfigurationError
from pipelines.gaps import ERA, Cell, Counts, Gap, find_gaps, listed_of, month_of

_ROOM = 140
"""Columns of a terminal that has room for a command beside the figures."""


def gaps(
    archive: ArchiveOption = None,
    publisher: Publisher = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Show what is missing, by publisher and month.

    Where less was looked at than listings promised, or nothing at all.

    Without --since and --until: the months of the seeds, 2019-09 to 2020-12, and all that listings named.
    """
    wanted, opened = where(None, None, None, since, until), open_archive(archive)
    with progress("counting", None):
        counts = _counts(opened, publisher)
    found = _found(counts, _publishers(publisher, counts), wanted.since, wanted.until)
    if as_json:
        for gap in found:
            say_json(gap._asdict() | {"command": _command(gap)})
        return
    if not found:
        say("nothing is lacking, as far as the listings tell")
        return
    _show(found)


def _show(found: Sequence[Gap]) -> None:
    """A command that is cut is none: where there is no room, its form is told once."""
    head, lines = ("publisher", "months", "listed", "looked at", "held", "to fetch them"), map(_cells, found)
    screen = screen_columns()
    if screen is None or screen >= _ROOM:
        table(head, lines)
    else:
        table(head[:-1], (line[:-1] for line in lines))
        say("to fetch them: scrapy crawl history -a publishers=… -a since=… -a until=…")


def _found(counts: Counts, publishers: tuple[str, ...], since: str | None, until: str | None) -> list[Gap]:
    if since or until:
        return find_gaps(counts, publishers, _first(since or ERA[0]), _last(until or _this_month()))
    in_era = find_gaps(counts, publishers, *ERA)
    elsewhere = [gap for gap in find_gaps(counts, (), "0000-01", "9999-12") if not _is_in_era(gap)]
    return sorted({*in_era, *elsewhere})


def _is_in_era(gap: Gap) -> bool:
    return ERA[0] <= gap.since <= ERA[1]


def _counts(archive: Archive, publisher: str | None) -> Counts:
    looked_at: Counter[Cell] = Counter()
    held: Counter[Cell] = Counter()
    for owner, published, status in archive.values(("publisher", "published", "status")):
        if cell := _cell(owner, published):
            looked_at[cell] += 1
            held[cell] += status == "live"
    looked_at.update(_rejected(archive))
    states = load_listing_states(archive.store).values()
    listed = listed_of((state.publisher, state.months) for state in states)
    every = (listed, looked_at, held)
    return Counts(*({cell: n for cell, n in of.items() if _is_wanted(cell, publisher)} for of in every))


def _rejected(archive: Archive) -> Counter[Cell]:
    """Each page once, though it was looked at more often."""
    pages: dict[str, Cell] = {}
    for row in archive.rejections():
        cell = _cell(row.publisher, row.published)
        if cell and _is_page_of_its_own(row):
            pages[row.keys[0] if row.keys else row.url] = cell
    return Counter(pages.values())


def _is_page_of_its_own(row: RejectionRow) -> bool:
    """What was asked for again is in the archive, and counted there."""
    return row.stage != "duplicates" or row.reason in ("known_text", "near_duplicate")


def _cell(publisher: str | None, published: str | None) -> Cell | None:
    month = month_of(published)
    return Cell(publisher, month) if publisher and month else None


def _is_wanted(cell: Cell, publisher: str | None) -> bool:
    return publisher is None or cell.publisher == publisher


def _publishers(publisher: str | None, counts: Counts) -> tuple[str, ...]:
    """Those that are crawled, or the one that is named, which the file or `counts` of it must know."""
    file = load_config().seeds.publishers
    known = _listed_publishers(file)
    if publisher is None:
        return tuple(name for name, enabled in known.items() if enabled)
    if known and publisher not in known and not any(counts):
        raise ConfigurationError(
            f"{file}: no publisher has the id {publisher!r}; the file lists the known ids"
        )
    return (publisher,)


def _listed_publishers(file: Path) -> dict[str, bool]:
    """Their ids, and whether a crawl takes them; none where there is no such file.

    Raises ConfigurationError where it cannot be read; only a crawl says all that is wrong with it.
    """
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8")).get("publisher", [])
        return {each["id"]: each.get("enabled", True) for each in tables}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{file}: cannot be read ({error}); a crawl tells what to mend") from error


def _cells(gap: Gap) -> tuple[str, ...]:
    months = gap.since if gap.since == gap.until else f"{gap.since} to {gap.until}"
    numbers = (str(number or "-") for number in (gap.listed, gap.looked_at, gap.held))
    return (gap.publisher, months, *numbers, _command(gap))


def _command(gap: Gap) -> str:
    """Listings still have what is of this month; the past is looked for where it is kept."""
    spider = "news" if gap.since == _this_month() else "history"
    return f"scrapy crawl {spider} -a publishers={gap.publisher} -a since={gap.since} -a until={gap.until}"


def _first(bound: str) -> str:
    return bound[:7] if len(bound) > 4 else f"{bound}-01"


def _last(bound: str) -> str:
    return bound[:7] if len(bound) > 4 else f"{bound}-12"


def _this_month() -> str:
    return datetime.now(UTC).strftime("%Y-%m")
