"""What one crawl works with; Scrapy's components reach it as `spider.run`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.publishers import Publisher
from crawler.seen import Seen
from crawler.tally import Tally
from crawler.window import Window
from pipelines.ingest import Ingest
from pipelines.worker import WorkerPool


@dataclass(slots=True)
class CrawlRun:
    """`ingest` is None in a dry run, whose candidates are told to `announce`.

    `interrupted` is set by the first signal, `stopping` when the archive cannot be written; neither is unset.
    """

    id: str
    publishers: tuple[Publisher, ...]
    seen: Seen
    window: Window
    pool: WorkerPool
    ingest: Ingest | None
    commit_every_s: float
    tally: Tally = field(default_factory=Tally)
    announce: Callable[[str], None] = print
    interrupted: bool = False
    stopping: bool = False
