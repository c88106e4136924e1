"""The gazetteer file, and the tagger that reads it."""

import json
import random
import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.document import Article, Mentions
from pipelines.entities import Tagger
from pipelines.errors import ConfigurationError
from pipelines.names.gazetteer import Ambiguous, Entity, Gazetteer, load_gazetteer
from pipelines.names.name_context import CONTEXT_WINDOW
from pipelines.names.name_forms import fold

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
FILE = ROOT / "seeds" / "entities.toml"
GAZETTEER = load_gazetteer(FILE)
TAGGER = Tagger(GAZETTEER)


def article(text: str, headline: str | None = None) -> Article:
    return Article.of_text(text, headline, "test")


def found(text: str, headline: str | None = None) -> list[tuple[str, str]]:
    mentions = TAGGER(article(text, headline)).mentions
    return [(mention.entity, text[mention.start : mention.end]) for mention in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TikTok’s parent sued.", [("tiktok", "TikTok")]),
        ("TIKTOK and tiktok", [("tiktok", "TIKTOK"), ("tiktok", "tiktok")]),
        ("TikTokology", []),
        ("字节跳动旗下抖音与快手", [("bytedance", "字节跳动"), ("douyin", "抖音"), ("kuaishou", "快手")]),
        ("用TikTok看视频", [("tiktok", "TikTok")]),
        ("字節跳動與騰訊", [("bytedance", "字節跳動"), ("tencent", "騰訊")]),
        ("ＴｉｋＴｏｋ 出海", [("tiktok", "ＴｉｋＴｏｋ")]),
        ("Two super apps, one super-app.", [("super-app", "super apps"), ("super-app", "super-app")]),
        ("Tencent Video is not Tencent.", [("tencent-video", "Tencent Video"), ("tencent", "Tencent")]),
        ("Tencent microblog closed.", [("tencent-weibo", "Tencent microblog")]),
        ("It is the overseas version of jitter.", [("tiktok", "overseas version of jitter")]),
        ("İstanbul: WeChat", [("wechat", "WeChat")]),
        ("他在微信群里说", [("wechat-chats", "微信群")]),
        ("WeChat\u00a0Pay", [("wechat-pay", "WeChat\u00a0Pay")]),
        ("@tiktok_us answered", [("tiktok", "@tiktok_us")]),
        ("my_tiktok_file", []),
    ],
)
def test_finds_names_in_every_form(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kwai and jitter fight over live rooms.", {"kuaishou", "douyin"}),
        ("BAT is Baidu, Alibaba and Tencent.", {"bat", "baidu", "alibaba", "tencent"}),
        ("Products of AT: Tencent leads.", {"at", "tencent"}),
        ("They met at Tencent.", {"tencent"}),
        ("Facebook tries Lasso against it.", {"facebook", "lasso"}),
        ("Ted Lasso has a Facebook page.", {"facebook"}),
        ("Lei Jun founded millet.", {"lei-jun", "xiaomi"}),
        ("Lei Jun eats millet porridge.", {"lei-jun"}),
        ("Taobao and Jingdong fear spelling more.", {"taobao", "jd", "pinduoduo"}),
        ("字节旗下的抖音", {"bytedance", "douyin"}),
        ("一个字节有八位，抖音没有。", {"douyin"}),
        ("小米发布新手机", {"xiaomi"}),
        ("小米粥很好喝", set()),
    ],
)
def test_ambiguous_names_need_their_context(text: str, expected: set[str]) -> None:
    assert set(TAGGER(article(text)).entities) == expected


def test_context_reaches_as_far_as_the_window_and_no_further() -> None:
    for filling, expected in ((CONTEXT_WINDOW - 9, ["douyin", "tencent"]), (CONTEXT_WINDOW, ["tencent"])):
        text = "jitter " + "." * filling + " Tencent"
        assert [entity for entity, _ in found(text)] == expected


def test_the_headline_is_context_too() -> None:
    assert found("The jitter grows.", "Tencent and its rival") == [("douyin", "jitter")]


