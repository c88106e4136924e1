"""How prominently a page names each entity, for its length.

Presence (0 to 1.25) is mentions / mentions wanted, and the longer the text, the more are wanted: 1 up to
80 words, one more for each 150 words after that, 12 at most. A mention in the headline counts as two, one in
a link box, caption or invitation ("Follow us on …") as a tenth. A sentence or headline has room for two
entities; where it names more, they share the room, so that a list of names is worth two mentions, not nine.
An entity that neither the headline nor the first sentence names has 0.6 of its presence; without a headline,
the first sentence stands for it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from pipelines.document import Article, Mentions

WORDS_PER_IDEOGRAPH = 0.6
MOST_PRESENCE = 1.25
LONGEST_LEAD = 100
ASIDE = 0.1
NOT_LEADING = 0.6
ROOM = 2.0

_UNIT = re.compile(r"[^\W\u2e80-\uffff]+|([\u2e80-\uffff])")
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?…][\"”’)]*(?:\s|$)|[。！？；]")
_INVITATION = re.compile(
    r"follow (?:us|me)|share (?:this|on|via)|find us on|join us on|like us|sign up|subscribe|log ?in"
    r"|read more|related (?:stories|articles)|^tags?\b|commenting using|扫描|扫码|扫一扫|二维码|长按|分享到"
    r"|微信号|关注(?:我们|公众号)|关注.{0,12}(?:公众号|微信|微博)|掃描|掃碼|關注我們|追蹤我們|分享至|责任编辑",
    re.IGNORECASE,
)
_LONGEST_INVITATION = 200  # characters


class Presence(NamedTuple):
    """`share` is the presence, 0 to 1.25; `told`, the worth of its best mention, 0 to 1."""

    mentions: int
    share: float
    told: float


class _Sentence(NamedTuple):
    """A sentence that mentions something. `paragraph` is where its paragraph starts."""

    paragraph: int
    worth: float
    names: list[str]


def _length(text: str) -> float:
    """In words; an ideograph counts for 0.6 of one."""
    return sum(WORDS_PER_IDEOGRAPH if unit else 1.0 for unit in _UNIT.findall(text))


def mentions_wanted(text: str) -> float:
    """How many mentions make an entity fully present."""
    return min(12.0, 1.0 + max(0.0, _length(text) - 80.0) / 150.0)


def presences_of(
    article: Article, mentions: Mentions, wanted: float, room_taken: Mapping[str, float]
) -> dict[str, Presence]:
    """`wanted` is mentions_wanted of the text, `room_taken` by entity; one that is absent takes none."""
    headline, lead = _in_headline(article, mentions), _in_lead(article.text, mentions)
    count = Counter(dict.fromkeys(headline, 1))
    heading = headline if article.headline else lead
    room = _room_for_each(heading, room_taken)
    mass = dict.fromkeys(heading, (2.0 if article.headline else 1.0) * room)
    told = dict.fromkeys(headline, room)
    for sentence in _sentences(article.text, mentions):
        worth = sentence.worth * _room_for_each(sentence.names, room_taken)
        for name in sentence.names:
            count[name] += 1
            mass[name] = mass.get(name, 0.0) + worth
            told[name] = max(told.get(name, 0.0), worth)
    return {
        name: Presence(
            count[name],
            min(MOST_PRESENCE, mass[name] / wanted) * (1.0 if name in headline | lead else NOT_LEADING),
            told.get(name, 0.0),
        )
        for name in mass
    }


def _room_for_each(names: Iterable[str], room_taken: Mapping[str, float]) -> float:
    """0 to 1."""
    return ROOM / max(ROOM, sum(room_taken.get(name, 0.0) for name in set(names)))


def _in_headline(article: Article, mentions: Mentions) -> set[str]:
    """Those that nothing in the text names, and those that the headline names as the text does."""
    headline = (article.headline or "").casefold()
    in_text = {mention.entity for mention in mentions.mentions}
    again = {m.entity for m in mentions.mentions if article.text[m.start : m.end].casefold() in headline}
    return again | (set(mentions.entities) - in_text)


def _in_lead(text: str, mentions: Mentions) -> set[str]:
    """Those that the first sentence names, if it is no invitation and within its first 100 characters."""
    first_line = text.split("\n", 1)[0]
    end = _SENTENCE_END.search(first_line)
    lead = min(LONGEST_LEAD, end.start() if end else len(first_line))
    if _worth(first_line, 0) == ASIDE:
        return set()
    return {mention.entity for mention in mentions.mentions if mention.start < lead}


def names_by_paragraph(article: Article, mentions: Mentions) -> list[set[str]]:
    """The entities of the headline and of each paragraph, where there are two or more."""
    paragraphs = [
        {name for sentence in sentences for name in sentence.names}
        for _, sentences in groupby(_sentences(article.text, mentions), key=lambda s: s.paragraph)
    ]
    return [names for names in (_in_headline(article, mentions), *paragraphs) if len(names) > 1]


def _sentences(text: str, mentions: Mentions) -> list[_Sentence]:
    """In order; a mention that holds what looks like the end of a sentence stays whole."""
    sentences: list[_Sentence] = []
    start = end = last = -1
    worth = 0.0
    for mention in mentions.mentions:
        if mention.start >= last:
            start = text.rfind("\n", 0, mention.start) + 1
            last = text.find("\n", mention.end)
            last = len(text) if last < 0 else last
            worth = _worth(text[start:last], start)
        if mention.start >= end:
            stop = _SENTENCE_END.search(text, mention.end, last)
            end = stop.start() if stop else last
            sentences.append(_Sentence(start, worth, []))
        sentences[-1].names.append(mention.entity)
    return sentences


def _worth(paragraph: str, start: int) -> float:
    """`ASIDE` for an invitation, and for a line after the first that holds no sentence."""
    if len(paragraph) <= _LONGEST_INVITATION and _INVITATION.search(paragraph):
        return ASIDE
    return 1.0 if start == 0 or _SENTENCE_END.search(paragraph) else ASIDE
