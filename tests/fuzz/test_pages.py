"""Thousands of broken pages through the stages, in workers, and into an archive: none is lost."""

import asyncio
from pathlib import Path

import pytest

from bench.pages import has_shared_pages
from pipelines.archive import Archive
from tests.fuzz.mutants import broken_page
from tests.fuzz.outcomes import archived, failures, outcomes_of, workers
from tests.fuzz.seeds import page_seeds


def test_real_pages_are_broken() -> None:
    if not has_shared_pages():
        pytest.skip("needs ../shared/data: absent; the demo's own pages and listings are broken instead")
    assert len(page_seeds(25_000)) > 10


def test_of_300_broken_pages_none_crashes_and_each_has_an_end(tmp_path: Path) -> None:
    _break(range(300), 25_000, tmp_path)


@pytest.mark.slow
def test_of_10_000_broken_pages_none_crashes_and_each_has_an_end(tmp_path: Path) -> None:
    _break(range(300, 10_300), 100_000, tmp_path)


def _break(numbers: range, most_bytes: int, folder: Path) -> None:
    seeds = page_seeds(most_bytes)
    with workers() as pool:
        outcomes = asyncio.run(outcomes_of(pool, (broken_page(number, seeds) for number in numbers)))
    assert failures(outcomes) == []
    rows, report = archived(outcomes, folder / "archive")
    assert rows.total() == len(numbers)
    assert rows["failed"] == 0
    assert rows["archived"] > len(numbers) / 10
    assert report.clean, report.findings
    archive = Archive.open(str(folder / "archive"))
    for row in archive.rows():
        assert archive.text(row.number)
