"""What one crawl works with; Scrapy's components reach it as `spider.run`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from crawler.discovery.candidate import Candidate
from crawler.memory.listing_memory import ListingMemory, forgetful
from crawler.met import Met
from crawler.publishers import Publisher
from crawler.seen import Seen
from crawler.tally import Tally
from crawler.window import Window
from pipelines.archive import Store
from pipelines.cells import cell
from pipelines.config import Config
from pipelines.document import Document
from pipelines.ingest import Ingest
from pipelines.page.link import Link
from pipelines.shown_text import one_line
from pipelines.urls import url_key
from pipelines.worker import WorkerPool


class Follower(Protocol):
    """Who chooses what to ask for next by what the pages turn out to be."""

    def ended(self, publisher: str, url: str, *, related: bool | None) -> None:
        """What became of the candidate `url`; None where that tells nothing of it."""

    def forbidden(self, publisher: str, url: str) -> None:
        """The candidate `url` was not asked for: robots.txt forbids it."""

    async def linked(self, document: Document, links: Sequence[Link]) -> None:
        """What a page that belongs links to."""

    def is_busy(self, publisher: str) -> bool:
        """Whether listings or pages of it are still to come; may be asked from any thread."""


@dataclass(slots=True)
class CrawlRun:
    """`ingest` is None in a dry run. `store` is where the archive lies, None where nothing may be kept.

    `asked` has the URL keys of the pages that `claim` was called for.
    `revisits` are archived pages to look at again, by publisher, the most urgent first.
    `follower` is None where what comes has no influence on what is asked for.
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
    memory: ListingMemory = field(default_factory=forgetful)
    revisits: dict[str, list[Candidate]] = field(default_factory=dict)
    asked: Met = field(default_factory=Met)
    follower: Follower | None = None
    interrupted: bool = False
    stopping: bool = False

    def claim(self, url: str) -> bool:
        """Whether nobody of this run has asked for the page, here or elsewhere; from now on somebody has."""
        return self.asked.is_first(url_key(url))

    def tell_candidate(self, candidate: Candidate) -> None:
        """A dry run's answer: date, publisher, URL, headline and promise on a line, tabs between."""
        self.tally.skip(candidate.url, "dry_run")
        promise = f"{candidate.promise:.2f}" if candidate.promise else None
        fields = (candidate.published, candidate.publisher, candidate.url, candidate.headline, promise)
        sys.stdout.write("\t".join(cell(one_line(field or "-")) for field in fields) + "\n")
