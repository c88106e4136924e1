"""The figures of a measurement as tables, for a terminal and for docs/benchmark.md."""

from collections.abc import Iterator

from bench.averages import Average, Figures, average
from bench.markdown import markdown_table
from bench.wanted import promises

LABELS = {
    "alone-1": "trafilatura alone",
    "alone-2": "trafilatura alone, two processes",
    "ours": "**Corpus Crawler**",
    "plain": "plain Scrapy spider",
    "trafilatura-cli": "trafilatura's own CLI",
    "newspaper4k": "newspaper4k",
    "news-please": "news-please",
    "fundus": "fundus",
}


def report(result: Figures) -> str:
    """Markdown; parts that were not measured are left out."""
    return "\n".join(_parts(result))


def _parts(result: Figures) -> Iterator[str]:
    yield from _section("First run", _first(result, None))
    yield from _section("First run, into S3", _first(result, "s3"))
    yield from _section("Second run on the unchanged web", _again(result))
    yield from _section("Killed when half of the pages had been asked for, and run again", _killed(result))
    yield from _section("With unrelated pages among them", _mixed(result))
    yield from _section("Milliseconds per page, in one process", _stages(result))
    yield from _section("What is wanted", _wanted(result))
    for name in ("left_out", "failed"):
        if result[name]:
            yield f"\n{name.replace('_', ' ').capitalize()}: {'; '.join(result[name])}."


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    if told := list(lines):
        yield from ("", f"### {title}", "", *told)


def _first(result: Figures, store: str | None) -> Iterator[str]:
    sides = [(label, average(result, side, store=store)) for side, label in LABELS.items()]
    base = average(result, "alone-1")
    head = ("", "pages/s", "× alone", "wall, s", "CPU, s", "documents", "copies", "others", "F1",
            "documents per CPU s", "requests: pages", "and others", "MB", "peak memory, MB")  # fmt: skip
    rows = [(label, *_first_row(run, base)) for label, run in sides if run]
    if rows:
        yield from markdown_table(head, rows)


def _first_row(run: Average, base: Average | None) -> tuple[str, ...]:
    return (
        f"{run.pages_per_s:.1f}",
        f"{run.pages_per_s / base.pages_per_s:.2f}" if base else "-",
        f"{run.wall_s:.1f}",
        f"{run.cpu_s:.1f}",
        f"{run.documents:.0f}",
        f"{run.copies:.0f}",
        f"{run.others_kept:.0f}",
        "-" if run.f1 is None else f"{run.f1:.3f}",
        f"{run.docs_per_cpu_s:.2f}",
        f"{run.pages:.0f}" if run.megabytes else "-",
        f"{run.others:.0f}" if run.megabytes else "-",
        f"{run.megabytes:.1f}" if run.megabytes else "-",
        f"{run.peak_mb:.0f}",
    )


def _again(result: Figures) -> Iterator[str]:
    head = ("", "wall, s", "% of the first", "CPU, s", "requests: pages", "and others", "MB")
    rows = []
    for side, label in LABELS.items():
        first, again = average(result, side), average(result, side, "again")
        if first and again:
            share = f"{100 * again.wall_s / first.wall_s:.1f}"
            cells = (f"{again.wall_s:.1f}", share, f"{again.cpu_s:.1f}", f"{again.pages:.0f}")
            rows.append((label, *cells, f"{again.others:.0f}", f"{again.megabytes:.2f}"))
    if rows:
        yield from markdown_table(head, rows)


def _killed(result: Figures) -> Iterator[str]:
    head = (
        "",
        "pages asked for twice",
        "documents lost",
        "stored twice",
        "wall of both, s",
        "CPU of both, s",
    )
    rows = [
        (LABELS[each["side"]], *(str(each[name]) for name in ("asked_twice", "lost", "doubled")),
         f"{each['wall_s']:.1f}", f"{each['cpu_s']:.1f}")
        for each in result["interrupted"]
    ]  # fmt: skip
    if rows:
        yield from markdown_table(head, rows)


def _mixed(result: Figures) -> Iterator[str]:
    base, ours = average(result, "alone-1", web="mixed"), average(result, "ours", web="mixed")
    if base is None or ours is None:
        return
    head = ("", "pages/s", "× alone", "CPU, s", "documents", "requests: pages", "peak memory, MB")
    rows = []
    for side, run in (("alone-1", base), ("ours", ours)):
        times = f"{run.pages_per_s / base.pages_per_s:.2f}"
        cells = (f"{run.pages_per_s:.1f}", times, f"{run.cpu_s:.1f}", f"{run.documents:.0f}")
        rows.append((LABELS[side], *cells, f"{run.pages:.0f}", f"{run.peak_mb:.0f}"))
    yield from markdown_table(head, rows)


def _stages(result: Figures) -> Iterator[str]:
    rows = [
        (stage["stage"], *(f"{stage[name]:.2f}" for name in ("median", "p95", "mean")), str(stage["pages"]))
        for stage in result["stages"]
    ]
    if rows:
        yield from markdown_table(("stage", "median", "p95", "mean", "pages"), rows)


def _wanted(result: Figures) -> Iterator[str]:
    rows = []
    for promise in promises(result):
        if promise.measured is not None:
            bound = f"{'≥' if promise.at_least else '≤'} {promise.wanted:g}"
            rows.append((promise.name, bound, f"{promise.measured:.2f}", "yes" if promise.kept else "no"))
    if rows:
        yield from markdown_table(("", "wanted", "measured", "kept"), rows)
