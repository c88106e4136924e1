"""What one crawl works with; Scrapy's components reach it as `spider.run`."""

import sys
from dataclasses import dataclass, field

from crawler.discovery.candidate import Candidate
from crawler.publishers import Publisher
from crawler.seen import Seen
from crawler.tally import Tally
from crawler.window import Window
from pipelines.archive import Store
from pipelines.config import Config
from pipelines.ingest import Ingest
from pipelines.worker import WorkerPool


@dataclass(slots=True)
class CrawlRun:
    """`ingest` is None in a dry run. `store` is where the archive lies, None where nothing may be kept.

    `interrupted` is set by the first signal, `stopping` when the archive cannot be written; neither is unset.
    """

    id: str
    publishers: tuple[Publisher, ...]
    seen: Seen
    window: Window
    pool: WorkerPool
    ingest: Ingest | None
    commit_every_s: float
    pages_per_article: int
    config: Config = field(default_factory=Config)
    store: Store | None = None
    tally: Tally = field(default_factory=Tally)
    interrupted: bool = False
    stopping: bool = False

    def tell_candidate(self, candidate: Candidate) -> None:
        """A dry run's answer: date, publisher, URL and headline on a line, tabs between."""
        self.tally.skip(candidate.url, "dry_run")
        fields = (candidate.published, candidate.publisher, candidate.url, candidate.headline)
        sys.stdout.write("\t".join(" ".join((field or "-").split()) for field in fields) + "\n")
