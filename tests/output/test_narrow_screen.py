"""What matters most of a table is told on a narrow screen too: its last column."""

import pytest

from pipelines.archive import Judgement
from pipelines.commands import output
from pipelines.commands.entity_readings import explain
from pipelines.commands.judging import _list

MARK = Judgement(
    id="0" * 16,
    time="2026-11-26T23:20:34Z",
    verdict="right",
    outcome="archived",
    number=12,
    url="https://daily.example/cabbage",
    keys=("daily.example/cabbage",),
    headline="A cabbage for a penny",
    relevance=0.98,
    threshold=0.5,
    evidence=(),
    model=None,
    by=None,
    note=None,
)


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output of this process as if it were a terminal of 60 columns."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(output, "screen_columns", lambda: 60)
    monkeypatch.setenv("NO_COLOR", "1")


def test_why_a_name_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    explain("ByteDance and jitter's live rooms", None, as_json=False)
    assert capsys.readouterr().out.splitlines()[1].endswith("  means nothing else")


@pytest.mark.parametrize("note", [None, "about vegetables"])
def test_which_page_was_marked(note: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    _list([MARK.model_copy(update={"note": note})], as_json=False)
    assert (
        capsys.readouterr()
        .out.splitlines()[1]
        .rstrip()
        .endswith(f"A cabbage for a penny  {note or ''}".rstrip())
    )
