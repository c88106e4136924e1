"""Relevance as learned from the four seeds, with the gazetteer that ships."""

import gzip
import json
from functools import cache
from pathlib import Path

import pytest
import trafilatura
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.document import Article, Relevance
from pipelines.entities import Tagger
from pipelines.names.gazetteer import load_gazetteer
from pipelines.relevance import RelevanceModel

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SEEDS = sorted((ROOT / "seeds").glob("00?_*.txt"))
GAZETTEER = load_gazetteer(ROOT / "seeds" / "entities.toml")
TAGGER = Tagger(GAZETTEER)


def article(text: str, headline: str | None = None) -> Article:
    return Article.of_text(text, headline, "test")


@cache
def model(threshold: float = 0.5) -> RelevanceModel:
    seeds = [article(path.read_text(encoding="utf-8").removesuffix("\n")) for path in SEEDS]
    return RelevanceModel.learn([(seed, TAGGER(seed)) for seed in seeds], GAZETTEER, threshold)


def judged(text: str, headline: str | None = None) -> Relevance:
    page = article(text, headline)
    return model()(page, TAGGER(page))


RELATED = [
    (
        "ByteDance hires a finance chief",
        "The owner of TikTok named a banker. A listing may follow next year.",
    ),
    ("TikTok overtakes Instagram among teenagers", "A survey of 5,000 pupils puts the Chinese app first."),
    ("Facebook gives up on Lasso", "The company closes its TikTok copy after twenty months."),
    (
        "WeChat opens mini programs to hotels",
        "Tencent wants guests to book, pay and check in inside the app.",
    ),
    (
        "What Silicon Valley can learn from WeChat",
        "Payments, chat and shops in one place: Zuckerberg took note.",
    ),
    ("Kuaishou raises money before its listing", "Tencent adds to its stake in the rival of Douyin."),
    ("Pinduoduo and Meituan race for vegetables", "Both subsidise community group buying in small cities."),
    ("Zhang Yiming steps back", "The founder of ByteDance hands over to his college room-mate."),
    ("Washington weighs a ban on TikTok", "Officials fear that Beijing could ask ByteDance for the data."),
    ("Douyin courts sellers", "Taobao shops that advertise there must now keep their buyers inside the app."),
    ("Tencent to buy the rest of Sogou", "The search engine will be folded into WeChat."),
    ("Zuckerberg turns to private messaging", "End-to-end encryption will join WhatsApp and Messenger."),
    ("Byte beat and quick hand compete", "The jitter has 600 million users a day, Kwai has half of that."),
    (
        None,
        "字节跳动今日宣布，未来三年将招聘一万名工程师，主要面向海外市场，公司总部仍设在北京，未透露更多细节。",
    ),
    ("抖音电商独立成军", "抖音将直播带货业务单独成立一级部门，对标淘宝与快手。"),
    ("社区团购再遇监管", "多家平台因低价补贴社区团购被罚，团长收入下滑。"),
    ("短视频新规出台", "短视频平台须在三个月内整改，直播带货同样在列。"),
    ("微信小程序日活超四亿", "腾讯称，小程序交易额比去年翻了一番。"),
    ("臉書為何要學微信", "祖克柏的轉向，被視為向微信的超級App看齊。"),
    ("快手上线同城搜索", "用户可以在首页直接搜索附近的商家。"),
]

UNRELATED = [
    ("Bridge approved", "The council voted for the bridge. Follow us on Facebook, Twitter, TikTok, WeChat."),
    ("Bake sale", "The school raised 900 pounds for a new roof, parents wrote on the Facebook page."),
    (
        "Facebook fined over breach",
        "Europe fined Facebook. Instagram and WhatsApp are safe, Zuckerberg said.",
    ),
    (
        "Apple, Google and Amazon report",
        "All three beat forecasts; Microsoft and Facebook follow on Thursday.",
    ),
    ("China and the US resume talks", "Tariffs on soy and steel were discussed in Beijing and Washington."),
    ("Artificial intelligence in hospitals", "A system from Google reads scans; Microsoft tests another."),
    ("Huawei shows a phone", "The 5G phone has four cameras. Xiaomi and Apple compete on price."),
    ("How jitter spoils a call", "A buffer hides the delay of packets in a live video."),
    (
        "Cat rescued",
        "Firefighters saved a cat from a tree. A clip on TikTok was seen by thousands of people.",
    ),
    ("Short video shows bear in garden", "A short video posted on Facebook shows a bear at a pool in Ohio."),
    ("Uber drivers strike", "Drivers in Mexico want a share of each ride. Uber said that it listens."),
    ("Spelling bee won by twins", "The word was 'tremolo'. The shake of hands made the headlines."),
    ("Trump visits Iowa", "The president spoke about corn. Donald Trump then flew to Ohio, Reuters reports."),
    ("Mobile payments in Kenya", "Half of the adults pay by phone, and shops have stopped taking cash."),
    ("市议会批准新桥", "居民表示欢迎。\n分享到 微信 微博 QQ 抖音\n扫一扫关注我们的微信公众号"),
    ("男子在微信群造谣被拘", "警方通报，男子在微信群散布当地停水的谣言，被拘留五日。"),
    ("火山喷发致航班取消", "当地机场关闭，气象台称火山灰将持续数日。"),
    ("小米价格上涨", "受干旱影响，山西小米每斤涨了两元，农户说今年收成减半。"),
    ("国足下半场连入两球", "主帅在赛后接受央视采访时表示满意，球迷在微博上庆祝。"),
    (
        "大埔火災後的重建",
        "政府公布安置方案，騰訊、阿里巴巴、字節跳動、百度等企業捐款。" + "居民等待入住新屋。" * 60,
    ),
]


