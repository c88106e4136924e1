"""The publishers of a crawl as lines of a screen: what each is doing, how fast it is, what it brings."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from crawler.closing import is_failed
from crawler.rates import Rates
from crawler.under_way import UnderWay
from pipelines.shown_text import one_line

# Pieces of a line, each with a style of rich's.
Line = list[tuple[str, str]]

_NO: "Counter[str]" = Counter()
_STYLES = {
    "asking": "green",
    "listings": "cyan",
    "judging": "green",
    "paused": "yellow",
    "silent": "red",
    "failed": "red",
    "done": "dim",
}
_LEAST_NAME = 8
# `paused 12:34` where there is room for it.
_NOW, _NOW_SHORT, _WIDE = 12, 8, 60


class _Column(NamedTuple):
    """Shown where the screen has at least so many columns."""

    head: str
    least: int
    value: Callable[[str, "Counter[str]", Rates], str]


def publisher_lines(
    way: UnderWay, counts: "Mapping[str, Counter[str]]", rates: Rates, width: int, room: int
) -> Iterator[Line]:
    """At most `room` lines, a head first: under way, silent or failed, done: in this order."""
    names = _in_order(way, counts)
    shown = names if len(names) < room else names[: max(1, room - 2)]
    columns = [column for column in _COLUMNS if width >= column.least]
    cells = [[column.value(name, counts.get(name, _NO), rates) for column in columns] for name in shown]
    heads = [column.head for column in columns]
    widths = [max(len(row[place]) for row in (heads, *cells)) for place in range(len(columns))]
    now = _NOW if width >= _WIDE else _NOW_SHORT
    first = _name_width(shown, width - now - 2 - sum(widths) - 2 * len(widths))
    yield [(f"{set_cell_size('publisher', first)}  {'now':<{now}}{_padded(heads, widths)}", "bold")]
    for name, values in zip(shown, cells, strict=True):
        state, style = _now(name, way, counts.get(name, _NO))
        named = set_cell_size(one_line(name), first)
        said = state if len(state) <= now else state.partition(" ")[0]
        yield [(f"{named}  ", ""), (f"{said:<{now}}", style), (_padded(values, widths), "")]
    if told := _rest(names[len(shown) :], way, len(names)):
        yield [(told, "dim")]


def span(seconds: float) -> str:
    """`7:05`, from an hour on `1:07:05`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _in_order(way: UnderWay, counts: "Mapping[str, Counter[str]]") -> list[str]:
    def place(name: str) -> tuple[bool, bool, int, str]:
        of_it = counts.get(name, _NO)
        is_through = name not in way.publishers
        return is_through, is_through and _end(name, way, of_it) == "done", -of_it["fetched"], name

    return sorted({*counts, *way.publishers}, key=place)


def _name_width(names: Sequence[str], room: int) -> int:
    longest = max(map(cell_len, ("publisher", *map(one_line, names))))
    return max(_LEAST_NAME, min(room, longest))


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _now(name: str, way: UnderWay, counts: "Counter[str]") -> tuple[str, str]:
    """In a word, and its style."""
    doing = way.publishers.get(name)
    if doing is None:
        end = _end(name, way, counts)
        return end, _STYLES[end]
    wait = f" {span(doing.wait_s)}" if doing.state == "paused" else ""
    return f"{doing.state}{wait}", _STYLES.get(doing.state, "")


def _end(name: str, way: UnderWay, counts: "Counter[str]") -> str:
    """Of a publisher that is not under way."""
    if name in way.silent:
        return "silent"
    return "failed" if is_failed(counts) else "done"


def _rest(names: Sequence[str], way: UnderWay, begun: int) -> str:
    """Of those there is no room for, how many there are."""
    done = sum(name not in way.publishers for name in names)
    more = f"and {len(names)} more, {done} of them done" if names else ""
    waiting = f"{way.taking_part - begun} not begun" if way.taking_part > begun else ""
    return "; ".join(filter(None, (more, waiting)))


def _rate(name: str, _: "Counter[str]", rates: Rates) -> str:
    per_minute = rates.per_minute(name)
    return f"{per_minute:.0f}" if per_minute >= 0.5 else "-"


def _left(_: str, counts: "Counter[str]", __: Rates) -> str:
    """Named and not asked for; how many of these are worth it is known at the end."""
    return str(max(0, counts["new"] - counts["fetched"]))


def _listings(_: str, counts: "Counter[str]", __: Rates) -> str:
    return f"{counts['listings_read']}/{counts['listings_read'] + counts['listings_failed']}"


def _count(what: str) -> Callable[[str, "Counter[str]", Rates], str]:
    return lambda _, counts, __: str(counts[what])


_COLUMNS = (
    _Column("/min", 52, _rate),
    _Column("fetched", 0, _count("fetched")),
    _Column("related", 62, _count("related")),
    _Column("archived", 72, _count("archived")),
    _Column("left", 80, _left),
    _Column("rejected", 100, _count("rejected")),
    _Column("failed", 110, _count("failed")),
    _Column("listings", 120, _listings),
)
