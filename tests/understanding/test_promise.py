"""How likely a page belongs, by its headline and its URL alone."""

import json

import pytest

from pipelines.config import Config, SeedsConfig
from pipelines.judging.promise import NOTHING_NAMED, UNTOLD, Hint, Promise, promises, words_of
from pipelines.stages import build_stages
from quality.cases import shared_data

HOME = "https://daily.example/"


@pytest.fixture(scope="module")
def promise() -> Promise:
    stages = build_stages(Config(seeds=SeedsConfig()))
    return Promise(stages.tag, stages.judge)


@pytest.mark.parametrize(
    ("url", "headline", "least", "most"),
    [
        (HOME, "ByteDance puts a shop into Douyin", 0.7, 1.0),
        (HOME, "字节跳动在抖音里开了一家店", 0.7, 1.0),
        ("https://daily.example/tech/bytedance-puts-a-shop-into-douyin.html", None, 0.7, 1.0),
        ("https://daily.example/a/why-it-matters-123", "TikTok and its rivals", 0.5, 1.0),
        (HOME, "The tide at the old pier", NOTHING_NAMED, NOTHING_NAMED),
        (HOME, "老码头的潮水又涨了一次", NOTHING_NAMED, NOTHING_NAMED),
        ("https://daily.example/sport/the-tide-at-the-pier", None, NOTHING_NAMED, NOTHING_NAMED),
        ("https://daily.example/news/20201201/100047.html", None, UNTOLD, UNTOLD),
        ("https://daily.example/n/3f2a9c", "Video", UNTOLD, UNTOLD),
    ],
)
def test_promise(promise: Promise, url: str, headline: str | None, least: float, most: float) -> None:
    assert least <= promise(Hint(url, headline)) <= most


def test_words_of_a_url() -> None:
    assert words_of("https://a.example/tech/why-facebook-copies_wechat.html?x=y") == (
        "Tech Why Facebook Copies Wechat"
    )
    assert words_of("https://a.example/%E6%8A%96%E9%9F%B3/2020/1.shtml") == "抖音"


def test_what_cannot_be_judged_is_untold() -> None:
    def broken(hint: Hint) -> float:
        if hint.headline is None:
            raise ValueError
        return 0.7

    assert promises(broken, [Hint(HOME, None), Hint(HOME, "x")]) == (UNTOLD, 0.7)


def test_of_labelled_titles_every_related_one_promises_more(promise: Promise) -> None:
    shared = shared_data()
    if shared is None:
        pytest.skip("needs the labelled headlines beside the project: absent")
    rows = map(json.loads, (shared / "related.jsonl").read_text(encoding="utf-8").splitlines())
    told = [(row["label"], promise(Hint(HOME, row["title"]))) for row in rows]
    related = [value for label, value in told if label == "related"]
    assert min(related) > max(value for label, value in told if label == "unrelated")
