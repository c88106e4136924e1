"""The figures for people to read, and for a program to compare."""

import json
from collections.abc import Iterator, Sequence

from quality.figure import Figure

_WIDTHS = "{:<34} {:<12} {:<9} {:>6} {:>8}  {}"


def heading() -> str:
    """The columns."""
    return _WIDTHS.format("measure", "data", "language", "cases", "ours", "beside · bound")


def line(figure: Figure) -> str:
    """One line; a figure beyond its bound says so."""
    notes = [f"{name} {_number(value, figure)}" for name, value in figure.beside.items()]
    notes += [f"bound {_number(figure.bound, figure)}"] if figure.bound is not None else []
    notes += ["WORSE THAN ITS BOUND"] if figure.is_bad else []
    ours = _number(figure.ours, figure)
    return _WIDTHS.format(*figure[:4], ours, " · ".join(notes)).rstrip()


def as_json(figures: Sequence[Figure]) -> str:
    """A list of objects, field by field."""
    return json.dumps([dict(_fields(figure)) for figure in figures], indent=1, ensure_ascii=False)


def _fields(figure: Figure) -> Iterator[tuple[str, object]]:
    for name, value in figure._asdict().items():
        yield name, dict(value) if name == "beside" else value


def _number(value: float, figure: Figure) -> str:
    return f"{value:g}" if figure.fewer_is_better and value == int(value) else f"{value:.4f}"
