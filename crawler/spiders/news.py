"""`scrapy crawl news`: the listed publishers' listings, and the articles that they name."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider

from crawler.run import CrawlRun
from crawler.spiders.arguments import Arguments, NewsArguments, news_arguments
from crawler.spiders.listed_articles import ListedArticles


class NewsSpider(Spider):
    """Reads every listing of every chosen publisher, then fetches what they name, best first."""

    name = "news"

    def __init__(self, run: CrawlRun, arguments: NewsArguments, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run
        self._arguments = arguments

    @staticmethod
    def arguments(given: Arguments) -> NewsArguments:
        """Raises ConfigurationError."""
        return news_arguments(given)

    async def start(self) -> AsyncIterator[Request]:
        """One request for each listing; all publishers are open before the first is read."""
        arguments = self._arguments
        self._listed = ListedArticles(
            self.run, self.settings, arguments.limit, dry_run=arguments.dry_run, send=self._send
        )
        for request in self._listed.start({each.id: each.listings for each in self.run.publishers}):
            yield request

    def closed(self, reason: str) -> None:
        """Scrapy calls it at the end; "finished" is the one reason that is nobody's interruption."""
        if reason == "finished":
            self._listed.leave_the_rest()

    def _send(self, request: Request) -> None:
        assert self.crawler.engine is not None
        self.crawler.engine.crawl(request)