# Each holds words that the gazetteer knows as calques or names of firms, in their everyday sense.
ORDINARY = [
    "Packet loss and jitter made the call stutter; over 1,500 bytes a frame the router drops everything.",
    "Jitter is the variation in delay. In a live broadcast a buffer hides it, and an app measures it.",
    "The spelling bee drew 300 children; a spelling app for mobile phones helps those who cannot spell.",
    "Farmers are planting millet again. Millet needs little water, and a mobile phone tells when to sow.",
    "She looked at the sea at dawn, at ease at last. At noon they met at the gate.",
    "Drop the keys at the desk. Prices drop in autumn, the taxi drops guests off and the tap has a drip.",
    "Shake the bottle well. A shake of the head, a milk shake, and the ground began to shake.",
    "He threw the lasso at the calf and missed. Lasso in hand, he tried again, and Ted Lasso was on video.",
    "The vine climbs the wall. Vine leaves are stuffed with rice; Vine Street has cafes with video menus.",
    "Stand in line. The line was long, the first line of the poem was short, and one line was cut.",
    "An apple a day. Apple pie needs sour apples; Apple orchards open to visitors in Kent.",
    "The mandolin player's tremolo and the singer's vibrato appear in the second half; a trill came last.",
    "The strike made the headlines. Today's headlines: rain, wind, a by-election; all on social media.",
    "A file of 300 bytes fits in one block. Byte skipping through the header saves time; bytes jump by.",
    "The volcano erupted and a video shows ash; active users of the trail were led to safety.",
    "Penguin watching is best in November, when watermelon is in season and the circle of friends grows.",
    "They were hungry, ants were in the kitchen and the search dog found the child in the second half.",
    "Take a look at the shopping list: a lark in a book, a trembling hand, fine china and small programs.",
    "The oracle spoke in riddles. Moments later the messenger arrived with lime juice. Channels were dug.",
    "A bat hung in the barn. Electricity suppliers raised prices in the private domain; a shaking sound.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_english_names_nobody(text: str) -> None:
    assert found(text) == []


# Chinese has no spaces: here two words meet and seem to spell a third.
MEETING = """
    加快手续办理 東京東部下雪 近视五百度 新浪潮电影节 欧美团队获奖 主推特色菜 集团购买设备 以精华为主
    滴滴答答的雨声 轻微信号 家常快手菜 亚马逊雨林大火 近日本报记者获悉 发抖音调变了
"""


@pytest.mark.parametrize("text", MEETING.split())
def test_chinese_words_that_meet_name_nobody(text: str) -> None:
    assert found(text) == []


def test_salience_puts_headline_first_then_frequency_and_place() -> None:
    text = "Alibaba waits. Baidu, Baidu, Baidu. Kuaishou too."
    assert TAGGER(article(text)).entities == ("baidu", "alibaba", "kuaishou")
    assert TAGGER(article(text, "Kuaishou and WeChat")).entities == (
        "kuaishou",
        "wechat",
        "baidu",
        "alibaba",
    )


def test_an_entity_of_the_headline_alone_has_no_mention() -> None:
    tagged = TAGGER(article("Nobody is named here.", "TikTok"))
    assert (tagged.mentions, tagged.entities) == ((), ("tiktok",))


_names = [alias for e in GAZETTEER.entities.values() for group in e.aliases.values() for alias in group]
_pieces = st.one_of(
    st.sampled_from(_names), st.text(max_size=8), st.sampled_from([" ", "。", "'s ", "İ", "臺"])
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_pieces, min_size=1, max_size=12).map("".join).filter(bool))
def test_mentions_lie_in_the_text_in_order_and_apart(text: str) -> None:
    tagged = TAGGER(article(text))
    ends = [0, *(mention.end for mention in tagged.mentions)]
    assert all(m.start >= end for m, end in zip(tagged.mentions, ends, strict=False))
    assert all(m.start < m.end <= len(text) for m in tagged.mentions)
    assert set(tagged.entities) == {mention.entity for mention in tagged.mentions}
    for mention in tagged.mentions:
        surface = article(text[mention.start : mention.end])
        known = set(_names_of(mention.entity))
        assert _plainly(surface.text) in known or _plainly(surface.text).removesuffix("s") in known


def _names_of(entity: str) -> list[str]:
    groups = GAZETTEER.entities[entity]
    aliases = [*groups.aliases.values(), *(group.aliases for group in groups.ambiguous)]
    return [_plainly(alias) for names in aliases for alias in names]


def _plainly(name: str) -> str:
    return fold(name).folded


def test_every_plain_alias_finds_its_entity() -> None:
    missed = [
        (entity_id, alias)
        for entity_id, entity in GAZETTEER.entities.items()
        for group in entity.aliases.values()
        for alias in group
        if found(alias) != [(entity_id, alias)]
    ]
    assert missed == []


