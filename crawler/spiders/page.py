"""`scrapy crawl page -a url=https://…`: the pages you name, and no other."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider

from crawler.discovery.candidate import Candidate
from crawler.run import CrawlRun
from crawler.spiders.arguments import Arguments, PageArguments, page_arguments
from crawler.spiders.articles import Articles
from pipelines.urls import host_of

COMMAND_LINE = "command line"


class PageSpider(Spider):
    """Fetches the URLs given, each through the same pipeline as any other page."""

    name = "page"

    def __init__(self, run: CrawlRun, arguments: PageArguments, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self._arguments = arguments
        self._articles = Articles(run)

    @staticmethod
    def arguments(given: Arguments) -> PageArguments:
        """Raises ConfigurationError."""
        return page_arguments(given)

    async def start(self) -> AsyncIterator[Request]:
        """One request for each URL that the archive does not know, or that is asked for again."""
        for rank, url in enumerate(self._arguments.urls):
            reason = self.run.seen.reason_to_skip_by_hand(url, again=self._arguments.again)
            if reason is None:
                if self._arguments.dry_run:
                    self.run.tell_candidate(self._candidate(url))
                else:
                    yield self._articles.request(self._candidate(url), priority=-rank)
            else:
                self.run.tally.skip(url, reason)
                self.logger.info("%s: %s to the archive; `corpus why` says as what", url, reason)

    def _candidate(self, url: str) -> Candidate:
        host = host_of(url)
        owners = (
            publisher.id
            for publisher in self.run.publishers
            if any(host == domain or host.endswith(f".{domain}") for domain in publisher.domains)
        )
        again = self._arguments.again
        return Candidate(url, next(owners, ""), None, None, COMMAND_LINE, again=again)
