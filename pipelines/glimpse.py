"""How related a page can be at most: a look at its markup that takes a thirtieth of the time of reading it.

No score without names: of what the formula adds up (relevance.py), words alone come to 0.3 at most. So a page
on which no name of the gazetteer stands, or too few for the threshold if each were as prominent as can be,
cannot be kept, whatever its article is found to be. That is a bound, for each part of the formula:

- a name counts wherever on the page it stands (page/skimmed.py), and one of doubt where its context stands
  anywhere (names/possible_names.py);
- of mentions there are no more than places where the name stands, and a headline's two more; one mention
  alone has a presence of 1 at most;
- the power is the one that makes most of a presence, and each pair of the page's names one paragraph's;
- of words, those count that stand on the page, as if each stood there often enough.

Where marks have taught, each feature of the learned function (judge_model.py) lies between bounds that these
give, and a sum of terms is greatest where each term is.

Of WARC files, where most is of others, lines of the body are left aside that are shorter than `LEAST_BYTES`
and no sentence: buttons and the entries of menus. An article may have such a line all the same.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from heapq import nlargest
from itertools import combinations
from math import ldexp, sqrt

from ahocorasick_rs import AhoCorasick

from pipelines.judging.judge_model import Bounds, most_score
from pipelines.judging.prominence import MOST_PRESENCE
from pipelines.page.charset import decode_html
from pipelines.page.skimmed import Skimmed, skim
from pipelines.relevance import (
    ENTITY_WEIGHT,
    LEAST_WEIGHT,
    MOST_ENTITIES,
    MOST_PAIRS,
    MOST_POWER,
    MOST_WORDS,
    PAIR_WEIGHT,
    WORD_WEIGHT,
    RelevanceModel,
)

LEAST_BYTES = 30
"""Of a line in UTF-8: a shorter one is a button or the entry of a menu, "Facebook" or "分享到微信"."""

_SENTENCE = re.compile(r"[.!?:;。！？：；…][\"'”’」』)）]?$")
_WORD = re.compile(r"[a-z]{4,}")
_ROUNDING = 0.0005
_HEADLINE = 2

Possible = Callable[..., list[Counter[str]]]


class Glimpse:
    """`possible` gives how often each of several texts may name each entity (`Tagger.possible`)."""

    def __init__(self, possible: Possible, model: RelevanceModel) -> None:
        self._possible = possible
        self._model = model
        self._weights = {name: ENTITY_WEIGHT * telling for name, telling in model.telling.items()}
        self._chinese = AhoCorasick(list(model.chinese_words), store_patterns=False)
        self._chinese_weights = list(model.chinese_words.values())
        self._pairs = {
            (one, other): PAIR_WEIGHT * sqrt(model.frequency[one] * model.frequency[other])
            for one, other in model.pairs
        }

    def __call__(self, body: bytes, content_type: str | None) -> bool:
        """False only where no reading of the page could be related."""
        if self._model.threshold <= 0:
            return True
        return (
            self.most(skim(decode_html(body, content_type)), None, least_bytes=LEAST_BYTES)
            >= self._model.threshold
        )

    def most(self, page: Skimmed, listed_headline: str | None, *, least_bytes: int = 0) -> float:
        """The highest score that a reading of the page could have: 0 to 1.

        `listed_headline` may become the article's. Lines shorter than `least_bytes` are no text.
        """
        stated = (*page.stated, *filter(None, [listed_headline]))
        shown: list[str] = []
        menus: list[str] = []
        for line in page.lines:
            (shown if _may_be_text(line, least_bytes) else menus).append(line)
        in_stated, in_shown, _ = self._possible(*map("\n".join, (stated, shown, menus)))
        names = sorted({*in_stated, *in_shown})
        heads = in_stated if page.is_headed else names
        times = in_stated + in_shown
        weights = {name: self._most_weight(name, times[name], name in heads) for name in names}
        pairs = nlargest(MOST_PAIRS, (self._pairs.get(pair, 0.0) for pair in combinations(names, 2)))
        bounds = Bounds(
            entities={name: weight for name, weight in weights.items() if weight >= LEAST_WEIGHT},
            all_entities=self._most_together(weights),
            pairs=sum(pairs) + _ROUNDING,
            words=MOST_WORDS * WORD_WEIGHT,
        )
        return self._with_words(bounds, "\n".join([*stated, *page.lines]))

    def _with_words(self, bounds: Bounds, text: str) -> float:
        """Words are looked for only where they decide."""
        without, learned = bounds._replace(words=0.0), self._model.learned
        score = most_score(learned, bounds)
        if score < self._model.threshold or most_score(learned, without) >= self._model.threshold:
            return score
        return most_score(learned, bounds._replace(words=self._most_words(text) + _ROUNDING))

    def _most_weight(self, name: str, times: int, may_be_headline: bool) -> float:
        presence = min(MOST_PRESENCE, times + _HEADLINE * may_be_headline)
        return self._weights.get(name, 0.0) * max(1.0, float(presence**MOST_POWER)) + _ROUNDING

    def _most_together(self, weights: Mapping[str, float]) -> float:
        """As in the formula, of those that are alike the second counts half, the third a quarter."""
        alike = self._model.common if self._may_be_broad(weights) else self._model.common | self._model.firms
        ranked = sorted((weight for name, weight in weights.items() if name in alike), reverse=True)
        others = [weight for name, weight in weights.items() if name not in alike]
        halved = [ldexp(weight, -rank) for rank, weight in enumerate(ranked)]
        return sum(nlargest(MOST_ENTITIES, [*others, *halved]))

    def _may_be_broad(self, names: Iterable[str]) -> bool:
        """Firms alone have no breadth."""
        return any(self._model.room_taken.get(name) == 1.0 for name in names if name not in self._model.firms)

    def _most_words(self, text: str) -> float:
        weights = [self._model.words.get(word, 0.0) for word in set(_WORD.findall(text.lower()))]
        if not text.isascii():
            found = self._chinese.find_matches_as_indexes(text, overlapping=True)
            weights += [self._chinese_weights[place] for place in {place for place, _, _ in found}]
        return WORD_WEIGHT * sum(nlargest(MOST_WORDS, weights))


def _may_be_text(line: str, least_bytes: int) -> bool:
    return len(line.encode()) >= least_bytes or _SENTENCE.search(line) is not None