def test_every_ambiguous_alias_finds_its_entity_beside_its_context() -> None:
    missed = [
        (entity_id, alias)
        for entity_id, entity in GAZETTEER.entities.items()
        for group in entity.ambiguous
        for alias in group.aliases
        if (entity_id, alias) not in found(f"{alias}；{_context_of(group)}")
    ]
    assert missed == []


def _context_of(group: Ambiguous) -> str:
    """Its context words as far as the window reaches, but for those that hold an alias and those against."""
    aliases = {alias.lower() for alias in group.aliases}
    words = [word for word in group.context if not any(alias in word.lower() for alias in aliases)]
    return "；".join(words or group.context)[: CONTEXT_WINDOW - 20]


def test_agrees_with_the_labels_of_two_seeds() -> None:
    labels = SHARED / "data" / "mentions.jsonl"
    if not labels.exists():
        pytest.skip("needs ../shared/data/mentions.jsonl: absent")
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    right = wrong = missed = trapped = 0
    for file in sorted({row["file"] for row in rows}):
        text = (ROOT / "seeds" / file).read_bytes().decode()
        tagged = {(m.start, m.end): m.entity for m in TAGGER(article(text)).mentions}
        here = {(row["start"], row["end"]): row for row in rows if row["file"] == file}
        for span, row in here.items():
            accepted = row.get("accept") or [row["entity_id"]]
            trapped += row["entity_id"] is None and span in tagged
            right += row["entity_id"] is not None and tagged.get(span, "") in accepted
            missed += tagged.get(span) not in accepted
        wrong += sum(span not in here for span in tagged)
    assert trapped == 0
    assert right / (right + missed) >= 0.95
    assert right / (right + wrong + trapped) >= 0.97


def test_fifty_thousand_aliases_cost_little() -> None:
    dice = random.Random(2)
    invented = {
        f"e{number}": Entity(
            type="ORG",
            name="x",
            aliases={"en": tuple("".join(dice.choices(string.ascii_lowercase, k=9)) for _ in range(10))},
        )
        for number in range(5000)
    }
    tagger = Tagger(Gazetteer(entities={**GAZETTEER.entities, **invented}, digest="0"))
    page = article((ROOT / "seeds" / "003_12cbec1e4db12c28.txt").read_text(encoding="utf-8"))
    started = time.process_time()
    for _ in range(5):
        tagger(page)
    assert (time.process_time() - started) / 5 < 0.05, "a page of 8,000 characters took over 50 ms"


ONE = '[a]\ntype = "ORG"\nname = "A"\n[a.aliases]\nen = ["Aa"]\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[a\n", "not valid TOML"),
        ("", "names no entity"),
        (ONE.replace("name", "nmae"), "entity `a`: unknown key `nmae`"),
        (ONE.replace('"ORG"', '"FIRM"'), "entity `a`, key `type`"),
        (ONE.replace("en =", "english ="), "unknown key `aliases.english`"),
        (ONE.replace('"Aa"', '""'), "entity `a`, key `aliases.en.0`"),
        (ONE.replace('["Aa"]', "[]"), "no alias"),
        (ONE.replace('name = "A"', 'name = "A"\nparent = "b"'), "no entity `b`"),
        (ONE.replace('name = "A"', 'name = "A"\nparent = "a"'), "leads back"),
        (ONE.replace('name = "A"', 'name = "A"\nwikidata = "55"'), "key `wikidata`"),
        (ONE + '[[a.ambiguous]]\naliases = ["x"]\n', "neither `context` nor"),
        (ONE + '[[a.ambiguous]]\naliases = ["Aa"]\ncontext = ["x"]\n', "without any condition"),
        (ONE + ONE.replace("[a", "[b"), "`Aa` is an alias of `a`"),
    ],
)
def test_a_faulty_gazetteer_is_told_in_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "entities.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        load_gazetteer(file)
    assert str(file) in str(error.value)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_an_absent_gazetteer_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot be read .*set `gazetteer`"):
        load_gazetteer(tmp_path / "nothing.toml")


def test_a_change_of_the_file_shows_in_the_tagger(tmp_path: Path) -> None:
    copy = tmp_path / "entities.toml"
    copy.write_bytes(FILE.read_bytes() + b"\n# one remark\n")
    changed = Tagger(load_gazetteer(copy))
    assert changed.name.startswith("gazetteer 2 ")
    assert changed.name != TAGGER.name
    assert TAGGER(article("x")) == Mentions(mentions=(), entities=(), tagger=TAGGER.name)


def test_no_line_of_the_file_is_too_long_for_a_diff() -> None:
    assert max(map(len, FILE.read_text(encoding="utf-8").splitlines())) <= 110
