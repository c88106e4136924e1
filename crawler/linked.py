"""What archived articles link to, where it lies with a listed publisher: candidates one link deeper.

A link inherits from the page that has it: an author who writes of a subject points to others who do
(Hersovici and others, "The shark-search algorithm", WWW 1998).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.discovery.article_urls import looks_like_article
from crawler.discovery.bounds import Bounds, today
from crawler.discovery.candidate import Candidate
from crawler.discovery.dates import date_in_path
from crawler.discovery.domains import is_own
from crawler.publishers import Publisher
from pipelines.document import Document
from pipelines.page.link import Link
from pipelines.urls import canonical_url

INHERITED = 0.3
"""Of the chance that is missing to 1, a link from a page of score 1 adds this share."""


class LinkedPages:
    """`publishers` are those whose articles are wanted."""

    def __init__(self, publishers: Iterable[Publisher]) -> None:
        self._publishers = tuple(publishers)
        self._of_host: dict[str, tuple[Publisher, ...]] = {}

    def of(self, document: Document, links: Iterable[Link], depth: int) -> list[Candidate]:
        """Candidates of `depth`, each page once; the link text stands for the headline, to be judged by."""
        found = dict(self._candidates(document.capture.url, links, depth))
        return list(found.values())

    def _candidates(self, page: str, links: Iterable[Link], depth: int) -> Iterator[tuple[str, Candidate]]:
        bounds = Bounds(None, None, today())
        for link in links:
            try:
                url = canonical_url(link.url)
            except ValueError:
                continue
            publisher = self._publisher_of(url)
            if publisher is not None and looks_like_article(url, link.text):
                published = bounds.believed(date_in_path(urlsplit(url).path))
                yield url, Candidate(url, publisher.id, link.text, published, page, depth=depth)

    def _publisher_of(self, url: str) -> Publisher | None:
        host, path = urlsplit(url).netloc, urlsplit(url).path
        if host not in self._of_host:
            owners = (publisher for publisher in self._publishers if is_own(url, publisher.domains))
            self._of_host[host] = tuple(owners)
        fitting = (each for each in self._of_host[host] if not each.paths or path.startswith(each.paths))
        return next(fitting, None)


def inherited(candidate: Candidate, score: float) -> Candidate:
    """With the promise of a link from a page of that relevance, and without the link text as its headline."""
    promise = 1.0 - (1.0 - candidate.promise) * (1.0 - INHERITED * score)
    return replace(candidate, promise=round(promise, 4), headline=None)
