"""The figures of a measurement as a table for people."""

from collections.abc import Iterator, Sequence
from statistics import mean
from typing import Any

TARGET = 1.4

_ROWS = (
    ("pages/s, first page to last", "pages_per_s", "{:.1f}"),
    ("pages/s, with the start", "pages_per_wall_s", "{:.1f}"),
    ("wall time, s", "wall_s", "{:.1f}"),
    ("CPU, s", "cpu_s", "{:.1f}"),
    ("peak memory, MB resident", "peak_rss_mb", "{:.0f}"),
    ("peak memory, MB proportional", "peak_pss_mb", "{:.0f}"),
    ("processes", "processes", "{:.0f}"),
)


def table(result: dict[str, Any]) -> str:
    """Means over the rounds, the ratio, and the stages."""
    return "\n".join((*_sides(result), "", *_ratio(result), "", *_stages(result["stages"])))


def _sides(result: dict[str, Any]) -> Iterator[str]:
    yield f"\n{'':<30}{'trafilatura alone':>18}{'whole pipeline':>18}"
    for label, key, form in _ROWS:
        cells = (_cell(result[side], key, form) for side in ("alone", "whole"))
        yield f"{label:<30}" + "".join(f"{cell:>18}" for cell in cells)
    last = result["whole"][-1]
    ends = " + ".join(f"{name} {last[name]}" for name in ("archived", "rejected", "failed"))
    yield f"of {result['pages']} pages: fetched {last['pages']} = {ends}"


def _cell(runs: Sequence[dict[str, float]], key: str, form: str) -> str:
    known = [run[key] for run in runs if key in run]
    return form.format(mean(known)) if known else "-"


def _ratio(result: dict[str, Any]) -> Iterator[str]:
    ratio = result["ratio"]
    rounds = ", ".join(f"{value:.2f}" for value in ratio["rounds"])
    yield f"whole / alone: {ratio['work']:.2f} (rounds: {rounds})"
    yield f"wanted: {TARGET} on two cores; cores here: {result['cores']}"
    yield f"with the start of the crawl counted against it: {ratio['wall_to_work']:.2f}"
    yield f"by CPU seconds, whatever else the machine does: {ratio['by_cpu']:.2f}"


def _stages(stages: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield f"{'ms per page, in one process':<30}{'median':>10}{'p95':>10}{'mean':>10}{'pages':>8}"
    for stage in stages:
        figures = "".join(f"{stage[key]:>10.2f}" for key in ("median", "p95", "mean"))
        yield f"{stage['stage']:<30}{figures}{stage['pages']:>8}"
