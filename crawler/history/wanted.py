"""Which records of a WARC file are wanted, by what can be told before their bodies are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.discovery.article_urls import is_never_article
from crawler.discovery.domains import registrable_domain
from crawler.publishers import Publisher
from pipelines.urls import canonical_url, host_of


class Owner(NamedTuple):
    """A publisher of a domain; `paths` as in publishers.toml."""

    publisher: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The hosts of the chosen publishers, by domain: their own and the registrable ones above."""

    owners: Mapping[str, tuple[Owner, ...]]

    @classmethod
    def of(cls, publishers: Iterable[Publisher]) -> "Wanted":
        """Of several publishers of one domain, the first whose paths fit has a page."""
        owners: dict[str, tuple[Owner, ...]] = {}
        for publisher in publishers:
            owner = Owner(publisher.id, publisher.paths)
            for domain in publisher.domains:
                for name in dict.fromkeys((domain, registrable_domain(domain))):
                    owners[name] = (*owners.get(name, ()), owner)
        return cls(owners)

    def owners_of(self, url: str) -> tuple[Owner, ...]:
        """By the host of `url` and, one by one, the domains above it; () where it is nobody's."""
        host = host_of(url)
        while host:
            if host in self.owners:
                return self.owners[host]
            host = host.partition(".")[2]
        return ()

    def page(self, url: str) -> tuple[str, str] | str:
        """The canonical URL and the publisher, or why it is not wanted: `elsewhere`, `no_article`."""
        owners = self.owners_of(url)
        if not owners:
            return "elsewhere"
        try:
            canonical = canonical_url(url)
        except ValueError:
            return "no_article"
        path = urlsplit(canonical).path
        fitting = (owner for owner in owners if not owner.paths or path.startswith(owner.paths))
        owner = next(fitting, None)
        if owner is None or is_never_article(canonical):
            return "no_article"
        return canonical, owner.publisher
