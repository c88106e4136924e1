"""The tables of docs/scale.md, reckoned from the measured figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bench.markdown import markdown_table
from bench.sums.chance import by_chance
from bench.sums.figures import Figures
from bench.sums.money import LISTS, requests_cost
from bench.sums.races import BATCH, simulated
from bench.sums.sizes import KINDS

MILLION = 10**6
SIZES = (MILLION, 10 * MILLION, 1000 * MILLION)
URL_BYTES, DOCUMENT_BYTES = 36, 280
"""Of what a writer knows of an archive, in arrays: docs/decisions/0052."""

_OTHERS = 4
_DAY_S = 86_400
_WRITERS = (1, 8, 16, 32, 64)
_ROUNDS_MS = (10, 30, 100)
_SIMULATED_S = 300.0


def cores(figures: Figures) -> Iterator[Sequence[str]]:
    """Pages that one core gets through in a day."""
    yield "of the pages belong", "CPU, ms a page", "pages a day and core", "cores for a million pages a day"
    for share in (1.0, 1 / 3, 0.1):
        cpu_s = share * figures.kept_cpu_s + (1 - share) * figures.rejected_cpu_s
        a_day = _DAY_S / cpu_s
        yield f"{share:.0%}", f"{1000 * cpu_s:.0f}", _thousands(a_day), f"{MILLION / a_day:.1f}"


def objects(figures: Figures) -> Iterator[Sequence[str]]:
    """What documents take."""
    yield "objects", "bytes a document", *(_named(size) for size in SIZES)
    for kind in KINDS:
        each = figures.of[kind]
        yield kind, _thousands(each), *(_bytes(each * size) for size in SIZES)
    whole = sum(figures.of[kind] for kind in KINDS)
    yield "in all", _thousands(whole), *(_bytes(whole * size) for size in SIZES)


def money(figures: Figures) -> Iterator[Sequence[str]]:
    """Of a million documents."""
    yield "for a million documents", "writes", "reads", *(prices.name for prices in LISTS)
    commits = MILLION / BATCH
    calls = {name: commits * figures.commit[name] for name in ("write", "read")}
    yield "archived, fifty in a commit", *_calls(calls), *_costs(calls)
    runs = {name: 1000 * figures.run[name] for name in ("write", "read")}
    yield "a thousand runs, from open to close", *_calls(runs), *_costs(runs)
    gigabytes = sum(figures.of[kind] for kind in KINDS) * MILLION / 1e9
    yield "kept for a month", "", "", *(_dollars(gigabytes * prices.month) for prices in LISTS)


def races(figures: Figures) -> Iterator[Sequence[str]]:
    """One log and many writers, each of two cores on which every page belongs."""
    a_writer = 2 / figures.kept_cpu_s
    yield "writers", "documents a second", *(f"taken, requests of {ms} ms" for ms in _ROUNDS_MS)
    for writers in _WRITERS:
        taken = (
            simulated(writers, documents_per_s=a_writer, round_s=ms / 1000, seconds=_SIMULATED_S).taken
            for ms in _ROUNDS_MS
        )
        yield str(writers), f"{writers * a_writer:.0f}", *(f"{each:.0f}" for each in taken)


def chance(figures: Figures) -> Iterator[Sequence[str]]:
    """Texts to be read in vain before a new one is archived."""
    yield "archived texts", "that share a near-key with a new one by chance"
    yield f"{_named(MILLION)}, counted", f"{figures.near_by_chance:.4f}"
    for size in SIZES:
        yield _named(size), f"{by_chance(size):.4f}"


def held(_: Figures) -> Iterator[Sequence[str]]:
    """What a writer holds, at four other pages for each document."""
    yield "documents", "URLs", "held in arrays"
    for size in SIZES:
        urls = (1 + _OTHERS) * size
        yield _named(size), _named(urls), _bytes(urls * URL_BYTES + size * DOCUMENT_BYTES)


TABLES: Mapping[str, Callable[[Figures], Iterator[Sequence[str]]]] = {
    "cores": cores,
    "objects": objects,
    "money": money,
    "races": races,
    "chance": chance,
    "held": held,
}


def markdown(rows: Iterator[Sequence[str]]) -> str:
    """The first row is the head."""
    head, *rest = rows
    return "\n".join(markdown_table(head, rest))


def _calls(calls: Mapping[str, float]) -> tuple[str, str]:
    return _thousands(calls["write"]), _thousands(calls["read"])


def _costs(calls: Mapping[str, float]) -> Iterator[str]:
    return (_dollars(requests_cost(calls, prices)) for prices in LISTS)


def _thousands(number: float) -> str:
    return f"{number:,.0f}"


def _dollars(dollars: float) -> str:
    return f"${dollars:.2f}"


def _named(size: int) -> str:
    return f"{size // MILLION} M" if size < 1000 * MILLION else f"{size // (1000 * MILLION)} B"


def _bytes(size: float) -> str:
    for unit, scale in (("TB", 1e12), ("GB", 1e9)):
        if size >= scale:
            return f"{size / scale:,.1f} {unit}"
    return f"{size / 1e6:,.0f} MB"
