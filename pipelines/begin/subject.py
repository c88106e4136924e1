"""What texts are about, as a file of entities, and whether each text is judged to belong by the others."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from pipelines.begin.chinese_terms import find_chinese_terms
from pipelines.begin.entities_draft import Proposed, entities_toml, of_name, of_term
from pipelines.begin.terms import Term, find_terms
from pipelines.begin.usual_words import rank_in
from pipelines.document import Article
from pipelines.entities import Tagger
from pipelines.language import detect, foreign_stop_words
from pipelines.names.gazetteer import Gazetteer, load_gazetteer
from pipelines.names.unlinked_names import find_unlinked
from pipelines.relevance import RelevanceModel

MOST_NAMES = 30
LEAST_NAMED = 3
MOST_HELD_OUT, MOST_OTHERS = 12, 40

T = TypeVar("T")

_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})


class HeldOut(NamedTuple):
    """The score that a text has by what the other texts taught, 0 to 1; `place` is its own among them."""

    place: int
    score: float


def language_of(texts: Sequence[str]) -> str:
    """The one that most of them are in: a BCP 47 tag, `und` if nothing tells."""
    tags = [detect(text).tag for text in texts]
    return max(sorted(set(tags)), key=tags.count)


def propose(texts: Sequence[str]) -> list[Proposed]:
    """The words of each language, then the names of all texts. Of one text alone, what it repeats."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        by_language[detect(text).tag.partition("-")[0]].append(text)
    found = [
        of_term(term, language) for language, own in by_language.items() for term in _terms(own, language)
    ]
    least = min(2, len(texts))
    names = [name for name in find_unlinked(texts, lambda _: (), LEAST_NAMED) if name.texts >= least]
    return found + [of_name(name.name, name.times, name.texts) for name in names[:MOST_NAMES]]


def _terms(texts: Sequence[str], language: str) -> tuple[Term, ...]:
    if language == "zh":
        return find_chinese_terms(texts)
    return find_terms(texts, rank_in(language), nouns_have_capitals=language in _NOUNS_HAVE_CAPITALS)


def held_out(articles: Sequence[Article], done: Callable[[int], None] = lambda _: None) -> list[HeldOut]:
    """At most so many of them, evenly spread, by at most so many others; none where there is but one text.

    What the others name is proposed anew each time, so that nothing of the text is in its own judge.
    """
    found = []
    for place in _spread(range(len(articles)), MOST_HELD_OUT) if len(articles) > 1 else ():
        others = [articles[other] for other in range(len(articles)) if other != place]
        found.append(HeldOut(place, _score(articles[place], _spread(others, MOST_OTHERS))))
        done(1)
    return found


def _spread(values: Sequence[T], most: int) -> Sequence[T]:
    return values[:: max(1, -(-len(values) // most))]


def _score(article: Article, others: Sequence[Article]) -> float:
    toml = entities_toml(propose([other.text for other in others]))
    gazetteer = gazetteer_of(toml)
    if gazetteer is None:
        return 0.0
    tagger = Tagger(gazetteer)
    seeds = [(other, tagger(other)) for other in others]
    stops = foreign_stop_words(other.text for other in others)
    model = RelevanceModel.learn(seeds, gazetteer, stop_words=stops)
    return model(article, tagger(article)).score


def gazetteer_of(toml: str) -> Gazetteer | None:
    """None where it names nothing."""
    if "\n[" not in toml:
        return None
    with TemporaryDirectory() as folder:
        file = Path(folder) / "entities.toml"
        file.write_text(toml, encoding="utf-8")
        return load_gazetteer(file)
