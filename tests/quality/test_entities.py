"""The measure of mentions: what counts as right, and that it can tell a worse tagger."""

from pathlib import Path

import pytest

from pipelines.document import Article, Mention, Mentions
from quality import cases, entities
from quality.mention_sets import Labelled, own_passages, own_texts


class Canned:
    """Finds what it was given."""

    def __init__(self, *mentions: tuple[int, int, str]) -> None:
        self._mentions = tuple(Mention(start=a, end=b, entity=entity) for a, b, entity in mentions)

    def __call__(self, article: Article) -> Mentions:
        return Mentions(mentions=self._mentions, entities=(), tagger="canned")


def test_a_mention_is_right_in_its_place_as_any_accepted_entity() -> None:
    text = "jitter is not network jitter"
    case = Labelled("own", "en", text, {(0, 6): frozenset(["douyin", "tiktok"])}, traps=((22, 28),))
    assert entities._score(Canned((0, 6, "tiktok")), [case]) == (1, 0, 0, 0)
    assert entities._score(Canned((0, 6, "weibo")), [case]) == (0, 1, 1, 0)
    assert entities._score(Canned((0, 6, "douyin"), (14, 28, "douyin")), [case]) == (1, 1, 0, 1)
    assert entities._score(Canned(), [case]) == (0, 0, 1, 0)


def test_nothing_is_missed_where_nothing_may_be_found() -> None:
    case = Labelled("own", "en", "the jitter", {(4, 10): frozenset(["douyin", None])})
    assert entities._score(Canned(), [case]) == (0, 0, 0, 0)


def test_own_cases_are_many_and_marked() -> None:
    texts, passages = list(own_texts()), own_passages()
    assert {"en", "en-calque", "zh-Hans", "zh-Hant"} <= {each.language for each in texts}
    assert all(each.mentions for each in texts)
    assert not any("{" in each.text or "|" in each.text for each in texts)
    assert sum(passage.language == "en" for passage in passages) >= 40
    assert len({passage.text for passage in passages}) == len(passages)


def test_own_cases_are_within_their_bounds_and_tell_a_worse_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "SHARED", Path("nothing-here"))
    figures = [figure for figure in entities.figures() if figure.bound is not None]
    assert [figure for figure in figures if figure.is_bad] == []
    assert any(figure._replace(ours=figure.beside["longest match"]).is_bad for figure in figures)
