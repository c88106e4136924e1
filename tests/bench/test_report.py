"""The figures of a measurement: averages, promises, tables, the page, two files compared."""

import json
from pathlib import Path

import pytest

from bench.__main__ import main as bench
from bench.averages import average
from bench.compare import changes
from bench.compare import main as compare
from bench.page import main as page
from bench.report import report
from bench.wanted import promises
from tests.bench.results import result, run

BOTH = (run("alone-1", work_s=20.0, cpu_s=20.0), run("ours", documents=95, copies=0, cpu_s=19.0))


def test_rounds_are_taken_together_by_all_their_seconds() -> None:
    told = average(result(run("ours", work_s=10.0), run("ours", work_s=30.0, pages=200)), "ours")

    assert told is not None
    assert told.pages_per_s == 300 / 40
    assert told.pages == 150
    assert told.spread == pytest.approx(10 / (200 / 30))


def test_what_was_not_measured_is_none_and_not_in_the_tables() -> None:
    told = result(*BOTH)

    assert average(told, "plain") is None
    assert [promise.measured for promise in promises(told)][2:] == [None] * 5
    assert "plain" not in report(told)
    assert "Second run" not in report(told)


def test_a_promise_says_whether_it_is_kept() -> None:
    told = result(*BOTH, run("plain", work_s=20.0), run("ours", "again", wall_s=6.0, pages=1))

    speed, cost, plain, *_, share, requests = promises(told)
    assert (speed.measured, speed.kept) == (2.0, True)
    assert cost.measured == pytest.approx((19 / 95) / (20 / 100))
    assert cost.kept
    assert (plain.measured, plain.kept) == (2.0, False)
    assert (share.measured, share.kept) == (50.0, False)
    assert (requests.measured, requests.kept) == (1.0, False)


def test_s3_and_unrelated_pages_are_no_part_of_the_first_run() -> None:
    told = result(*BOTH, run("ours", store="s3", work_s=5.0), run("ours", web="mixed", work_s=2.0))

    first, s3 = average(told, "ours"), average(told, "ours", store="s3")
    assert first is not None
    assert s3 is not None
    assert (first.pages_per_s, s3.pages_per_s) == (10.0, 20.0)
    mixed = average(told, "ours", web="mixed")
    assert mixed is not None
    assert mixed.pages_per_s == 50.0


def test_the_tables_have_a_line_for_each_side_and_tell_what_is_missing() -> None:
    killed = {"side": "ours", "asked_twice": 7, "lost": 0, "doubled": 0, "wall_s": 9.0, "cpu_s": 8.0}
    lines = report(
        result(*BOTH, run("ours", "again"), interrupted=[killed], left_out=["round 2: ours"], failed=["x: y"])
    ).splitlines()

    assert sum(line.startswith("| **Corpus Crawler**") for line in lines) == 3
    assert any(line.split("|")[2].strip() == "7" for line in lines if "Corpus Crawler" in line)
    assert "Left out: round 2: ours." in lines
    assert "Failed: x: y." in lines


def test_two_files_are_compared_relative_to_trafilatura_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second machine is half as fast, and ours has become twice as fast."""
    old = result(*BOTH)
    new = result(run("alone-1", work_s=40.0, cpu_s=40.0), run("ours", work_s=10.0, cpu_s=19.0, documents=95))

    ratios = {change.name: change.ratio for change in changes(old, new)}
    assert ratios["first run: pages/s"] == pytest.approx(2.0)
    assert ratios["first run: CPU per document"] == pytest.approx(0.5)
    assert ratios["stage extract, mean per page"] == pytest.approx(0.5)

    for name, told in (("old.json", old), ("new.json", new), ("other.json", {"alone": []})):
        (tmp_path / name).write_text(json.dumps(told))
    assert compare([str(tmp_path / "old.json"), str(tmp_path / "new.json")]) == 0
    assert "first run: pages/s" in capsys.readouterr().out
    assert compare([str(tmp_path / "old.json"), str(tmp_path / "other.json")]) == 1
    assert "holds no figures" in capsys.readouterr().out


def test_a_page_gets_tables_and_drawing_between_its_marks(tmp_path: Path) -> None:
    file, docs = tmp_path / "result.json", tmp_path / "benchmark.md"
    file.write_text(json.dumps(result(*BOTH)))
    docs.write_text(
        "# Before\n\n<!-- figures: python -m bench page -->\nold\n<!-- end of figures -->\n\nAfter\n"
    )
    (tmp_path / "figures").mkdir()

    assert page([str(file), "--page", str(docs)]) == 0

    text = docs.read_text()
    assert text.startswith("# Before\n")
    assert text.endswith("<!-- end of figures -->\n\nAfter\n")
    assert "old" not in text
    assert "Invented 9000" in text
    assert "Corpus Crawler" in (tmp_path / "figures" / "benchmark.svg").read_text()


def test_a_page_without_marks_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, docs = tmp_path / "result.json", tmp_path / "benchmark.md"
    file.write_text(json.dumps(result(*BOTH)))
    docs.write_text("# Mine\n")

    assert page([str(file), "--page", str(docs)]) == 1
    assert docs.read_text() == "# Mine\n"
    assert "no place for figures" in capsys.readouterr().out


def test_a_side_that_nobody_knows_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, said in (
        (["--sides", "ours,heritrix"], "heritrix is none of"),
        (["--unrelated", "1"], "1 is not"),
    ):
        with pytest.raises(SystemExit) as ended:
            bench(arguments)
        assert ended.value.code == 2
        assert said in capsys.readouterr().err
