"""How related a page can be at most: a look at its markup that takes a thirtieth of the time of reading it.

No score without names: of what the formula adds up (relevance.py), words alone come to 0.3 at most. So a page
on which no name of the gazetteer stands, or too few for the threshold if each were as prominent as can be,
cannot be kept, whatever its article is found to be. That is a bound, for each part of the formula
(most_weight.py):

- a name counts wherever on the page it stands (page/skimmed.py), and one of doubt where its context stands
  anywhere (names/possible_names.py);
- of mentions there are no more than places where the name stands, and a headline's two more; one mention
  alone has a presence of 1 at most;
- the power is the one that makes most of a presence, and each pair of the page's names one paragraph's;
- of words, those count that stand on the page, as if each stood there often enough.

Once the tree of a page is there, and with it its headline, the bound is lower (`under`): names that the
headline has not have no part in its two mentions, and under one that names nobody the first sentence leads
less. Letters in a word count there (so the formula has it) where they are of a name that stands on the page.

Where marks have taught, each feature of the learned function (judge_model.py) lies between bounds that these
give, and a sum of terms is greatest where each term is.

Of WARC files, where most is of others, lines of the body are left aside that are shorter than `LEAST_BYTES`
and no sentence: buttons and the entries of menus. An article may have such a line all the same.
"""

import re
from collections import Counter
from collections.abc import Set
from typing import NamedTuple, Protocol

from pipelines.judging.prominence import MOST_PRESENCE, NOT_HEADED
from pipelines.most_weight import MostWeight
from pipelines.names.name_patterns import Name
from pipelines.names.possible_names import Possible
from pipelines.page.charset import decode_html
from pipelines.page.skimmed import Skimmed, skim
from pipelines.relevance import RelevanceModel

LEAST_BYTES = 30
"""Of a line in UTF-8: a shorter one is a button or the entry of a menu, "Facebook" or "分享到微信"."""

_SENTENCE = re.compile(r"[.!?:;。！？：；…][\"'”’」』)）]?$")
_HEADLINE = 2


class Names(Protocol):
    """What may be named (`Tagger`)."""

    def possible(self, *texts: str) -> Possible:
        """What each of several texts may name."""

    def standing(self, text: str, among: Set[Name]) -> set[str]:
        """Entities of which one of these names stands in `text`, be it in a word."""


class Seen(NamedTuple):
    """What a look at a page found: the highest score of any reading, how often each entity may be named
    there, by which names, and all that is written."""

    most: float
    times: Counter[str]
    names: Set[Name]
    text: str


class Glimpse:
    """Of the names that `names` finds, for the judge `model`."""

    def __init__(self, names: Names, model: RelevanceModel) -> None:
        self._names = names
        self._model = model
        self._most_weight = MostWeight(model)

    def __call__(self, body: bytes, content_type: str | None) -> bool:
        """False only where no reading of the page could be related."""
        if self._model.threshold <= 0:
            return True
        seen = self.look(skim(decode_html(body, content_type)), None, least_bytes=LEAST_BYTES)
        return seen.most >= self._model.threshold

    def look(self, page: Skimmed, listed_headline: str | None, *, least_bytes: int = 0) -> Seen:
        """The highest score that a reading of the page could have, 0 to 1, and what it is made of.

        `listed_headline` may become the article's. Lines shorter than `least_bytes` are no text.
        """
        stated = "\n".join([*page.stated, *filter(None, [listed_headline])])
        shown, menus = _parted(page.lines, least_bytes)
        found = self._names.possible(stated, shown, *filter(None, [menus]))
        in_stated, in_shown, *_ = found.times
        times = in_stated + in_shown
        heads = in_stated if page.is_headed else times
        shares = {name: _most_presence(count, in_headline=name in heads) for name, count in times.items()}
        text = "\n".join([stated, shown, menus])
        return Seen(self._most_weight.score(shares, text), times, found.names, text)

    def under(self, headline: str, seen: Seen) -> float:
        """The highest score of a reading that has this headline."""
        heads = self._names.standing(headline, seen.names)
        is_headed = any(self._model.room_taken.get(name) for name in heads)
        leading = 1.0 if is_headed else NOT_HEADED
        shares = {
            name: _most_presence(count, in_headline=True)
            if name in heads
            else leading * _most_presence(count, in_headline=False)
            for name, count in seen.times.items()
        }
        return self._most_weight.score(shares, seen.text)


def _parted(lines: tuple[str, ...], least_bytes: int) -> tuple[str, str]:
    """What may be text, and what is menus."""
    if not least_bytes:
        return "\n".join(lines), ""
    shown: list[str] = []
    menus: list[str] = []
    for line in lines:
        (shown if _may_be_text(line, least_bytes) else menus).append(line)
    return "\n".join(shown), "\n".join(menus)


def _most_presence(times: int, *, in_headline: bool) -> float:
    return min(MOST_PRESENCE, float(times + _HEADLINE * in_headline))


def _may_be_text(line: str, least_bytes: int) -> bool:
    return len(line.encode()) >= least_bytes or _SENTENCE.search(line) is not None
