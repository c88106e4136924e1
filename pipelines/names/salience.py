"""Which of the entities that a page names it names most saliently.

3 if the headline names it, plus 1 at the text's start falling to 0 at its end, plus the natural logarithm of
1 + mentions. A mention in a caption, link box or invitation counts as a tenth and has no place in the text.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipelines.document import Mention
from pipelines.judging.asides import ASIDE, worth_of_line

HEADLINE = 3.0


class _Named(NamedTuple):
    worth: float
    first: int | None
    """Where it is first mentioned outside asides."""


_NOWHERE = _Named(0.0, None)


def by_salience(text: str, mentions: Iterable[Mention], in_headline: Iterable[str]) -> tuple[str, ...]:
    """Most salient first, of equals in the order of their ids. `mentions` in order of place."""
    leading = set(in_headline)
    named = _named(text, mentions)

    def salience(entity: str) -> float:
        worth, first = named.get(entity, _NOWHERE)
        place = 0.0 if first is None else 1 - first / len(text)
        return HEADLINE * (entity in leading) + place + math.log1p(worth)

    return tuple(sorted(leading | set(named), key=lambda entity: (-salience(entity), entity)))


def _named(text: str, mentions: Iterable[Mention]) -> Mapping[str, _Named]:
    named: dict[str, _Named] = {}
    last, line_worth = -1, 1.0
    for mention in mentions:
        if mention.start >= last:
            start = text.rfind("\n", 0, mention.start) + 1
            last = text.find("\n", mention.end)
            last = len(text) if last < 0 else last
            line_worth = worth_of_line(text[start:last], start)
        worth, first = named.get(mention.entity, _NOWHERE)
        here = mention.start if first is None and line_worth > ASIDE else first
        named[mention.entity] = _Named(worth + line_worth, here)
    return named
