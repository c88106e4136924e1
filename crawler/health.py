"""Whether a person should look at a run, at its end: itself, and its publishers beside their own past."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from crawler.closing import Closing
from crawler.memory.retirement import TRY_AGAIN_AFTER
from crawler.publishers import load_publishers
from crawler.run import CrawlRun
from pipelines.archive import (
    Concern,
    HealthDay,
    ListingState,
    Store,
    add_health_days,
    load_health_days,
)
from pipelines.errors import CorpusError, ExitCode
from pipelines.health.concerns import concerns_of
from pipelines.spool import Spool

logger = logging.getLogger(__name__)

HABITUAL = "news"
"""The habits of publishers show in runs that read their listings as they are now."""


def health_of(
    closing: Closing, run: CrawlRun, store: Store, spool: Spool, given_up: Sequence[ListingState]
) -> tuple[Concern, ...]:
    """Once all is committed. `given_up` are listings that this run retired."""
    days = _days(closing, run, store)
    return (*_of_run(closing, spool), *map(_retired, given_up), *concerns_of(days, day_of(closing.started)))


def _days(closing: Closing, run: CrawlRun, store: Store) -> list[HealthDay]:
    """With those of this run; a crawl that cannot remember has done its work."""
    tally = closing.tally
    try:
        if closing.spider != HABITUAL:
            return of_enabled(load_health_days(store), run.config.seeds.publishers)
        counted = list(tally.health.days(tally.publishers, closing.started))
        days = add_health_days(store, counted, single_writer=run.config.archive.single_writer)
        return of_enabled(days, run.config.seeds.publishers)
    except CorpusError as error:
        logger.warning("how the publishers do cannot be told: %s", error)
        return []


def of_enabled(days: Iterable[HealthDay], file: Path) -> list[HealthDay]:
    """Who is crawled no more stays as it was for good: of such a publisher nothing is left to say.

    Raises ConfigurationError where the file of publishers cannot be read.
    """
    enabled = {publisher.id for publisher in load_publishers(file) if publisher.enabled}
    return [day for day in days if day.publisher in enabled]


def _of_run(closing: Closing, spool: Spool) -> Iterator[Concern]:
    if closing.exit_code is ExitCode.BUG:
        yield Concern(slug="fault", sentence=closing.verdict, figures={"faults": closing.faults})
    if waiting := spool.waiting():
        yield Concern(
            slug="spool",
            sentence=f"finished pages wait in {waiting[0].parent}; a crawl into their archive stores them",
            figures={"files": len(waiting)},
        )


def _retired(state: ListingState) -> Concern:
    return Concern(
        slug="retired",
        publisher=state.publisher,
        listing=state.url,
        sentence=f"{state.url} was given up ({state.note}); it is tried again in {TRY_AGAIN_AFTER.days} days",
        figures={"failures": state.failures},
    )


def day_of(moment: datetime) -> str:
    """As concerns name it: `2026-11-26`."""
    return f"{moment:%Y-%m-%d}"
