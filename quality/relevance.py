"""Whether the right pages are kept: precision and recall at the threshold, on headlines with snippets.

Beside ours: keeping whatever names an entity of the gazetteer, and the TF-IDF cosine to the nearest paragraph
of the seeds, at the threshold that is best in hindsight. Borderline cases are in no figure: see `details`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from pipelines.config import Config, SeedsConfig
from pipelines.document import Article, Capture, Relevance
from pipelines.errors import Rejected, StageFailed
from pipelines.processed import Parts
from pipelines.seeds import load_seeds
from pipelines.stages import Stages, Steps, build_stages
from quality.cases import OWN, PROJECT, shared_data, shared_pages
from quality.figure import Figure

LEAST_PRECISION, LEAST_RECALL = 0.95, 0.95
"""Bounds on our own cases."""

_PAGES = ("aeb", "fundus", "trafilatura", "gne", "hkfire", "goose3")
_THRESHOLDS = tuple(step / 20 for step in range(2, 19))
_SEEDS = SeedsConfig(
    folder=PROJECT / "seeds",
    publishers=PROJECT / "seeds" / "publishers.toml",
    gazetteer=PROJECT / "seeds" / "entities.toml",
)


class Case(NamedTuple):
    """A labelled headline and snippet; `label` is related, borderline or unrelated."""

    id: str
    data: str
    lang: str
    label: str
    title: str
    snippet: str


class Judged(NamedTuple):
    """A case and what became of it; `names_one`: any entity at all."""

    case: Case
    relevance: Relevance
    names_one: bool

    @property
    def is_related(self) -> bool:
        return self.case.label == "related"


def figures() -> Iterator[Figure]:
    """Own cases, then those beside the project, then how many of its pages are kept."""
    stages = build_stages(Config(seeds=_SEEDS))
    for data in ("own", "related"):
        judged = [each for each in _judged(stages, data) if each.case.label != "borderline"]
        for lang in ("all", *sorted({each.case.lang for each in judged})):
            yield from _figures(data, lang, [each for each in judged if lang in ("all", each.case.lang)])
    for origin in _PAGES if shared_data() else ():
        yield _kept(stages, origin)


def details() -> Iterator[str]:
    """Precision and recall over thresholds, then each borderline case and each mistake with its evidence."""
    stages = build_stages(Config(seeds=_SEEDS))
    for data in ("own", "related"):
        judged = list(_judged(stages, data))
        decided = [each for each in judged if each.case.label != "borderline"]
        if decided:
            yield f"{data}: threshold, precision, recall"
            yield from (_at(decided, threshold) for threshold in _THRESHOLDS)
        yield from (_told(each) for each in judged if not _is_settled(each))


def _judged(stages: Stages, data: str) -> Iterator[Judged]:
    for case in _cases(data):
        parts = stages.read(Article.of_text(case.snippet, case.title, "label"), Steps())
        yield Judged(case, parts.relevance, bool(parts.mentions.entities))


def _cases(data: str) -> Iterator[Case]:
    shared = shared_data()
    file = OWN / "related.jsonl" if data == "own" else shared / "related.jsonl" if shared else None
    if file is None:
        return
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        yield Case(row["id"], data, row["lang"], row["label"], row["title"], row["snippet"])


def _figures(data: str, lang: str, judged: Sequence[Judged]) -> Iterator[Figure]:
    if not judged:
        return
    ours = _precision_and_recall([(each.relevance.related, each.is_related) for each in judged])
    beside = {"any entity": _precision_and_recall([(each.names_one, each.is_related) for each in judged])}
    with suppress(ModuleNotFoundError):
        beside["TF-IDF"] = _best([(_likeness(each.case), each.is_related) for each in judged])
    bounds = (LEAST_PRECISION, LEAST_RECALL) if data == "own" and lang == "all" else (None, None)
    for place, measure in enumerate(("relevance, precision", "relevance, recall")):
        others = {name: values[place] for name, values in beside.items()}
        yield Figure(measure, data, lang, len(judged), ours[place], others, bounds[place])


def _precision_and_recall(kept_and_related: Iterable[tuple[bool, bool]]) -> tuple[float, float]:
    """1.0 for the precision of nothing, and for the recall where nothing is related."""
    pairs = list(kept_and_related)
    right = sum(kept and related for kept, related in pairs)
    kept, related = sum(kept for kept, _ in pairs), sum(related for _, related in pairs)
    return right / kept if kept else 1.0, right / related if related else 1.0


def _best(scored: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """At the threshold with the best F1, in hindsight."""
    reached = (
        _precision_and_recall([(score >= threshold, related) for score, related in scored])
        for threshold in sorted({score for score, _ in scored})
    )
    return max(reached, key=lambda pair: 2 * pair[0] * pair[1] / (pair[0] + pair[1] or 1.0))


def _likeness(case: Case) -> float:
    vectorizer, paragraphs = _tf_idf()
    vector = vectorizer.transform([f"{case.title}\n{case.snippet}"])
    return float((paragraphs @ vector.T).max())


@cache
def _tf_idf() -> tuple[Any, Any]:
    """The vectorizer of scikit-learn with its defaults, and the seeds' paragraphs through it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer()
    lines = (line for seed in load_seeds(_SEEDS.folder) for line in seed.article().text.splitlines())
    return vectorizer, vectorizer.fit_transform([line for line in lines if line.strip()])


def _kept(stages: Stages, origin: str) -> Figure:
    """Pages of general news: all but a few of these kept would be a mistake."""
    read = [parts for page in shared_pages(origin) if (parts := _read(stages, page.capture())) is not None]
    kept = sum(parts.relevance.related for parts in read)
    named = sum(bool(parts.mentions.entities) for parts in read)
    beside = {"any entity": float(named)}
    return Figure("relevance, pages kept", origin, "all", len(read), kept, beside, None, True)


def _read(stages: Stages, capture: Capture) -> Parts | None:
    with suppress(Rejected, StageFailed):
        return stages.read(stages.extract(capture), Steps())
    return None


def _at(judged: Sequence[Judged], threshold: float) -> str:
    precision, recall = _precision_and_recall(
        [(each.relevance.score >= threshold, each.is_related) for each in judged]
    )
    return f"  {threshold:.2f}  {precision:.4f}  {recall:.4f}"


def _is_settled(judged: Judged) -> bool:
    return judged.case.label != "borderline" and judged.relevance.related == judged.is_related


def _told(judged: Judged) -> str:
    case, relevance = judged.case, judged.relevance
    evidence = " · ".join(f"{e.kind} {e.name} {e.weight:.2f}" for e in relevance.evidence[:6])
    mark = "borderline" if case.label == "borderline" else f"MISTAKEN ({case.label})"
    found = f"{relevance.score:.2f} {case.title} · {evidence or 'nothing'}"
    return f"{case.data} {case.id} {case.lang} {mark} {found}"
