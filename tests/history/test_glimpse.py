"""The look at a page before it is read: what belongs is never lost, however its page is written."""

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bench.history import read as measured
from bench.news_warcs import build
from bench.pages import SHARED, has_shared_pages, shared_pages
from pipelines.config import Config, RelevanceConfig
from pipelines.document import Capture
from pipelines.entities import Tagger
from pipelines.glimpse import Glimpse
from pipelines.processed import Parts
from pipelines.relevance import RelevanceModel
from pipelines.stages import Stages, build_stages
from tests.history.warcs import STORIES, story_record

Look = Callable[[bytes, str | None], bool]


@cache
def stages() -> Stages:
    return build_stages(Config(relevance=RelevanceConfig(read_all=True)))


def look_at(threshold: float) -> Look:
    """As if that were the threshold."""
    tagger, model = stages().tag, stages().judge
    assert isinstance(tagger, Tagger)
    assert isinstance(model, RelevanceModel)
    return Glimpse(tagger, replace(model, threshold=threshold))


@pytest.mark.parametrize("story", [story for story in STORIES if story.related], ids=lambda story: story.slug)
def test_no_story_that_belongs_is_lost(story: object) -> None:
    record = story_record(story)  # type: ignore[arg-type]
    assert stages().glimpse(record.body, record.content_type)


CHINESE = "字节跳动旗下的抖音海外版在美国的下载量超过脸书，扎克伯格对此表示担忧，张一鸣没有回应。"
TRADITIONAL = "字節跳動旗下的抖音海外版在美國的下載量超過臉書，祖克柏對此表示擔憂，張一鳴沒有回應。"
ENGLISH = (
    "ByteDance says that TikTok has overtaken Facebook, and Mark Zuckerberg is worried about Zhang Yiming."
)


def _page(text: str) -> str:
    return f"<html><head><title>x</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("html", "charset"),
    [
        (_page(CHINESE), "utf-8"),
        (_page(CHINESE), "gb18030"),
        (_page(TRADITIONAL), "big5hkscs"),
        (_page(CHINESE), "utf-16"),
        (_page("".join(f"&#{ord(character)};" for character in CHINESE)), "ascii"),
        (_page("".join(f"&#x{ord(character):x};" for character in TRADITIONAL)), "ascii"),
        (_page(ENGLISH), "ascii"),
        (_page(ENGLISH.replace("TikTok", "<b>Tik</b>Tok").replace("ByteDance", "Byte<i>Dance</i>")), "ascii"),
        (_page(ENGLISH.replace(" ", "\n")), "ascii"),
        (_page(ENGLISH.replace(" ", "&nbsp;")), "ascii"),
        (_page(f"<a href='/x'>Home</a><span>{ENGLISH}</span>"), "ascii"),
        (_page(f"<table><tr><td>Menu</td><td>{ENGLISH}</td></tr></table>"), "ascii"),
        (
            f'<html><head><meta property="og:description" content="{ENGLISH}"></head><body>x</body></html>',
            "ascii",
        ),
        (
            '<html><body><script type="application/ld+json">'
            f"{json.dumps({'@type': 'NewsArticle', 'articleBody': CHINESE})}</script></body></html>",
            "ascii",
        ),
        (_page(f"<script>var x = '<p>';</script>{ENGLISH}<!-- a > b -->"), "ascii"),
    ],
)
def test_names_are_seen_however_they_are_written(html: str, charset: str) -> None:
    assert stages().glimpse(html.encode(charset), f"text/html; charset={charset}")


@pytest.mark.parametrize(
    "html",
    [
        _page("The council of the town will plant four hundred trees along the river in spring."),
        _page("市议会将在春天沿河种植四百棵树，居民们表示欢迎，费用由州政府承担。"),
        _page("Trees in spring, along the river.") + "<a>Facebook</a><a>TikTok</a><a>ByteDance</a>",
        _page("Trees in spring, along the river.") + "<script>track('TikTok ByteDance Facebook');</script>",
        "",
    ],
)
def test_what_names_nobody_is_not_read(html: str) -> None:
    assert not stages().glimpse(html.encode(), "text/html; charset=utf-8")


def test_where_words_alone_may_do_all_is_read() -> None:
    words = " ".join(sorted(stages().judge.words)[:5])  # type: ignore[attr-defined]
    assert look_at(0.01)(f"<p>{words}</p>".encode(), "text/html")
    assert not look_at(0.01)(b"<p>Trees</p>", "text/html")
    assert look_at(0.0)(b"", None)


def test_escapes_that_are_half_a_character() -> None:
    html = f'<script type="application/ld+json">"\\ud83d {"x" * 40} \\udc00"</script>'
    assert not stages().glimpse(html.encode(), "text/html")


@pytest.mark.parametrize(
    "piece", ["<script", "<script>", "<!--", "<p ", "<meta ", "<", "&#", "<style></", "\\u"]
)
def test_what_is_never_closed_takes_no_time(piece: str) -> None:
    """By the square of its length, half a megabyte would take minutes."""
    began_s = time.process_time()
    stages().glimpse((piece * (500_000 // len(piece)) + _page(ENGLISH)).encode(), "text/html; charset=utf-8")
    assert time.process_time() - began_s < 10


@pytest.mark.slow
@pytest.mark.skipif(not has_shared_pages(), reason=f"needs {SHARED.name} of the shared data: absent")
@pytest.mark.parametrize("threshold", [0.05, 0.2, 0.25, 0.3, 0.4, 0.5])
def test_no_real_page_that_belongs_is_lost(threshold: float) -> None:
    look = look_at(threshold)
    scores = {page.url: _score(page.url, page.body) for page in shared_pages()}
    lost = [
        page.url
        for page in shared_pages()
        if scores[page.url] >= threshold and not look(page.body, page.content_type)
    ]
    assert lost == []


@cache
def _score(url: str, body: bytes) -> float:
    capture = Capture(
        url=url,
        final_url=url,
        fetched=datetime(2026, 11, 22, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=body,
        publisher=None,
        discovered_via=None,
    )
    result = stages().process(capture).result
    relevance = result.relevance if isinstance(result, Parts) else getattr(result, "relevance", None)
    return relevance.score if relevance else 0.0


def test_a_small_bench(tmp_path: Path) -> None:
    """Of 300 records, most of them of other hosts, each planted one is found."""
    figures = measured(build(tmp_path, 300, real=False))
    assert figures["records"] == 300
    assert figures["planted"] == 3
    assert figures["missed"] == 0
    assert figures["passed_over"]["elsewhere"] == 291
    assert gzip.decompress(next(tmp_path.glob("*.gz")).read_bytes()).count(b"WARC-Target-URI") == 300
