"""The one entry to discovery: the bytes of a listing, whatever they are, to what was found in them."""

import re
from dataclasses import replace
from typing import NamedTuple

from crawler.discovery.bounds import MAX_PAGES, Bounds, today
from crawler.discovery.candidate import Found, Kind, Listing, Problem
from crawler.discovery.domains import is_own
from crawler.discovery.feed import read_feed, read_json_feed
from crawler.discovery.further_listings import further_listings
from crawler.discovery.json_listing import read_json_listing
from crawler.discovery.links import read_feed_links, read_section
from crawler.discovery.reading import Item, Reading
from crawler.discovery.robots import Robots
from crawler.discovery.sifting import sift
from crawler.discovery.sitemap import read_sitemap, read_text_sitemap
from crawler.discovery.unpack import Shape, gunzip, shape_of
from crawler.discovery.walls import wall_of
from crawler.publishers import Publisher
from pipelines.urls import host_of

MAX_SITEMAP_BYTES = 50 * 1024 * 1024
"""As the sitemap protocol has it, unpacked; for feeds too."""
MAX_PAGE_BYTES = 10 * 1024 * 1024
"""For section pages and JSON."""

HEAD_BYTES = 64 * 1024
"""Enough to say what a listing is."""

_LARGE: tuple[Shape, ...] = ("urlset", "sitemapindex", "feed", "text")

_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(www\.)?jsonfeed\.org')
_UNFIT: dict[str, str] = {"feed": "not_a_feed", "section": "not_a_page"}


class _Answer(NamedTuple):
    """What came, unpacked, and what was expected."""

    body: bytes
    shape: Shape
    url: str
    kind: Kind
    content_type: str


def read_listing(
    body: bytes,
    *,
    url: str,
    kind: Kind,
    content_type: str,
    publisher: Publisher,
    since: str | None,
    until: str | None = None,
    path: tuple[str, ...] = (),
    day: str | None = None,
    pages: int = MAX_PAGES,
    asked: str | None = None,
) -> Found:
    """What `body`, the answer to `url`, lists.

    The content decides what it is, `kind` only what was expected and what to do with HTML. Bad bytes never
    raise: they are a problem, beside whatever could be read. Of a sitemap, children and pages whose last
    change lies before `since` are left out: they were published earlier still; children too whose name says
    that their month lies outside. `path` is that of the `Listing`. What is dated after `day`, None for today,
    has no date. `pages` is how many pages of one listing are read. `asked` is the URL that led to `url`, if
    there is one: what is found was named by that one.
    """
    asked = None if asked == url else asked
    bounds = Bounds(since, until, day or today(), pages)
    if kind == "robots":
        reading = Reading(children=tuple(map(Item, Robots.parse(body, url).sitemaps)))
        robots = Listing(url, "sitemap", publisher.id, path=path)
        listings, left_out = further_listings(reading, robots, publisher, bounds)
        return _as_asked(Found(listings=listings, left_out=left_out), asked, path)
    try:
        actual, reading = _read(*_unpacked(body, url, kind, content_type))
        if asked is not None and not is_own(url, (*publisher.domains, host_of(asked))):
            reading = _of_a_stranger(reading, actual)
        found = sift(reading, Listing(url, actual, publisher.id, path=path), publisher, bounds)
        return _as_asked(found, asked, path)
    except Exception as error:  # noqa: BLE001 - the libraries meet bytes that nobody foresaw
        return Found(problem=("unreadable", f"{type(error).__name__}: {str(error)[:200]}"))


def _of_a_stranger(reading: Reading, kind: Kind) -> Reading:
    """A page of another site, to which a publisher's has led: its feeds and further pages are not theirs."""
    return replace(reading, feeds=(), pages=() if kind == "section" else reading.pages)


def _as_asked(found: Found, asked: str | None, path: tuple[str, ...]) -> Found:
    """A listing is known by the URL that it is asked for, here and in what is remembered of it."""
    if asked is None:
        return found
    candidates = tuple(replace(each, listing=asked) for each in found.candidates)
    listings = tuple(replace(each, path=(*path, asked)) for each in found.listings)
    return replace(found, candidates=candidates, listings=listings)


def _unpacked(body: bytes, url: str, kind: Kind, content_type: str) -> tuple[_Answer, Problem | None]:
    """With what was wrong with its size or its packing. What it is decides how much of it is unpacked."""
    shape = shape_of(_plain(body, HEAD_BYTES)[0])
    most = MAX_SITEMAP_BYTES if shape in _LARGE else MAX_PAGE_BYTES
    plain, problem = _plain(body, most)
    return _Answer(plain, shape, url, kind, content_type), problem


def _plain(body: bytes, max_bytes: int) -> tuple[bytes, Problem | None]:
    """XML wants its declaration at the very start."""
    plain, problem = gunzip(body, max_bytes)
    return plain.lstrip(b" \t\r\n"), problem


def _read(answer: _Answer, problem: Problem | None) -> tuple[Kind, Reading]:
    """What the content is, and what it says."""
    if answer.shape == "empty":
        return answer.kind, Reading(problem=problem or ("empty", ""))
    if answer.shape in ("html", "unknown"):
        kind, reading = _read_html(answer)
    elif answer.shape == "json":
        kind, reading = "feed", _read_json(answer)
    else:
        kind, reading = _read_other(answer)
    return kind, replace(reading, problem=problem or reading.problem)


def _read_other(answer: _Answer) -> tuple[Kind, Reading]:
    if answer.shape in ("urlset", "sitemapindex"):
        reading = read_sitemap(answer.body)
        return "news_sitemap" if reading.is_news or answer.kind == "news_sitemap" else "sitemap", reading
    if answer.shape == "feed":
        return "feed", read_feed(answer.body, url=answer.url, content_type=answer.content_type)
    if answer.shape == "text" and answer.kind in ("sitemap", "news_sitemap"):
        return "sitemap", read_text_sitemap(answer.body)
    return answer.kind, Reading(problem=_unfit(answer))


def _read_html(answer: _Answer) -> tuple[Kind, Reading]:
    """A section page; or, in the place of something else, a wall, or a page that names the feeds."""
    where = {"url": answer.url, "content_type": answer.content_type}
    if answer.kind == "section":
        reading = read_section(answer.body, **where)
        if wall := wall_of(answer.body, **where, has_entries=bool(reading.items)):
            return "section", Reading(problem=wall)
        return "section", reading
    wall = wall_of(answer.body, **where, has_entries=False)
    feeds = read_feed_links(answer.body, **where) if answer.kind == "feed" and not wall else ()
    return answer.kind, Reading(problem=wall or _unfit(answer), feeds=feeds)


def _read_json(answer: _Answer) -> Reading:
    """A JSON Feed, or whatever a list's scripts load."""
    if _JSON_FEED.search(answer.body) or answer.kind == "feed":
        feed = read_json_feed(answer.body, url=answer.url)
        if feed.items or answer.kind == "feed":
            return feed
    return read_json_listing(answer.body, url=answer.url)


def _unfit(answer: _Answer) -> Problem:
    return _UNFIT.get(answer.kind, "not_a_sitemap"), f"begins {answer.body[:60]!r}"