@pytest.mark.parametrize(("headline", "text"), RELATED)
def test_keeps_what_the_seeds_are_about(headline: str | None, text: str) -> None:
    relevance = judged(text, headline)
    assert relevance.related, relevance


@pytest.mark.parametrize(("headline", "text"), UNRELATED)
def test_turns_away_the_rest(headline: str, text: str) -> None:
    relevance = judged(text, headline)
    assert not relevance.related, relevance


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_the_seeds_are_related_to_themselves(path: Path) -> None:
    assert judged(path.read_text(encoding="utf-8")).score >= 0.6


FILLER = "The council voted on Tuesday to approve the bridge over the river after ten years of debate. "


def test_one_passing_mention_does_not_carry_a_long_page() -> None:
    text = f"{FILLER * 40}\nA clip on TikTok showed the old one.\n{FILLER * 40}"
    assert judged(text, "Bridge approved").score < 0.1


def test_a_link_box_adds_next_to_nothing() -> None:
    page = FILLER * 3
    boxed = judged(f"{page}\nTikTok\nWeChat\nByteDance Tencent Alibaba\nKuaishou", "Bridge approved")
    told = judged(
        f"{page}\nTikTok, WeChat, ByteDance, Tencent, Alibaba and Kuaishou paid.", "Bridge approved"
    )
    assert boxed.score < 0.02 < told.score


def test_length_dilutes() -> None:
    scores = [judged("ByteDance paid. " + FILLER * times).score for times in (0, 10, 40, 160)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_evidence_gives_the_score_and_is_bounded() -> None:
    for path in SEEDS:
        relevance = judged(path.read_text(encoding="utf-8"))
        weights = [evidence.weight for evidence in relevance.evidence]
        assert len(weights) <= 20
        assert weights == sorted(weights, reverse=True)
        assert relevance.score == pytest.approx(1 - 2 ** -sum(weights), abs=1e-4)
        assert {evidence.kind for evidence in relevance.evidence} == {"entity", "pair", "word"}


def test_evidence_says_what_was_found_how_often() -> None:
    relevance = judged("字节跳动与腾讯和解。字节跳动撤诉。", "腾讯和解")
    assert [(e.kind, e.name, e.count) for e in relevance.evidence] == [
        ("entity", "tencent", 2),
        ("entity", "bytedance", 2),
        ("pair", "bytedance + tencent", 1),
    ]


def test_a_pair_adds_to_its_entities() -> None:
    apart = judged("Facebook grows.\nWeChat pays.")
    together = judged("Facebook grows as WeChat pays.")
    assert together.score > apart.score


def test_words_alone_never_carry_a_page() -> None:
    words = " ".join(model().words)
    relevance = judged(f"{words}. " * 5)
    assert {evidence.kind for evidence in relevance.evidence} == {"word"}
    assert relevance.score < 0.25


def test_the_threshold_decides_and_is_told() -> None:
    page = article("ByteDance paid.")
    strict = model(0.99)(page, TAGGER(page))
    open_to_all = model(0.0)(article("Nothing."), TAGGER(article("Nothing.")))
    assert (strict.related, strict.threshold) == (False, 0.99)
    assert (open_to_all.related, open_to_all.score, open_to_all.evidence) == (True, 0.0, ())


def test_learning_twice_gives_the_same_model() -> None:
    assert model.__wrapped__() == model()


def test_learning_from_nothing_knows_nothing_of_words_and_pairs() -> None:
    empty = RelevanceModel.learn([], GAZETTEER)
    assert (empty.words, empty.pairs) == ({}, frozenset())
    assert 0.0 <= empty(article("TikTok"), TAGGER(article("TikTok"))).score < 1.0


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1, max_size=200), st.one_of(st.none(), st.text(max_size=40)))
def test_any_text_gets_a_score(text: str, headline: str | None) -> None:
    relevance = judged(text, headline)
    assert 0.0 <= relevance.score <= 1.0
    assert relevance.related == (relevance.score >= relevance.threshold)


def test_agrees_with_the_labelled_headlines() -> None:
    labels = SHARED / "data" / "related.jsonl"
    if not labels.exists():
        pytest.skip("needs ../shared/data/related.jsonl: absent")
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    decided = [row for row in rows if row["label"] != "borderline"]
    mistaken = [
        row["id"]
        for row in decided
        if judged(row["snippet"], row["title"]).related != (row["label"] == "related")
    ]
    assert mistaken == []


def test_none_of_the_reports_on_a_fire_is_related() -> None:
    pages = sorted((SHARED / "data" / "pages" / "hkfire").glob("*.html.gz"))[::12]
    if not pages:
        pytest.skip("needs ../shared/data/pages/hkfire: absent")
    texts = {page.name: trafilatura.extract(gzip.decompress(page.read_bytes())) for page in pages}
    related = [name for name, text in texts.items() if text and judged(text).related]
    assert sum(text is not None for text in texts.values()) >= 10
    assert related == []
