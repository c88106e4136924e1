"""Milliseconds per stage: the stages over the pages, one page after another, in this process."""

import gc
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from statistics import median

from bench.pages import PROJECT, SavedPage
from pipelines.config import Config, RelevanceConfig, SeedsConfig
from pipelines.document import Capture
from pipelines.language import warm_up
from pipelines.processed import Processed
from pipelines.stages import Stages, build_stages

STAGES = ("extract", "language", "fingerprint", "entities", "relevance")

_FETCHED = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StageTime:
    """Milliseconds; `p95` is what 95 of 100 pages stay within."""

    stage: str
    pages: int
    mean: float
    median: float
    p95: float


def process_here(pages: Iterable[SavedPage], *, threshold: float = 0.0) -> Iterable[Processed]:
    """What the stages make of each page, without listing and without worker processes."""
    stages = ready_stages(threshold)
    return (stages.process(capture_of(page)) for page in pages)


def ready_stages(threshold: float) -> Stages:
    """The stages as a worker has them, whatever they load lazily loaded."""
    seeds = PROJECT / "seeds"
    config = Config(
        seeds=SeedsConfig(
            folder=seeds, publishers=seeds / "publishers.toml", gazetteer=seeds / "entities.toml"
        ),
        relevance=RelevanceConfig(threshold=threshold),
    )
    warm_up()
    return build_stages(config)


def capture_of(page: SavedPage) -> Capture:
    """The page as the crawl would have captured it, but for what a listing says of it."""
    return Capture(
        url=page.url,
        final_url=page.url,
        fetched=_FETCHED,
        status=200,
        headers=(("Content-Type", page.content_type),),
        body=page.body,
        publisher=None,
        discovered_via=None,
    )


def stage_times(pages: Sequence[SavedPage]) -> list[StageTime]:
    """For each stage in its order, then for all of them together as `all`.

    What is loaded is kept from the garbage collector, as in a worker.
    """
    stages = ready_stages(threshold=0.0)
    for page in islice(pages, 5):
        stages.process(capture_of(page))
    gc.collect()
    gc.freeze()
    taken = [stages.process(capture_of(page)).stage_ms for page in pages]
    gc.unfreeze()
    each = {stage: [ms[stage] for ms in taken if stage in ms] for stage in STAGES}
    return [_summary(stage, ms) for stage, ms in (*each.items(), ("all", [sum(ms.values()) for ms in taken]))]


def _summary(stage: str, ms: list[float]) -> StageTime:
    if not ms:
        return StageTime(stage, 0, 0.0, 0.0, 0.0)
    highest = sorted(ms)[math.ceil(0.95 * len(ms)) - 1]
    return StageTime(stage, len(ms), sum(ms) / len(ms), median(ms), highest)
