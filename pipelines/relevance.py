"""How near a page is to the subjects of the seeds, learned from the seeds when the process starts.

The sum of at most twenty pieces of evidence, each of a weight of 0.01 or more, gives the score:

    score  = 1 - 2 ** -sum(weights)            a sum of 1 is a score of 0.5
    weight = 1.3 * telling * presence ** power                      of an entity
           = 0.4 * frequency of both * lesser presence ** power     of a pair, presence 1 at most
           = 0.06 * telling * mentions / mentions wanted            of a word, 0.06 at most
    power  = 3.2 - 0.6 * breadth               0.8 at least, 3 at most

- Presence is how prominently the page names the entity, for its length (prominence.py). A low presence to
  a high power is nothing: the one mention in passing. To a low power it counts: where a text names many
  entities of the seeds, none of them is there in passing, though each is named but once.
- Breadth is how many different entities the text speaks of: not the common ones, no places, no media; one in
  a crowded sentence counts in part, one in a link box a tenth. Firms (`ORG`, and `PRODUCT` without parent)
  count twice as many as all others at most: firms alone (donors, shares, exhibitors) are no subject.
- How telling an entity is (0 to 1) grows with the logarithm of its mentions in the seeds and with the number
  of seeds, and falls with its type (TYPE_FACTOR) and with `common` in the gazetteer. An entity that the seeds
  do not name inherits from its parent. Of the common ones the first counts whole, the second half, the third
  a quarter, and so do firms where the breadth is below 0.5: a list of giants is no subject.
- A pair is two entities that one paragraph of the seeds names, and one of the page; its frequency is the
  geometric mean of how often the seeds name them. Two common ones are no pair.
- A word is one that the seeds repeat and everyday English does not. At most five count, so that words tip the
  balance and never carry it. The seeds are English: their words count in Chinese by a glossary
  (chinese_words.py), each with the weight of its English form.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from pipelines.document import Article, Evidence, Mentions, Relevance
from pipelines.judging.chinese_words import CHINESE_WORDS
from pipelines.judging.everyday_words import EVERYDAY_WORDS
from pipelines.judging.judge_model import JudgeModel, formula_score
from pipelines.judging.prominence import (
    Presence,
    mentions_wanted,
    names_by_paragraph,
    presences_of,
    sentences_of,
)
from pipelines.names.gazetteer import Entity, EntityType, Gazetteer

TYPE_FACTOR: Mapping[EntityType, float] = {
    "ORG": 1.0,
    "PRODUCT": 1.0,
    "EVENT": 0.8,
    "PERSON": 0.8,
    "CONCEPT": 0.9,
    "MEDIA": 0.1,
    "PLACE": 0.0,
}
COMMON_FACTOR = 0.25
ENTITY_WEIGHT = 1.3
PAIR_WEIGHT = 0.4
WORD_WEIGHT = 0.06
LEAST_POWER, MOST_POWER, POWER_LOST_TO_BREADTH = 0.8, 3.0, 0.6
POWER_WITHOUT_BREADTH = 3.2
FIRMS_PER_OTHER = 2.0
LEAST_BREADTH = 0.5
MOST_ENTITIES, MOST_PAIRS, MOST_WORDS = 10, 5, 5
LEAST_WEIGHT = 0.01

FORMULA_VERSION = 1
"""Another one for every change of the formula that changes scores."""

SEED_REPETITIONS = 4
"""How often the seeds must use a word before it tells anything."""

_WORD = re.compile(r"[a-z]{4,}")

Pair = tuple[str, str]


@dataclass(frozen=True)
class RelevanceModel:
    """What the seeds taught. `telling`, `frequency` (by entity) and `words` lie between 0 and 1.

    `room_taken` of a sentence: 1, of the common ones 0.5, of places and media 0. `name` tells the formula,
    the seeds and the gazetteer. Where marks have taught something, `learned` makes the score of the evidence.
    """

    telling: Mapping[str, float]
    frequency: Mapping[str, float]
    common: frozenset[str]
    firms: frozenset[str]
    room_taken: Mapping[str, float]
    aliases: Mapping[str, tuple[str, ...]]
    pairs: frozenset[Pair]
    words: Mapping[str, float]
    chinese_words: Mapping[str, float]
    threshold: float
    name: str
    learned: JudgeModel | None

    @classmethod
    def learn(
        cls,
        seeds: Sequence[tuple[Article, Mentions]],
        gazetteer: Gazetteer,
        threshold: float = 0.5,
        learned: JudgeModel | None = None,
        stop_words: Set[str] = frozenset(),
    ) -> "RelevanceModel":
        """`stop_words` are those of seeds that are not in English, in lower case."""
        frequency = _frequencies(seeds, gazetteer)
        words = _seed_words([article.text for article, _ in seeds], gazetteer, stop_words)
        entities = gazetteer.entities
        return cls(
            telling={name: frequency[name] * _factor(entity) for name, entity in entities.items()},
            frequency=frequency,
            common=frozenset(name for name, entity in entities.items() if entity.common),
            firms=frozenset(name for name, entity in entities.items() if _is_firm(entity)),
            room_taken={name: _room_taken(entity) for name, entity in entities.items()},
            aliases={name: _aliases(entity) for name, entity in entities.items()},
            pairs=frozenset(pair for seed in seeds for pair in _pairs(*seed, gazetteer)),
            words=words,
            chinese_words=_in_chinese(words),
            threshold=threshold,
            name=formula_name([article.text for article, _ in seeds], gazetteer),
            learned=learned,
        )

    def __call__(self, article: Article, mentions: Mentions) -> Relevance:
        """`evidence` is all that the score is made of; its weights are rounded before they are added."""
        wanted = mentions_wanted(article.text)
        sentences = sentences_of(article.text, mentions)
        presences = presences_of(article, mentions, sentences, wanted, self.room_taken, self.aliases)
        breadth = self._breadth(presences)
        power = min(MOST_POWER, max(LEAST_POWER, POWER_WITHOUT_BREADTH - POWER_LOST_TO_BREADTH * breadth))
        alike = self.common | self.firms if breadth < LEAST_BREADTH else self.common
        found = [
            *self._entities(presences, power, alike),
            *self._pairs(names_by_paragraph(article, mentions, sentences), presences, power),
            *self._words(article, wanted),
        ]
        evidence = sorted(
            (e for e in found if e.weight >= LEAST_WEIGHT), key=lambda e: (-e.weight, e.kind, e.name)
        )
        score = self.learned.score(evidence) if self.learned else formula_score(evidence)
        return Relevance(
            score=score,
            threshold=self.threshold,
            related=score >= self.threshold,
            evidence=tuple(evidence),
            model=self.judge,
        )

    @property
    def judge(self) -> str:
        """As `model` has it in the log."""
        return f"{self.learned.name} on {self.name}" if self.learned else self.name

    def _breadth(self, presences: Mapping[str, Presence]) -> float:
        told = {n: presence.told for n, presence in presences.items() if self.room_taken.get(n) == 1.0}
        firms = sum(worth for name, worth in told.items() if name in self.firms)
        others = sum(worth for name, worth in told.items() if name not in self.firms)
        return others + min(firms, FIRMS_PER_OTHER * others)

    def _entities(
        self, presences: Mapping[str, Presence], power: float, alike: frozenset[str]
    ) -> list[Evidence]:
        weights = {
            name: ENTITY_WEIGHT * self.telling.get(name, 0.0) * presence.share**power
            for name, presence in presences.items()
        }
        ranked = sorted(weights, key=lambda name: (-weights[name], name))
        for rank, name in enumerate([name for name in ranked if name in alike]):
            weights[name] /= 2**rank
        return _heaviest("entity", ((n, presences[n].mentions, w) for n, w in weights.items()), MOST_ENTITIES)

    def _pairs(
        self, paragraphs: Iterable[set[str]], presences: Mapping[str, Presence], power: float
    ) -> list[Evidence]:
        together = Counter(
            pair for names in paragraphs for pair in combinations(sorted(names), 2) if pair in self.pairs
        )
        return _heaviest(
            "pair",
            (
                (
                    f"{one} + {other}",
                    count,
                    PAIR_WEIGHT
                    * math.sqrt(self.frequency[one] * self.frequency[other])
                    * min(1.0, presences[one].share, presences[other].share) ** power,
                )
                for (one, other), count in together.items()
            ),
            MOST_PAIRS,
        )

    def _words(self, article: Article, wanted: float) -> list[Evidence]:
        text = f"{article.headline or ''}\n{article.text}"
        counts = Counter(_WORD.findall(text.lower()))
        found = [(word, counts[word], weight) for word, weight in self.words.items() if counts[word]]
        if not text.isascii():
            chinese = ((word, text.count(word), weight) for word, weight in self.chinese_words.items())
            found += [each for each in chinese if each[1]]
        return _heaviest(
            "word",
            ((word, n, WORD_WEIGHT * weight * min(1.0, n / wanted)) for word, n, weight in found),
            MOST_WORDS,
        )


def formula_name(texts: Iterable[str], gazetteer: Gazetteer) -> str:
    """`seeds <version of the formula> <8 hex digits of seeds and gazetteer>`."""
    digest = hashlib.sha256("\0".join([*texts, gazetteer.digest]).encode()).hexdigest()
    return f"seeds {FORMULA_VERSION} {digest[:8]}"


def _heaviest(kind: str, weighed: Iterable[tuple[str, int, float]], most: int) -> list[Evidence]:
    ranked = sorted(weighed, key=lambda row: (-row[2], row[0]))[:most]
    return [
        Evidence.model_validate({"kind": kind, "name": name, "count": count, "weight": round(weight, 4)})
        for name, count, weight in ranked
    ]


def _factor(entity: Entity) -> float:
    return TYPE_FACTOR[entity.type] * (COMMON_FACTOR if entity.common else 1.0)


def _is_firm(entity: Entity) -> bool:
    """A product that belongs to nobody goes by the name of its firm: Kuaishou, Bilibili."""
    return entity.type == "ORG" or (entity.type == "PRODUCT" and entity.parent is None)


def _room_taken(entity: Entity) -> float:
    if entity.type in {"PLACE", "MEDIA"}:
        return 0.0
    return 0.5 if entity.common else 1.0


def _frequencies(seeds: Sequence[tuple[Article, Mentions]], gazetteer: Gazetteer) -> dict[str, float]:
    """0.4 for an entity the seeds do not name, up to 1 for the one they name most, in every seed."""
    counts = Counter(mention.entity for _, mentions in seeds for mention in mentions.mentions)
    spread = Counter(name for _, mentions in seeds for name in mentions.entities)
    most = math.log1p(max(counts.values(), default=1))

    def own(name: str) -> float:
        if not counts[name]:
            return 0.4
        return (0.45 + 0.55 * math.log1p(counts[name]) / most) * (0.85 + 0.15 * spread[name] / len(seeds))

    return {
        name: max(own(ancestor) * 0.7**distance for distance, ancestor in enumerate(gazetteer.line_of(name)))
        for name in gazetteer.entities
    }


def _pairs(article: Article, mentions: Mentions, gazetteer: Gazetteer) -> set[Pair]:
    def counts(pair: Pair) -> bool:
        entities = [gazetteer.entities[name] for name in pair]
        return not all(entity.common for entity in entities) and all(
            entity.type not in {"PLACE", "MEDIA"} for entity in entities
        )

    return {
        pair
        for names in names_by_paragraph(article, mentions, sentences_of(article.text, mentions))
        for pair in combinations(sorted(names), 2)
        if counts(pair)
    }


def _seed_words(texts: Sequence[str], gazetteer: Gazetteer, stop_words: Set[str]) -> dict[str, float]:
    """Words the seeds repeat, outside everyday language and the names in the gazetteer."""
    usual = {part for word in stop_words for part in _WORD.findall(word)} | EVERYDAY_WORDS
    usual |= {word for entity in gazetteer.entities.values() for word in _name_words(entity)}
    counts = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    repeated = {word: n for word, n in counts.items() if n >= SEED_REPETITIONS and word not in usual}
    kept = {word: math.log1p(n) for word, n in repeated.items()}
    most = max(kept.values(), default=1.0)
    return {word: weight / most for word, weight in kept.items()}


def _in_chinese(words: Mapping[str, float]) -> dict[str, float]:
    """Each Chinese word with the weight of the heaviest word that it translates."""
    weights: dict[str, float] = {}
    for word, weight in words.items():
        for form in CHINESE_WORDS.get(word, ()):
            weights[form] = max(weight, weights.get(form, 0.0))
    return weights


def _name_words(entity: Entity) -> Iterable[str]:
    return (word for alias in _aliases(entity) for word in _WORD.findall(alias.lower()))


def _aliases(entity: Entity) -> tuple[str, ...]:
    groups = [*entity.aliases.values(), *(group.aliases for group in entity.ambiguous)]
    return tuple(alias for aliases in groups for alias in aliases)
