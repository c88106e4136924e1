"""Whether the right names are found: precision and recall of mentions, traps taken, everyday words mistaken.

A mention is right if its span is labelled and its entity is among those accepted there. Beside ours: the
longest match of every alias in the gazetteer, without context, vetoes or words against.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipelines.document import Article, Mentions
from pipelines.entities import Tagger
from pipelines.names.gazetteer import Gazetteer, load_gazetteer
from quality.cases import PROJECT
from quality.figure import Figure
from quality.mention_sets import Labelled, Ordinary, Span, own_passages, own_texts, seed_texts

LEAST_PRECISION, LEAST_RECALL = 0.99, 0.98
"""Bounds on our own sentences, each language apart."""

MOST_MISTAKEN = 0
"""Mentions in ordinary passages of what they do not name."""

Tags = Callable[[Article], Mentions]

_ASIDE = 30


class Score(NamedTuple):
    """Mentions found that are right or wrong, labelled ones that are missed, traps that are taken."""

    right: int
    wrong: int
    missed: int
    trapped: int

    @property
    def precision(self) -> float:
        """1 where nothing is found."""
        return self.right / max(1, self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """1 where nothing is labelled."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def figures() -> Iterator[Figure]:
    """Our sentences by language, the labelled seeds one by one and together, then ordinary passages."""
    own = list(own_texts())
    for language in ("all", *sorted({each.language for each in own})):
        texts = [each for each in own if language in ("all", each.language)]
        yield from _mentions("own", language, texts, LEAST_PRECISION, LEAST_RECALL)
    seeds = list(seed_texts())
    for data in (*(each.data for each in seeds), *(["seeds"] if seeds else [])):
        texts = [each for each in seeds if data in ("seeds", each.data)]
        yield from _mentions(data, "en", texts, None, None)
        yield _traps(data, texts)
    passages = own_passages()
    for language in sorted({each.language for each in passages}):
        yield _mistaken(language, [each for each in passages if each.language == language])


def details() -> Iterator[str]:
    """Every mention that is missed, wrong or mistaken, with what stands around it."""
    for case in (*own_texts(), *seed_texts()):
        found = _found(_ours(), case.text)
        for span, accepted in case.mentions.items():
            if found.get(span) not in accepted:
                yield f"missed    {'/'.join(sorted(filter(None, accepted)))}: {_around(case.text, span)}"
        for span, entity in found.items():
            if span not in case.mentions:
                yield f"wrong     {entity}: {_around(case.text, span)}"
    for passage in own_passages():
        for span in _mistakes(_ours(), passage):
            yield f"mistaken  {passage.register}: {_around(passage.text, span)}"


def _mentions(
    data: str,
    language: str,
    texts: Sequence[Labelled],
    least_precision: float | None,
    least_recall: float | None,
) -> Iterator[Figure]:
    ours, naive = _score(_ours(), texts), _score(_naive(), texts)
    cases = sum(len(each.mentions) for each in texts)
    beside = {"longest match": naive.precision}
    yield Figure("mentions, precision", data, language, cases, ours.precision, beside, least_precision)
    beside = {"longest match": naive.recall}
    yield Figure("mentions, recall", data, language, cases, ours.recall, beside, least_recall)


def _traps(data: str, texts: Sequence[Labelled]) -> Figure:
    count = sum(len(each.traps) for each in texts)
    ours, naive = _score(_ours(), texts).trapped, _score(_naive(), texts).trapped
    return Figure("traps taken", data, "en", count, ours, {"longest match": naive}, fewer_is_better=True)


def _mistaken(language: str, passages: Sequence[Ordinary]) -> Figure:
    ours, naive = (sum(len(_mistakes(t, each)) for each in passages) for t in (_ours(), _naive()))
    beside = {"longest match": float(naive)}
    return Figure(
        "everyday words mistaken",
        "own",
        language,
        len(passages),
        ours,
        beside,
        MOST_MISTAKEN,
        fewer_is_better=True,
    )


def _score(tagger: Tags, texts: Iterable[Labelled]) -> Score:
    right = wrong = missed = trapped = 0
    for case in texts:
        found = _found(tagger, case.text)
        right += sum(found.get(span) in accepted for span, accepted in case.mentions.items() if span in found)
        missed += sum(found.get(span) not in accepted for span, accepted in case.mentions.items())
        wrong += sum(entity not in case.mentions.get(span, ()) for span, entity in found.items())
        trapped += sum(any(_overlap(span, trap) for span in found) for trap in case.traps)
    return Score(right, wrong, missed, trapped)


def _found(tagger: Tags, text: str) -> dict[Span, str]:
    article = Article.of_text(text, None, "quality")
    return {(mention.start, mention.end): mention.entity for mention in tagger(article).mentions}


def _mistakes(tagger: Tags, passage: Ordinary) -> list[Span]:
    return [span for span, entity in _found(tagger, passage.text).items() if entity not in passage.names]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _around(text: str, span: Span) -> str:
    before, after = text[max(0, span[0] - _ASIDE) : span[0]], text[span[1] : span[1] + _ASIDE]
    return " ".join(f"{before}[{text[slice(*span)]}]{after}".split())


@cache
def _ours() -> Tagger:
    return Tagger(load_gazetteer(PROJECT / "seeds" / "entities.toml"))


@cache
def _naive() -> Tagger:
    """The same names, each of them sure; of two entities that share one, the first has it."""
    known: set[str] = set()
    entities = {}
    for entity_id, entity in load_gazetteer(PROJECT / "seeds" / "entities.toml").entities.items():
        names = [name for name in entity.names() if name not in known]
        known.update(names)
        entities[entity_id] = entity.model_copy(update={"aliases": {"en": tuple(names)}, "ambiguous": ()})
    return Tagger(Gazetteer.model_construct(entities=entities, digest="naive"))
