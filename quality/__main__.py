"""`python -m quality`: how well the pipeline reads, ours beside what the libraries give alone.

On the labelled data beside the project where it lies there, and on the project's own small sets, whose
figures have bounds: the exit code is 1 where one is not met.
"""

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from quality import cases
from quality.figure import Figure
from quality.table import as_json, heading, line

MEASURES: tuple[str, ...] = (
    "extraction",
    "metadata",
    "kinds",
    "charsets",
    "language",
    "duplicates",
    "entities",
    "relevance",
)
"""Modules of this package with a function `figures() -> Iterator[Figure]`, in the order of the table."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, compare with the bounds."""
    options = _options(arguments)
    if options.own:
        cases.SHARED = cases.OWN / "none"
    elif cases.shared_data() is None:
        print(f"The project's own sets alone: more {cases.ABSENT}")
    print(heading())
    figures = []
    for figure in _measured(options.measures or MEASURES):
        print(line(figure), flush=True)
        figures.append(figure)
    for name in options.measures if len(options.measures) == 1 else ():
        for detail in getattr(importlib.import_module(f"quality.{name}"), "details", tuple)():
            print(detail)
    if options.json:
        options.json.write_text(as_json(figures) + "\n", encoding="utf-8")
    return 1 if any(figure.is_bad for figure in figures) else 0


def _measured(measures: Sequence[str]) -> Iterator[Figure]:
    for name in measures:
        yield from importlib.import_module(f"quality.{name}").figures()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m quality", description=__doc__)
    known = f"of {', '.join(MEASURES)}; default: all"
    parser.add_argument("measures", nargs="*", metavar="measure", help=known)
    parser.add_argument("--own", action="store_true", help="the project's own sets alone, in seconds")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args(arguments)
    for name in options.measures:
        if name not in MEASURES:
            parser.error(f"no measure {name}; there are {', '.join(MEASURES)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
