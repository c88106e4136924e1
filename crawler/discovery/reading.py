"""What a parser read in one listing, before the publisher's domains and the candidates come in."""

from dataclasses import dataclass
from typing import Literal

from crawler.discovery.candidate import Problem

MAX_ITEMS = 50_000
"""As many URLs as the sitemap protocol allows in one file; more are not read."""


@dataclass(frozen=True, slots=True)
class Item:
    """One page that the listing names. `url` is absolute; `modified` is when it last changed."""

    url: str
    headline: str | None = None
    published: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """`children` are the sitemaps of an index, `pages` the next pages of the listing itself.

    `feeds` are those that an HTML page names, `others` its links that look like no article. `without_link`
    counts the entries that name no page. `about` is what a feed is of, if not of articles.
    """

    items: tuple[Item, ...] = ()
    children: tuple[Item, ...] = ()
    pages: tuple[str, ...] = ()
    problem: Problem | None = None
    is_news: bool = False
    feeds: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    without_link: int = 0
    about: Literal["comments", "podcast"] | None = None
