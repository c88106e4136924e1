"""How prominently a page names each entity, for its length.

Presence (0 to 1.25) is mentions / mentions wanted, and the longer the text, the more are wanted: 1 up to
80 words, one more for each 150 words after that, 12 at most. A mention in the headline counts as two, one in
a link box, caption, invitation ("Follow us on …") or of a service as the place where something was posted, as
a tenth; one in a sentence on the stock market or on donors as three tenths (asides.py).

A sentence or headline has room for two entities; where it names more, they share the room, so that a list of
names is worth two mentions, not nine. An entity that neither the headline nor the first sentence names has
0.6 of its presence, and one that the first sentence names below a headline that names nobody has 0.85;
without a headline, the first sentence stands for it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from pipelines.document import Article, Mention, Mentions
from pipelines.judging.asides import (
    ASIDE,
    SENTENCE_END,
    is_aside,
    is_aside_in_headline,
    is_joined,
    worth_of_line,
    worth_of_sentence,
)

WORDS_PER_IDEOGRAPH = 0.6
MOST_PRESENCE = 1.25
LONGEST_LEAD = 100
NOT_LEADING = 0.6
NOT_HEADED = 0.85
ROOM = 2.0

_UNIT = re.compile(r"[^\W\u2e80-\uffff]+|([\u2e80-\uffff])")


class Presence(NamedTuple):
    """`share` is the presence, 0 to 1.25.

    `told`, 0 to 1, is the worth of its best mention, less again where many names share the room of a
    sentence: a list of services is not the sum of so many subjects.
    """

    mentions: int
    share: float
    told: float


class _Named(NamedTuple):
    """A mention in a sentence; `worth` is 1, or `ASIDE` for one that tells nothing of the subject.

    `is_next`: nothing but a comma or an "and" stands between it and the mention before.
    """

    entity: str
    worth: float
    is_next: bool


class Sentence(NamedTuple):
    """A sentence that mentions something. `paragraph` is where its paragraph starts."""

    paragraph: int
    worth: float
    named: list[_Named]

    def names(self) -> set[str]:
        return {each.entity for each in self.named}


def _length(text: str) -> float:
    """In words; an ideograph counts for 0.6 of one."""
    return sum(WORDS_PER_IDEOGRAPH if unit else 1.0 for unit in _UNIT.findall(text))


def mentions_wanted(text: str) -> float:
    """How many mentions make an entity fully present."""
    return min(12.0, 1.0 + max(0.0, _length(text) - 80.0) / 150.0)


def presences_of(
    article: Article,
    mentions: Mentions,
    sentences: Sequence[Sentence],
    wanted: float,
    room_taken: Mapping[str, float],
    aliases: Mapping[str, Sequence[str]],
) -> dict[str, Presence]:
    """`wanted` is mentions_wanted of the text, `room_taken` by entity; one that is absent takes none."""
    headline, lead = _in_headline(article, mentions), _in_lead(article.text, mentions)
    count = Counter(dict.fromkeys(headline, 1))
    heading = headline if article.headline else lead
    room = _room_for_each(heading, room_taken)
    worths = {name: room * _worth_of_heading(article.headline, aliases.get(name, ())) for name in heading}
    mass = {name: (2.0 if article.headline else 1.0) * worth for name, worth in worths.items()}
    told = {name: worths[name] for name in headline}
    for sentence in sentences:
        room = sentence.worth * _room_for_each(sentence.names(), room_taken)
        for name, worth, _ in _evened(sentence.named):
            count[name] += 1
            mass[name] = mass.get(name, 0.0) + worth * room
            told[name] = max(told.get(name, 0.0), worth * room * room)
    is_headed = not article.headline or any(map(room_taken.get, headline))
    leading = dict.fromkeys(lead, 1.0 if is_headed else NOT_HEADED) | dict.fromkeys(headline, 1.0)
    return {
        name: Presence(
            count[name],
            min(MOST_PRESENCE, mass[name] / wanted) * leading.get(name, NOT_LEADING),
            told.get(name, 0.0),
        )
        for name in mass
    }


def _room_for_each(names: Iterable[str], room_taken: Mapping[str, float]) -> float:
    """0 to 1."""
    return ROOM / max(ROOM, sum(room_taken.get(name, 0.0) for name in set(names)))


def _worth_of_heading(headline: str | None, aliases: Sequence[str]) -> float:
    """Of one that the headline names by one of `aliases`; 1 where the first sentence stands for it."""
    if not headline:
        return 1.0
    return ASIDE if is_aside_in_headline(headline, aliases) else worth_of_sentence(headline)


def _in_headline(article: Article, mentions: Mentions) -> set[str]:
    """Those that nothing in the text names, and those that the headline names as the text does."""
    headline = (article.headline or "").casefold()
    in_text = {mention.entity for mention in mentions.mentions}
    again = {m.entity for m in mentions.mentions if article.text[m.start : m.end].casefold() in headline}
    return again | (set(mentions.entities) - in_text)


def _in_lead(text: str, mentions: Mentions) -> set[str]:
    """Those that the first sentence names, if it is no invitation and within its first 100 characters."""
    first_line = text.split("\n", 1)[0]
    end = SENTENCE_END.search(first_line)
    lead = min(LONGEST_LEAD, end.start() if end else len(first_line))
    if worth_of_line(first_line, 0) == ASIDE:
        return set()
    return {mention.entity for mention in mentions.mentions if mention.start < lead}


def names_by_paragraph(article: Article, mentions: Mentions, sentences: Sequence[Sentence]) -> list[set[str]]:
    """The entities of the headline and of each paragraph, where there are two or more."""
    paragraphs = [
        {name for sentence in paragraph for name in sentence.names()}
        for _, paragraph in groupby(sentences, key=lambda sentence: sentence.paragraph)
    ]
    return [names for names in (_in_headline(article, mentions), *paragraphs) if len(names) > 1]


def sentences_of(text: str, mentions: Mentions) -> list[Sentence]:
    """In order; a mention that holds what looks like the end of a sentence stays whole."""
    sentences: list[Sentence] = []
    start = end = last = -1
    line_worth = 0.0
    before: Mention | None = None
    for mention in mentions.mentions:
        if mention.start >= last:
            start = text.rfind("\n", 0, mention.start) + 1
            last = text.find("\n", mention.end)
            last = len(text) if last < 0 else last
            line_worth = worth_of_line(text[start:last], start)
        if mention.start >= end:
            begin, end = _bounds(text, max(start, end), mention, last)
            sentences.append(Sentence(start, min(line_worth, worth_of_sentence(text[begin:end])), []))
            before = None
        sentences[-1].named.append(_named(text, mention, before))
        before = mention
    return sentences


def _bounds(text: str, start: int, mention: Mention, last: int) -> tuple[int, int]:
    """Where the sentence of `mention` begins, `start` or later, and where it ends, at `last` or before."""
    begin = start
    for stop in SENTENCE_END.finditer(text, start, mention.start):
        begin = stop.end()
    stop_behind = SENTENCE_END.search(text, mention.end, last)
    return begin, stop_behind.start() if stop_behind else last


def _named(text: str, mention: Mention, before: Mention | None) -> _Named:
    worth = ASIDE if is_aside(text, mention.start, mention.end) else 1.0
    is_next = before is not None and is_joined(text[before.end : mention.start])
    return _Named(mention.entity, worth, is_next)


def _evened(named: Sequence[_Named]) -> list[_Named]:
    """Names joined to an aside ("on Facebook, WhatsApp or WeChat") are asides too."""
    evened: list[_Named] = []
    for one in named:
        is_aside_too = one.is_next and bool(evened) and evened[-1].worth == ASIDE
        evened.append(one._replace(worth=ASIDE) if is_aside_too else one)
    for place in range(len(evened) - 1, 0, -1):
        if evened[place].is_next and evened[place].worth == ASIDE:
            evened[place - 1] = evened[place - 1]._replace(worth=ASIDE)
    return evened
