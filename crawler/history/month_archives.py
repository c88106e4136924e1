"""The publishers' own archives: those of a month or a day, and what their listings lead back to."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.capture import now
from crawler.discovery.candidate import Kind, Listing
from crawler.history.dated_urls import dated_urls
from crawler.history.source import Errand
from crawler.publishers import Publisher
from crawler.spiders.listed_articles import ListedArticles
from pipelines.document import Capture
from pipelines.urls import canonical_url

# What bounds a run of the news spider, and what stands in its place here.
_BOUNDS = {
    "LISTINGS_PER_PUBLISHER": "HISTORY_LISTINGS_PER_PUBLISHER",
    "PAGES_PER_LISTING": "HISTORY_PAGES_PER_LISTING",
    "ARTICLES_PER_PUBLISHER": "HISTORY_ARTICLES_PER_PUBLISHER",
}


class MonthArchives:
    """A source of requests."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._listed = ListedArticles(
            errand.run,
            _settings(errand.settings),
            errand.arguments.limit,
            dry_run=errand.arguments.dry_run,
            send=self._send,
            is_spent=lambda: errand.allowance.is_spent,
        )

    async def start(self) -> AsyncIterator[Request | Capture]:
        """The requests for all listings; dated ones first, since they are what is wanted."""
        listings = {publisher.id: tuple(self._of(publisher)) for publisher in self._errand.run.publishers}
        for request in self._listed.start(listings):
            yield request

    def leave_the_rest(self) -> None:
        """At the end of a crawl that was not interrupted."""
        self._listed.leave_the_rest()

    def _of(self, publisher: Publisher) -> Iterator[Listing]:
        for template in publisher.templates:
            for url in dated_urls(template.url, self._errand.arguments.window, now().date()):
                yield Listing(canonical_url(url), _kind(url), publisher.id)
        yield from publisher.listings

    def _send(self, request: Request) -> None:
        """Of all sources together no more articles than the limit says; listings do not count."""
        if "listing" not in request.cb_kwargs:
            self._errand.allowance.take()
        self._errand.send(request)


def _settings(settings: BaseSettings) -> BaseSettings:
    """With the bounds of the past."""
    own = BaseSettings(settings)
    for name, other in _BOUNDS.items():
        own.set(name, settings[other], priority="cmdline")
    return own


def _kind(url: str) -> Kind:
    """A guess, which only says what to do with HTML."""
    path = urlsplit(url).path.lower()
    return "sitemap" if "sitemap" in path or path.endswith((".xml", ".xml.gz")) else "section"
