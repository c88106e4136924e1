"""The measured figures that docs/scale.md reckons with, as they lie in docs/scale.json."""

import json
from pathlib import Path
from typing import NamedTuple

from bench.pages import PROJECT

FILE = PROJECT / "docs" / "scale.json"


class Figures(NamedTuple):
    """All of one measurement.

    `page` is the mean body of a page, `of` bytes a document in each kind of object, `run` and `commit` the
    calls of a run and of a commit of fifty by billing class. `kept_cpu_s` and `rejected_cpu_s` are CPU
    seconds of all processes for a page that is archived and for one that is turned away. `near_by_chance` is
    counted at a million texts.
    """

    measured: str
    machine: str
    documents: int
    page: float
    of: dict[str, float]
    run: dict[str, float]
    commit: dict[str, float]
    kept_cpu_s: float
    rejected_cpu_s: float
    near_by_chance: float


def read_figures(file: Path = FILE) -> Figures:
    """Those of the newest measurement."""
    return Figures(**json.loads(file.read_text(encoding="utf-8")))


def write_figures(figures: Figures, file: Path = FILE) -> None:
    """In the place of the ones before."""
    file.write_text(json.dumps(figures._asdict(), indent=2) + "\n", encoding="utf-8")
