"""The measurements run, say what they promise, and account for every page."""

import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.listings import MAX_PUBLISHERS, publishers_of
from bench.local_site import local_pages
from bench.pages import has_shared_pages, shared_pages, spread
from bench.real_pages import ABSENT, crawl_and_account
from pipelines.urls import canonical_url, url_key

SIDE = {
    "pages", "work_s", "pages_per_s", "wall_s", "pages_per_wall_s", "cpu_s", "processes", "peak_rss_mb"
}  # fmt: skip


@pytest.mark.slow
def test_a_tiny_bench_gives_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--source", "local", "--pages", "12", "--rounds", "1", "--no-harvest"]

    assert main([*arguments, "--results", str(tmp_path)]) == 0

    (file,) = tmp_path.glob("*.json")
    result = json.loads(file.read_text(encoding="utf-8"))
    (alone,), (whole,) = result["alone"], result["whole"]
    assert result["source"] == "local"
    assert set(alone) >= SIDE
    assert set(whole) >= SIDE
    assert alone["texts"] == alone["pages"] == whole["pages"] == whole["archived"] == 12
    assert whole["peak_rss_mb"] > alone["peak_rss_mb"] > 50
    assert 0 < whole["work_s"] < whole["wall_s"]
    assert result["ratio"]["rounds"] == [whole["pages_per_s"] / alone["pages_per_s"]]
    assert result["ratio"]["by_cpu"] > 0
    stages = {stage["stage"]: stage for stage in result["stages"]}
    assert list(stages) == ["extract", "language", "fingerprint", "entities", "relevance", "all"]
    assert all(0 < stage["median"] <= stage["p95"] and stage["pages"] == 12 for stage in stages.values())
    table = capsys.readouterr().out
    assert "whole / alone" in table
    assert "extract" in table


def test_local_pages_are_the_same_each_time_and_unlike_each_other() -> None:
    pages = local_pages(24)

    assert pages == local_pages(24)
    assert len({url_key(page.url) for page in pages}) == 24
    assert len({page.body for page in pages}) == 24
    assert sum(len(page.body) > 30_000 for page in pages) > 20


def test_publishers_share_the_pages_out() -> None:
    publishers = publishers_of(local_pages(24))

    assert len(publishers) == MAX_PUBLISHERS
    assert sum(len(publisher.pages) for publisher in publishers) == 24
    hosts = [{page.host for page in publisher.pages} for publisher in publishers]
    assert sum(map(len, hosts)) == len(set.union(*hosts))


def test_real_pages_have_urls_of_their_own() -> None:
    if not has_shared_pages():
        pytest.skip(ABSENT)
    pages = shared_pages()

    assert len({url_key(page.url) for page in pages}) == len(pages) >= 600
    assert all(page.url == canonical_url(page.url) and page.url.startswith("http://") for page in pages)


@pytest.mark.slow
def test_every_real_page_is_accounted_for(tmp_path: Path) -> None:
    if not has_shared_pages():
        pytest.skip(ABSENT)

    (told,) = crawl_and_account(20, [0.0], tmp_path)

    assert told.pages == len(spread(shared_pages(), 20)) == 20
    assert told.unaccounted == told.findings == []
    assert told.archived + told.rejected + told.failed == told.fetched == 20
    assert told.adds_up
    assert sum(told.languages.values()) == sum(told.dates.values()) == told.archived > 10
