"""The frame of `make quality`: bounds, the table, what is measured. What is measured has tests of its own."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from quality import __main__ as program
from quality import cases
from quality.figure import Figure
from quality.table import heading, line

GOOD = Figure("extraction, F1", "own", "en", 7, 0.97531, {"trafilatura": 0.9}, bound=0.97)
BAD = GOOD._replace(ours=0.9699)
MISTAKES = Figure("traps taken", "own", "all", 40, 1, bound=1, fewer_is_better=True)


@pytest.mark.parametrize(
    ("figure", "bad"),
    [
        (GOOD, False),
        (BAD, True),
        (BAD._replace(bound=None), False),
        (MISTAKES, False),
        (MISTAKES._replace(ours=2), True),
    ],
)
def test_bounds(figure: Figure, bad: bool) -> None:
    assert figure.is_bad == bad
    assert ("WORSE" in line(figure)) == bad


def test_a_line_of_the_table() -> None:
    words, counts = " ".join(line(GOOD).split()), " ".join(line(MISTAKES).split())
    assert words == "extraction, F1 own en 7 0.9753 trafilatura 0.9000 · bound 0.9700"
    assert counts == "traps taken own all 40 1 bound 1"
    assert line(GOOD).index("0.9753") == heading().index("ours") - 2


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    figures = [GOOD, MISTAKES]
    monkeypatch.setitem(sys.modules, "quality.invented", SimpleNamespace(figures=lambda: iter(figures)))
    monkeypatch.setattr(program, "MEASURES", ("invented",))
    monkeypatch.setattr(cases, "SHARED", cases.SHARED)
    return figures


def test_the_exit_code_tells_of_a_bound(measured: list[Figure]) -> None:
    assert program.main(["--own"]) == 0
    measured.append(BAD)
    assert program.main(["--own"]) == 1


def test_figures_for_a_program(measured: list[Figure], tmp_path: Path) -> None:
    program.main(["--own", "invented", "--json", str(tmp_path / "figures.json")])
    told = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert told[0] == {**GOOD._asdict(), "beside": {"trafilatura": 0.9}}
    assert [figure["measure"] for figure in told] == [figure.measure for figure in measured]


def test_a_measure_that_is_none(measured: list[Figure], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        program.main(["typo"])
    assert "no measure typo; there are invented" in capsys.readouterr().err


def test_absent_data_is_said(
    measured: list[Figure],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cases, "SHARED", tmp_path)
    assert program.main([]) == 0
    assert "needs ../shared/data: absent" in capsys.readouterr().out
    assert list(cases.shared_pages("aeb")) == []


def test_own_pages_have_labels() -> None:
    for page in cases.own_pages():
        assert page.label["language"], page.name
        assert page.capture().body == page.body
