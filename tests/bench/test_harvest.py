"""The proving web is what it says, its measure counts right, and the crawl finds on it what belongs."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.focus.articles import HOSTS, Article, articles
from bench.focus.crawls import proving_web
from bench.focus.curves import curve_of
from bench.focus.server import Asked
from bench.focus.traps import truth_of
from bench.harvest import Later, main, measure_later
from bench.harvest_report import BYTES_AGAIN, RATIO, RECALL, REQUESTS_GROWN
from pipelines.config import load_config
from pipelines.document import Article as Text
from pipelines.stages import Stages, build_stages
from pipelines.trial import try_article
from tests.crawl.crawling import ROOT

SMALL, FEW = 90, tuple(host for host in HOSTS if host.id in ("kestrel-post", "liuwan-bao", "quarrydale"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Later:
    """Three crawls of a web of 90 articles."""
    with proving_web(SMALL, FEW) as web:
        return measure_later(web, tmp_path_factory.mktemp("harvest"), articles(SMALL, FEW))


def test_the_web_is_as_large_and_as_mixed_as_it_says() -> None:
    told = articles()
    there = [article for article in told if not article.new]
    related = [article for article in there if article.related]
    assert len(there) == 1200
    assert len({article.url for article in told}) == len(told)
    assert 0.3 < len(related) / len(there) < 0.36
    assert sum(not article.listed for article in related) == round(len(related) / 10)
    assert sum(article.related for article in told if article.new) == 40
    assert told == articles()


def test_what_no_listing_names_is_one_link_away_from_a_listed_related_article() -> None:
    told = articles()
    linked = Counter(url for article in told if article.related and article.listed for url in article.links)
    assert linked == {article.url: 1 for article in told if not article.listed}


def test_the_judge_agrees_with_the_truth_of_a_sample() -> None:
    stages = build_stages(load_config(ROOT / "pipelines.toml"))
    off = [article.url for article in articles()[::9] if _is_related(stages, article) != article.related]
    assert off == []


def test_an_article_counts_once_and_a_trap_never() -> None:
    told = {article.url: article for article in articles(SMALL, FEW)}
    related = next(article.url for article in told.values() if article.related)
    unrelated = next(article.url for article in told.values() if not article.related)
    urls = [f"http://{FEW[0].name}/sitemap-index.xml", unrelated, f"{related}?sid=0123", related]
    curve = curve_of([Asked(url, 200, 1, 0.0) for url in [*urls, f"{related}-gone-1"]], told)
    assert (curve.found, curve.traps) == ((0, 0, 1, 1, 1), 1)
    assert curve.needed(1) == 2
    assert curve.needed(2) is None
    assert truth_of(f"http://{FEW[0].name}/calendar/2020/05/17/", told) == "trap"


@pytest.mark.slow
def test_a_crawl_finds_what_belongs(small: Later) -> None:
    related = sum(article.related and not article.new for article in articles(SMALL, FEW))
    assert small.whole.archived >= RECALL * related
    assert small.whole.forbidden == 0


@pytest.mark.slow
def test_a_second_run_asks_for_no_article(small: Later) -> None:
    assert small.again.article_requests == 0
    assert small.again.bytes < small.whole.bytes / 2


@pytest.mark.slow
def test_what_is_new_is_found_at_little_cost(small: Later) -> None:
    new = [article for article in articles(SMALL, FEW) if article.new]
    assert small.grown.archived == sum(article.related for article in new)
    assert small.grown.article_requests <= 1.5 * len(new)


@pytest.mark.slow
def test_the_harvest_of_the_whole_web(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / "harvest.svg"
    assert main(["--results", str(tmp_path), "--plot", str(plot)]) == 0
    (file,) = tmp_path.glob("*.json")
    told = capsys.readouterr().out
    harvest = json.loads(file.read_text(encoding="utf-8"))
    assert "best-first" in told
    assert "breadth" in told
    assert plot.read_text(encoding="utf-8").startswith("<?xml")
    assert harvest["recall"] >= RECALL, told
    assert harvest["early_ratio"] >= RATIO, told
    assert harvest["again"]["article_requests"] == 0, told
    assert harvest["bytes_again"] <= BYTES_AGAIN, told
    assert harvest["grown"]["archived"] == harvest["new_related"] == 40, told
    assert harvest["grown"]["article_requests"] <= REQUESTS_GROWN, told


def _is_related(stages: Stages, article: Article) -> bool:
    text = Text.of_text("\n".join(article.paragraphs), article.headline, "none")
    return try_article(stages, text).outcome == "archived"
