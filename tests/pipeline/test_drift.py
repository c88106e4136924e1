"""Which documents no seed explains."""

from pathlib import Path

import pytest

from crawler.tally import Tally
from pipelines.archive import Archive, open_store
from pipelines.document import Evidence
from pipelines.judging.drift import is_explained, named_by_seeds
from tests.archive.pages import document, judge, opened, seeds
from tests.understanding.test_judge_model import piece

SEEDS = frozenset({"tiktok"})


@pytest.mark.parametrize(
    ("evidence", "explained"),
    [
        ([], True),
        ([piece(1.0, "tiktok")], True),
        ([piece(1.0, "lark")], False),
        ([piece(0.5, "lark"), piece(0.5, "tiktok")], True),
        ([piece(0.6, "lark"), piece(0.5, "tiktok")], False),
        ([piece(0.6, "lark"), piece(0.3, "tiktok + wechat", "pair"), piece(0.3, "flow", "word")], True),
    ],
)
def test_half_of_the_weight_must_be_the_seeds_own(evidence: list[Evidence], explained: bool) -> None:
    assert is_explained(evidence, SEEDS) is explained


def test_the_seeds_of_an_archive_and_what_a_run_added_to_them(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "archive"))
    writer = opened(store)
    writer.commit_seeds(seeds())
    tally = Tally(named_by_seeds=named_by_seeds(Archive.open(store)))
    tally.committed(writer.commit([document("a")], judge).rows)
    expected = 0 if "bytedance" in tally.named_by_seeds else 1
    assert (tally.totals["archived"], tally.unexplained) == (1, expected)
    tally.named_by_seeds = frozenset({"someone"})
    tally.committed(writer.commit([document("b")], judge).rows)
    assert tally.unexplained == expected + 1
