"""Why a person should look at the publishers that a crawl is through with, told before its end."""

import logging
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from crawler.health import day_of, of_enabled
from crawler.run import CrawlRun
from crawler.tally import Tally
from pipelines.archive import Concern, HealthDay, load_health_days, with_days
from pipelines.errors import CorpusError
from pipelines.health.concerns import concerns_of

logger = logging.getLogger(__name__)


class LiveConcerns:
    """`past` are the days before a run that started at `started`; what its tally has joins them."""

    def __init__(self, past: Sequence[HealthDay], tally: Tally, started: datetime) -> None:
        self._past = past
        self._tally = tally
        self._started = started
        self._told: tuple[Concern, ...] = ()
        self._told_of: tuple[AbstractSet[str], int] = frozenset(), 0

    def of(self, done: frozenset[str]) -> tuple[Concern, ...]:
        """Of publishers of whom nothing is to come; thought over only when something has changed."""
        if (now := (done, self._tally.commits)) != self._told_of:
            self._told_of = now
            days = with_days(self._past, self._tally.health_days(self._started))
            concerns = concerns_of(days, day_of(self._started))
            self._told = tuple(each for each in concerns if each.publisher in done)
        return self._told


def live_concerns(run: CrawlRun, started: datetime) -> LiveConcerns:
    """Of a crawl of the news; where nothing is kept, or the past cannot be read, there are none."""
    past: list[HealthDay] = []
    try:
        if run.store is not None:
            past = of_enabled(load_health_days(run.store), run.config.seeds.publishers)
    except CorpusError as error:
        logger.warning("how the publishers did cannot be told: %s", error)
    return LiveConcerns(past, run.tally, started)
