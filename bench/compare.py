"""`python -m bench compare OLD NEW`: two result files beside each other, as ratios.

Each figure is taken relative to that of trafilatura alone in the same file, so that the two may come from
machines of unlike speed: what is left is the project's own.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.averages import Average, Figures, average
from bench.markdown import markdown_table

_KINDS = (
    ("first run", "first", "all", "folder"),
    ("second run", "again", "all", "folder"),
    ("unrelated pages among them", "first", "mixed", "folder"),
    ("into S3", "first", "all", "s3"),
)


class Change(NamedTuple):
    """Of one figure, relative to trafilatura alone; `ratio` is new / old."""

    name: str
    old: float
    new: float

    @property
    def ratio(self) -> float:
        return self.new / self.old if self.old else float("inf")


def changes(old: Figures, new: Figures) -> Iterator[Change]:
    """Of what both files have measured."""
    for label, phase, web, store in _KINDS:
        pairs = zip(_relative(old, phase, web, store), _relative(new, phase, web, store), strict=True)
        for (name, before), (_, after) in pairs:
            if before is not None and after is not None:
                yield Change(f"{label}: {name}", before, after)
    yield from _stage_changes(old, new)


def _relative(result: Figures, phase: str, web: str, store: str) -> Iterator[tuple[str, float | None]]:
    ours = average(result, "ours", phase, web, store)
    alone = average(result, "alone-1", web=web)
    known = (ours, alone) if ours and alone else None
    fetched = known if phase == "first" else None
    yield "pages/s", _ratio(fetched, "pages_per_s")
    yield "CPU per document", _ratio(fetched, "cpu_per_document_s")
    yield "wall", _ratio(known, "wall_s")
    yield "CPU", _ratio(known, "cpu_s")
    yield "peak memory, MB", ours.peak_mb if ours else None


def _ratio(known: tuple[Average, Average] | None, name: str) -> float | None:
    return getattr(known[0], name) / getattr(known[1], name) if known else None


def _stage_changes(old: Figures, new: Figures) -> Iterator[Change]:
    before, after = _stages(old), _stages(new)
    for stage in before.keys() & after.keys():
        yield Change(f"stage {stage}, mean per page", before[stage], after[stage])


def _stages(result: Figures) -> dict[str, float]:
    alone = average(result, "alone-1")
    if alone is None:
        return {}
    return {each["stage"]: each["mean"] * alone.pages_per_s / 1000 for each in result["stages"]}


def main(arguments: Sequence[str]) -> int:
    """Prints a table; 0, or 1 with a sentence where a file is not one of ours."""
    parser = argparse.ArgumentParser(prog="python -m bench compare", description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args(arguments)
    try:
        told = list(changes(load(options.old), load(options.new)))
    except (OSError, ValueError) as error:
        print(f"error: {error}")
        return 1
    rows = [(each.name, f"{each.old:.3f}", f"{each.new:.3f}", f"{each.ratio:.2f}") for each in told]
    print("\n".join(markdown_table(("relative to trafilatura alone", "old", "new", "new : old"), rows)))
    return 0


def load(file: Path) -> dict[str, Any]:
    """Raises ValueError where it is no result of this release's form, OSError where there is none."""
    result = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(result, dict) or not {"runs", "stages", "machine"} <= result.keys():
        raise ValueError(f"{file} holds no figures of `make bench`, or those of a release before 0.6.0")
    return result
