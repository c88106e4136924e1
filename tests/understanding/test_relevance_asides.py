"""Services as furniture of a text: where something was posted, how to pay, whatever fell on the market."""

import pytest

from pipelines.chinese_words import CHINESE_WORDS
from pipelines.relevance import WORD_WEIGHT
from tests.understanding.test_relevance import FILLER, judged, model

IN_PASSING = [
    ("Fire brigade thanked", "Neighbours posted pictures on Douyin and WeChat. The cat is well."),
    ("Police seek witnesses", "Call the station, or write to the force on Facebook, WhatsApp or WeChat."),
    ("Ferry raises its fares", "Passengers may pay with Alipay, WeChat Pay or cash. Children travel free."),
    ("Lantern walk", "Organisers shared the route via WeChat. A video on TikTok shows last year's."),
    ("Parents meet", "The TikTok account of the school has a new editor. Minutes are in the WeChat group."),
    ("Choir", "A short video of the rehearsal was shown. Basses are still wanted."),
    ("Stocks in Asia end lower", "The Hang Seng lost 2 per cent as Tencent, Alibaba and Meituan fell."),
    ("公园明日闭园", "网友在微博、抖音发布视频，游客可通过微信、支付宝退票。"),
    ("老人走失", "家属在微信群求助，民警连夜寻回。"),
    ("校慶開放日", "家長可透過微信、支付寶報名，名額五百。"),
    ("恒指收跌", "恒生指数下跌百分之二，腾讯、美团领跌。"),
]

SUBJECTS = [
    ("Washington weighs a ban on TikTok", "Officials fear for the data."),
    ("TikTok and WeChat sue", "Both say that the order is unlawful."),
    ("Sellers move to Douyin", "Goods sold on Taobao cost more, and Kuaishou takes a smaller share."),
    ("Short video apps are told to hire censors", "Kuaishou and Douyin have a month."),
    ("抖音起诉腾讯", "抖音称微信封禁了它的链接。"),
    ("腾讯支持快手", "这家公司持有其五分之一的股份。"),
]


@pytest.mark.parametrize(("headline", "text"), IN_PASSING)
def test_a_service_in_passing_is_no_subject(headline: str, text: str) -> None:
    relevance = judged(text, headline)
    assert relevance.score < 0.3, relevance


@pytest.mark.parametrize(("headline", "text"), SUBJECTS)
def test_what_is_told_of_a_service_counts(headline: str, text: str) -> None:
    relevance = judged(text, headline)
    assert relevance.related, relevance


def test_a_headline_that_names_nobody_speaks_of_something_else() -> None:
    text = f"WeChat has a new rival. {FILLER}"
    assert judged(text, "Bridge approved").score < judged(text).score


def test_words_that_the_seeds_repeat_count_in_chinese_as_in_english() -> None:
    learned = next(word for word in model().words if word in CHINESE_WORDS)
    (evidence,) = judged(f"{CHINESE_WORDS[learned][0]}。").evidence
    assert (evidence.kind, evidence.name) == ("word", CHINESE_WORDS[learned][0])
    assert evidence.weight <= WORD_WEIGHT


def test_chinese_words_alone_never_carry_a_page() -> None:
    every = "，".join(model().chinese_words)
    assert judged(f"{every}。" * 5).score < 0.25
