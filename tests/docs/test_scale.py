"""docs/scale.md: its tables are those of its figures, its queries find what they say, its scripts run."""

import ast
from pathlib import Path

import pytest

from bench.sums.chance import by_chance
from bench.sums.chance import simulated as chance_of
from bench.sums.command import PAGE, table
from bench.sums.costs import measured_costs
from bench.sums.figures import read_figures
from bench.sums.page import with_tables
from bench.sums.races import simulated
from bench.sums.real_races import raced
from bench.sums.requests import measured_requests
from bench.sums.sizes import KINDS
from pipelines.archive import ArchiveWriter, open_store
from tests.archive.pages import document, judge
from tests.docs.examples import run_python
from tests.docs.markdown import blocks, page

TEXT = page("docs/scale.md")


def test_the_tables_are_those_of_the_figures() -> None:
    figures = read_figures()
    assert with_tables(TEXT, lambda name: table(name, figures)) == PAGE.read_text(encoding="utf-8")
    assert TEXT.count("<!-- table: ") == TEXT.count("<!-- end -->") == 6
    with pytest.raises(KeyError):
        with_tables("<!-- table: unknown -->\n<!-- end -->", lambda name: table(name, figures))


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    """Two, which have a text in common and two that are close."""
    pages = {
        "1of2": (
            document("one"),
            document("same", "The same."),
            document("close", near_keys="abcdef01" * 32),
        ),
        "2of2": (document("two"), document("twin", "The same."), document("near", near_keys="abcdef01" * 32)),
    }
    for name, documents in pages.items():
        writer = ArchiveWriter.open(open_store(str(tmp_path / "shards" / name)), run=name, software="test 1")
        writer.commit(documents, judge)
        writer.close()
    return tmp_path


def test_all_shards_are_read_as_one(shards: Path) -> None:
    once, close = blocks(TEXT, "python")
    found = ast.literal_eval(run_python(once, shards))
    assert [row[:2] for row in found] == [("1of2", 0), ("1of2", 1), ("1of2", 2), ("2of2", 0), ("2of2", 2)]
    assert ast.literal_eval(run_python(close, shards)) == [("1of2", 2, "2of2", 2, 32)]


def test_chance_is_as_reckoned() -> None:
    found = chance_of(100_000, asked=100_000)
    assert found.counted == pytest.approx(by_chance(100_000), rel=0.3)


def test_a_log_takes_what_is_offered_up_to_its_bound() -> None:
    one, many, more = (simulated(n, documents_per_s=12, round_s=0.03, seconds=300) for n in (1, 64, 128))
    assert one.taken == pytest.approx(one.offered, rel=0.1)
    assert many.taken < 0.7 * many.offered
    assert more.taken == pytest.approx(many.taken, rel=0.25)


@pytest.mark.slow
@pytest.mark.parametrize("writers", [1, 4])
def test_real_writers_race_as_simulated(writers: int, tmp_path: Path) -> None:
    """As far as a loaded machine does not add to what the store takes."""
    real = raced(tmp_path / "archive", writers, round_s=0.2, commits=6)
    told = simulated(writers, documents_per_s=1e6, round_s=0.2, batch=1, seconds=600)
    assert real.commits_per_s == pytest.approx(told.commits_per_s, rel=0.35)


@pytest.mark.slow
@pytest.mark.s3
def test_requests_are_those_of_the_figures() -> None:
    found, told = measured_requests(), read_figures()
    assert found.commit["write"] == pytest.approx(told.commit["write"], rel=0.1)
    assert found.commit["read"] == pytest.approx(told.commit["read"], rel=0.3)
    assert found.run["write"] == pytest.approx(told.run["write"], rel=0.3)


@pytest.mark.slow
def test_costs_are_measured_on_pages_of_our_own() -> None:
    found = measured_costs("local", 40)
    assert found.sizes.documents >= 40
    assert found.kept > 0
    assert set(KINDS) <= set(found.sizes.of)
