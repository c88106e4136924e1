"""The order of the stages, in one function, and what a page's way through them came to."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from pipelines.cascade import Cascade, Look, PassedBy, read_all
from pipelines.config import Config
from pipelines.document import (
    Article,
    Capture,
    Fingerprint,
    Language,
    Mentions,
    Relevance,
)
from pipelines.errors import Rejected, StageFailed
from pipelines.extract import OpenPage
from pipelines.fingerprint import fingerprint
from pipelines.glimpse import Glimpse
from pipelines.grounds import Grounds, grounds_of
from pipelines.joined import extract_joined
from pipelines.judging.judge_model import JudgeModel
from pipelines.language import detect
from pipelines.languages.wanted import require_wanted
from pipelines.page.article_links import article_links
from pipelines.page.reservations import may_follow, refuse_reserved
from pipelines.processed import Broken, Parts, Processed, TurnedDown
from pipelines.relevance import RelevanceModel


class Extract(Protocol):
    """The article of a page, which the cascade may have opened."""

    def __call__(self, capture: Capture, opened: OpenPage | None = None, /) -> Article:
        """Raises Rejected, StageFailed."""


class Steps:
    """Remembers which stage is running and how long each took."""

    def __init__(self) -> None:
        self.stage = ""
        self.ms: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        self.stage = stage
        started = time.perf_counter()
        try:
            yield
        finally:
            self.ms[stage] = (time.perf_counter() - started) * 1000


class Stages:
    """The stages with all that they need; built once in each process that runs them."""

    def __init__(
        self,
        extract: Extract,
        detect: Callable[[str, str | None], Language],
        fingerprint: Callable[[str], Fingerprint],
        tag: Callable[[Article], Mentions],
        judge: Callable[[Article, Mentions], Relevance],
        glimpse: Glimpse,
        obeyed: frozenset[str],
        pass_by: Look = read_all,
        wanted: tuple[str, ...] = (),
    ) -> None:
        self.extract = extract
        self.detect = detect
        self.fingerprint = fingerprint
        self.tag = tag
        self.judge = judge
        self.glimpse = glimpse
        self.obeyed = obeyed
        self.pass_by = pass_by
        self.wanted = wanted

    def read(self, article: Article, steps: Steps) -> Parts:
        """What the stages after extraction make of an article, related or not."""
        return self._read_on(article, self._language(article, steps), steps)

    def _language(self, article: Article, steps: Steps) -> Language:
        with steps("language"):
            return self.detect(article.text, article.declared_language)

    def _read_on(self, article: Article, language: Language, steps: Steps) -> Parts:
        with steps("fingerprint"):
            fingerprint = self.fingerprint(article.text)
        with steps("entities"):
            mentions = self.tag(article)
        with steps("relevance"):
            relevance = self.judge(article, mentions)
        return Parts(article, language, fingerprint, mentions, relevance)

    def process(self, capture: Capture) -> Processed:
        """A capture's way through all stages; nothing that a page contains makes this raise."""
        steps = Steps()
        known: tuple[str | None, str | None, Relevance | None] = (None, None, None)
        try:
            with steps("glimpse"):
                look = self.pass_by(capture)
            if isinstance(look, PassedBy):
                return Processed(_turned_down(look), steps.ms)
            with steps("extract"):
                article = self.extract(capture, look)
            with steps("reservations"):
                refuse_reserved(article.reservations, self.obeyed)
            known = (article.published, article.headline, None)
            language = self._language(article, steps)
            # What became of a page that is archived is told by its text, whatever is wanted by now.
            if not capture.again:
                require_wanted(language, self.wanted)
            parts = self._read_on(article, language, steps)
            known = (article.published, article.headline, parts.relevance)
            require_related(parts.relevance)
            with steps("links"):
                follows = may_follow(article.reservations, self.obeyed)
                links = article_links(capture, article) if follows else ()
        except Rejected as rejected:
            down = TurnedDown(steps.stage, rejected.reason, rejected.detail, *known)
            return Processed(down, steps.ms)
        except StageFailed as failed:
            return Processed(Broken(steps.stage, failed.cause, failed.detail), steps.ms)
        except MemoryError:
            return Processed(Broken(steps.stage, "out_of_memory", "the worker's memory limit"), steps.ms)
        except Exception as error:  # noqa: BLE001 - the one place where any fault of a stage is caught
            return Processed(Broken(steps.stage, "stage_error", f"{type(error).__name__}: {error}"), steps.ms)
        return Processed(parts, steps.ms, links)


def _turned_down(passed: PassedBy) -> TurnedDown:
    return TurnedDown("glimpse", "not_related", passed.detail, None, passed.headline, passed.relevance)


def require_related(relevance: Relevance) -> None:
    """Raises Rejected with `not_related` where the score is below the threshold."""
    if not relevance.related:
        raise Rejected("not_related", f"score {relevance.score:.3f}, threshold {relevance.threshold:.3f}")


def build_stages(config: Config, learned: JudgeModel | None = None) -> Stages:
    """The stages as configured, with relevance learned from the seeds, and from marks as far as `learned` is.

    Raises ConfigurationError where the gazetteer or a seed cannot be read.
    """
    grounds = grounds_of(config.seeds)
    model = _judge(grounds, config.relevance.threshold, learned)
    glimpse, obeyed = Glimpse(grounds.tagger, model), frozenset(config.crawl.obey)
    cascade = Cascade(glimpse, model.threshold, model.judge, obeyed)
    return Stages(
        extract=partial(extract_joined, min_characters=config.extract.min_characters),
        detect=detect,
        fingerprint=fingerprint,
        tag=grounds.tagger,
        judge=model,
        glimpse=glimpse,
        obeyed=obeyed,
        pass_by=read_all if config.relevance.read_all else cascade,
        wanted=config.crawl.languages,
    )


def _judge(grounds: Grounds, threshold: float, learned: JudgeModel | None) -> RelevanceModel:
    read, gazetteer, stop_words = grounds.read, grounds.gazetteer, grounds.stop_words
    return RelevanceModel.learn(read, gazetteer, threshold, learned, stop_words)
