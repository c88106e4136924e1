"""What decides whether a name of doubt is meant."""

from pathlib import Path

import pytest

from pipelines.document import Article
from pipelines.entities import Reading, Tagger
from pipelines.names.gazetteer import Ambiguous, Entity, Gazetteer, load_gazetteer

TAGGER = Tagger(load_gazetteer(Path(__file__).parents[2] / "seeds" / "entities.toml"))

# Such words stand near anything. They are joined so that each may be near.
ORDINARY_WORDS = (
    "the company has an app on its platform, a live video for users of the Internet, a website, a phone, a"
    " search engine, news, reporters, an article, followers, games, a market, a founder, investors and shares"
)


def entity(**ambiguous: object) -> Entity:
    return Entity(type="ORG", name="x", ambiguous=(Ambiguous.model_validate(ambiguous),))


def tagger_of(**entities: Entity) -> Tagger:
    sure = Entity(type="ORG", name="Sure", aliases={"en": ("sure", "certain")})
    return Tagger(Gazetteer(entities={"sure": sure, **entities}, digest="0"))


def found(tagger: Tagger, text: str, headline: str | None = None) -> set[str]:
    return set(tagger(Article.of_text(text, headline, "test")).entities)


def readings(text: str) -> list[Reading]:
    return TAGGER.readings(Article.of_text(text, None, "test"))


def test_names_of_doubt_do_not_vouch_for_each_other() -> None:
    tagger = tagger_of(
        one=entity(aliases=["jitter"], context=["spelling", "sure"]),
        two=entity(aliases=["spelling"], context=["jitter"]),
    )
    assert found(tagger, "jitter and spelling") == set()
    assert found(tagger, "sure: jitter and spelling") == {"sure", "one", "two"}


def test_as_much_against_as_for_is_not_enough() -> None:
    tagger = tagger_of(
        one=entity(aliases=["jitter"], context=["sure", "certain"], against=["packet", "delay"])
    )
    assert found(tagger, "sure, jitter") == {"sure", "one"}
    assert found(tagger, "sure, jitter, packet") == {"sure"}
    assert found(tagger, "sure, certain, jitter, packet") == {"sure", "one"}


def test_a_name_without_context_counts_unless_something_is_against_it() -> None:
    tagger = tagger_of(one=entity(aliases=["penguin"], against=["colony"]))
    assert found(tagger, "a penguin") == {"one"}
    assert found(tagger, "a penguin of the colony") == set()


def test_some_need_more_than_one_word() -> None:
    tagger = tagger_of(one=entity(aliases=["jitter"], context=["sure", "certain"], needs=2))
    assert found(tagger, "sure, jitter") == {"sure"}
    assert found(tagger, "sure, certain, jitter") == {"sure", "one"}


def test_a_word_around_the_name_is_context_too() -> None:
    tagger = tagger_of(one=entity(aliases=["short video"], context=["short video app"]))
    assert found(tagger, "a short video") == set()
    assert found(tagger, "a short video app") == {"one"}


def test_what_is_meant_often_is_meant_throughout() -> None:
    tagger = tagger_of(one=entity(aliases=["jitter"], context=["sure"], against=["packet"]))
    far = "." * 300
    assert len(tagger(Article.of_text(f"sure jitter{far}jitter", None, "t")).mentions) == 2
    often = f"sure jitter, jitter{far}jitter"
    assert len(tagger(Article.of_text(often, None, "t")).mentions) == 4
    assert len(tagger(Article.of_text(f"{often} of a packet", None, "t")).mentions) == 3


def test_capitals_in_a_line_of_capitals_need_one_word_more() -> None:
    tagger = tagger_of(one=entity(aliases=["Shake"], context=["sure", "certain"]))
    assert found(tagger, "A Shake, for sure") == {"sure", "one"}
    assert found(tagger, "SHAKE IT FOR SURE, THEY SAID") == {"sure"}
    assert found(tagger, "SHAKE IT FOR SURE, CERTAIN AS THEY ARE") == {"sure", "one"}


@pytest.mark.parametrize(
    "word", ["jitter", "spelling", "millet", "drop", "shake", "lasso", "penguin", "volcano"]
)
def test_ordinary_words_vouch_for_nobody(word: str) -> None:
    for text in (f"{ORDINARY_WORDS} and {word}", f"A {word}, a quick hand: {ORDINARY_WORDS}, {word}s."):
        assert found(TAGGER, text) == set()


def test_no_calque_is_meant_beside_ordinary_words() -> None:
    gazetteer = load_gazetteer(Path(__file__).parents[2] / "seeds" / "entities.toml")
    calques = {
        alias
        for each in gazetteer.entities.values()
        for group in each.ambiguous
        for alias in group.aliases
        if alias.isascii() and alias.islower() and group.context
    }
    literal = {"short-form video", "short-form videos", "dau", "5g", "shared bicycles"}
    literal |= {"sharing bicycles", "sharing bicycle"}
    taken = {
        calque
        for calque in calques - literal
        for each in readings(f"The {calque} of {ORDINARY_WORDS}.")
        if each.is_mention and each.alias == calque
    }
    assert len(calques) > 100
    assert taken == set()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("程维见到王兴时，美团刚起步。", True),
        ("王兴表示，美团今年亏损。", True),
        ("美团的王兴国说路修好了。", False),
        ("记者王兴报道，美团股价大涨。", False),
        ("文/王兴 美团股价大涨。", False),
        ("王兴国内外奔走，美团上市；王兴很忙。", True),
    ],
)
def test_a_short_chinese_name_is_told_from_a_longer_one(text: str, named: bool) -> None:
    assert ("wang-xing" in found(TAGGER, text)) == named


@pytest.mark.parametrize(
    ("text", "alias", "reason", "words"),
    [
        ("TikTok, jitter", "jitter", "context", ("tiktok",)),
        ("TikTok, network jitter", "jitter", "veto", ("network jitter",)),
        ("jitter", "jitter", "no context", ()),
        ("TikTok, jitter, latency", "jitter", "against", ("latency",)),
        ("TikTok", "tiktok", "alias", ()),
        ("抖音", "抖音", "nothing against", ()),
        ("at Tencent", "AT", "capitals", ()),
    ],
)
def test_a_reading_says_why(text: str, alias: str, reason: str, words: tuple[str, ...]) -> None:
    [reading] = [each for each in readings(text) if each.alias == alias]
    assert (reading.reason, reading.words) == (reason, words)


def test_a_reading_says_what_it_is_inside_of() -> None:
    [inner] = [each for each in readings("On Tencent Video") if each.entity == "tencent"]
    assert (inner.is_meant, inner.is_mention, inner.inside) == (True, False, (3, 16))


def test_readings_are_of_headline_and_text() -> None:
    article = Article.of_text("jitter grows", "Tencent", "test")
    named = [(each.in_headline, each.start, each.entity) for each in TAGGER.readings(article)]
    assert named == [(True, 0, "tencent"), (False, 0, "douyin")]


def test_what_only_a_caption_names_is_least_salient() -> None:
    text = "Much was said of ByteDance.\nTencent, Tencent, Tencent\nWeChat was named once at the very end."
    assert TAGGER(Article.of_text(text, None, "test")).entities == ("bytedance", "wechat", "tencent")
