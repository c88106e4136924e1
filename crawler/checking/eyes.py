"""What a look at publishers works with, and the process around it, which fetches and archives nothing."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import NamedTuple

from scrapy.settings import Settings

from crawler.budget import refuse_wrong_bounds
from crawler.capture import now
from crawler.checking.fetcher import Fetcher
from crawler.checking.session import run_session
from crawler.discovery.candidate import Candidate
from crawler.manners import behave, hide_main, quieten_libraries
from crawler.publishers import Publisher
from crawler.render import prepare
from crawler.seen import Seen
from crawler.wanted_again import WantedAgain
from crawler.window import ANY_DATE
from pipelines.assembly import open_dry
from pipelines.config import Config
from pipelines.worker import WorkerPool


class Eyes(NamedTuple):
    """`is_new`: whether a crawl would fetch the candidate, as far as the archive tells."""

    fetcher: Fetcher
    pool: WorkerPool
    is_new: Callable[[Candidate], bool]


def look(
    settings: Settings,
    config: Config,
    publishers: Iterable[Publisher],
    work: Callable[[Eyes], Awaitable[None]],
) -> bool:
    """Do the work at `publishers`; whether it came to its end. Raises CorpusError, and what it raises."""
    refuse_wrong_bounds(settings)
    behave(settings, config.crawl.contact)
    prepare(settings, publishers)
    quieten_libraries(settings)
    hide_main()
    pipeline = open_dry(config)
    rest = timedelta(hours=config.crawl.retry_failed_after_h)
    crawl, is_barred = config.crawl, pipeline.is_barred
    is_wanted_again = WantedAgain(pipeline.store, crawl.languages)
    seen = Seen(pipeline.verdict, ANY_DATE, rest, now, is_barred, crawl.obey, is_wanted_again)

    def is_new(candidate: Candidate) -> bool:
        return seen.reason_to_skip(candidate.url, candidate.published) is None

    try:
        return run_session(settings, lambda fetcher: work(Eyes(fetcher, pipeline.pool, is_new)))
    finally:
        pipeline.pool.stop()
