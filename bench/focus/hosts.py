"""What each publisher of the proving web offers: its listings, and the row that the crawl is given.

They overlap in part, and differ in their ways: one has neither feed nor sitemap, each has validators of its
own kind, and the sections of each differ in what they are worth.
"""

import gzip
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from bench.focus import listings, traps
from bench.focus.articles import SECTIONS, Article, Host
from bench.focus.pages import section_page

Validators = Literal["honest", "stale", "restless", "dated", "none"]
"""`stale`: the ETag never changes, whatever the body. `restless`: another one each time. `dated`: no ETag."""

_PER_PAGE = 20
_IN_FEED = 30
_GONE_SHARE = 0.04
_XML, _HTML = "application/xml; charset=utf-8", "text/html; charset=utf-8"


class Route(NamedTuple):
    """What is at one place. `make` where the body is another each time."""

    body: bytes
    content_type: str = _HTML
    validators: Validators = "none"
    make: Callable[[], bytes] | None = None


Routes = Iterator[tuple[str, Route]]


class Offer(NamedTuple):
    """The listings of a host, of its articles newest first, and the listings that its row names."""

    row: Mapping[str, Sequence[str]]
    routes: Callable[[Host, Sequence[Article]], Routes]


def listing_routes(host: Host, articles: Sequence[Article]) -> Routes:
    """Path and listing, robots.txt included; `articles` are those of the host that its listings name."""
    newest = sorted(articles, key=lambda article: article.published, reverse=True)
    return OFFERS[host.id].routes(host, newest)


def publishers_toml(hosts: Sequence[Host]) -> str:
    """The list of publishers, in the form of seeds/publishers.toml."""
    return "\n".join(map(_table, hosts))


def _table(host: Host) -> str:
    lines = [f'[[publisher]]\nid = "{host.id}"\nname = "{host.title}"', f'home = "http://{host.name}/"']
    lines.append(f'language = "{host.language}"')
    for column, paths in OFFERS[host.id].row.items():
        entries = "".join(f'  {{ url = "http://{host.name}{path}", seen = "bench" }},\n' for path in paths)
        lines.append(f"{column} = [\n{entries}]")
    return "\n".join(lines) + "\n"


def _kestrel(host: Host, newest: Sequence[Article]) -> Routes:
    """Everything by the book: a feed for each section, a news sitemap, an index of sitemaps by month."""
    yield _robots(host, "/sitemap-index.xml")
    for section in SECTIONS:
        feed = listings.rss(host, section, _of(section, newest)[:_IN_FEED])
        yield f"/{section}/feed.xml", Route(feed, _XML, "honest")
    yield "/news-sitemap.xml", Route(listings.news_sitemap(host, newest[:_IN_FEED]), _XML, "honest")
    yield from _months(host, newest, "honest", gzipped=True)


def _tarn(host: Host, newest: Sequence[Article]) -> Routes:
    """Atom feeds whose ETag lies, sections with a calendar beside them, a sitemap of the older half."""
    yield _robots(host, "/sitemap.xml")
    for section in SECTIONS:
        feed = listings.atom(host, section, _of(section, newest)[: _IN_FEED // 2])
        yield f"/{section}/atom.xml", Route(feed, "application/atom+xml", "stale")
    older = newest[len(newest) // 2 :]
    yield (
        "/sitemap.xml",
        Route(listings.sitemap((a.url, f"{a.published:%Y-%m-%d}") for a in older), _XML, "dated"),
    )
    yield from _sections(host, newest, lambda section, page: f"/{section}/?page={page}", _calendar)


def _liuwan(host: Host, newest: Sequence[Article]) -> Routes:
    """One feed, a sitemap of plain text, sections with a session for every visitor; ETags that never stay."""
    yield _robots(host)
    yield "/rss.xml", Route(listings.rss(host, host.title, newest[: 2 * _IN_FEED]), _XML, "restless")
    some = newest[len(newest) // 3 :]
    yield "/sitemap.txt", Route("".join(f"{a.url}\n" for a in some).encode(), "text/plain", "restless")
    chance = random.Random(host.name)
    for section in SECTIONS:
        pages = _paged(_of(section, newest))
        for number, page in enumerate(pages, start=1):
            following = f"/{section}/list_{number + 1}.html" if number < len(pages) else None

            def make(
                section: str = section, page: Sequence[Article] = page, following: str | None = following
            ) -> bytes:
                links = [(traps.with_session(a.path, chance), a.headline) for a in page]
                return section_page(host, section, links, foot=_pager(following, "下一页"))

            path = f"/{section}/" if number == 1 else f"/{section}/list_{number}.html"
            yield path, Route(b"", make=make, validators="restless")


def _quarrydale(host: Host, newest: Sequence[Article]) -> Routes:
    """No feed, no sitemap: sections with more to load, the last of which loads itself for ever; facets."""
    yield _robots(host)
    for section in SECTIONS:
        pages = _paged(_of(section, newest))
        for number in range(1, len(pages) + 4):
            page = pages[min(number, len(pages)) - 1]
            links = [*((a.path, a.headline) for a in page), *traps.facet_links(section)]
            more = f'<a class="load-more" href="/{section}/?page={number + 1}">Load more</a>'
            path = f"/{section}/" if number == 1 else f"/{section}/?page={number}"
            yield path, Route(section_page(host, section, links, foot=more))


def _yanping(host: Host, newest: Sequence[Article]) -> Routes:
    """Sitemaps by month that name pages long gone, and a feed that only the front page knows."""
    yield _robots(host)
    yield "/feed", Route(listings.rss(host, host.title, newest[: 2 * _IN_FEED]), _XML, "dated")
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    yield (
        "/",
        Route(section_page(host, host.title, [(a.path, a.headline) for a in newest[:_PER_PAGE]], head=link)),
    )
    yield from _months(host, newest, "dated", gzipped=False, gone=traps.some_gone(newest, _GONE_SHARE))


def _osmotherly(host: Host, newest: Sequence[Article]) -> Routes:
    """A JSON Feed, and a sitemap in robots.txt that also names what is gone and what nobody may fetch."""
    yield _robots(host, "/sitemap.xml.gz")
    yield (
        "/feed.json",
        Route(listings.json_feed(host, newest[: 2 * _IN_FEED]), "application/feed+json", "honest"),
    )
    urls = [*(a.url for a in newest), *traps.some_gone(newest, _GONE_SHARE), *traps.forbidden(host)]
    packed = gzip.compress(listings.sitemap((url, None) for url in urls), mtime=0)
    yield "/sitemap.xml.gz", Route(packed, "application/gzip", "honest")
    yield from _sections(host, newest, lambda section, page: f"/{section}/page/{page}/", None)


OFFERS: Mapping[str, Offer] = {
    "kestrel-post": Offer(
        {
            "feeds": [f"/{section}/feed.xml" for section in SECTIONS],
            "news_sitemaps": ["/news-sitemap.xml"],
            "sitemaps": ["/sitemap-index.xml"],
        },
        _kestrel,
    ),
    "tarn-gazette": Offer(
        {
            "feeds": [f"/{section}/atom.xml" for section in SECTIONS],
            "sections": [f"/{section}/" for section in SECTIONS],
        },
        _tarn,
    ),
    "liuwan-bao": Offer(
        {
            "feeds": ["/rss.xml"],
            "sections": [f"/{section}/" for section in SECTIONS],
            "sitemaps": ["/sitemap.txt"],
        },
        _liuwan,
    ),
    "quarrydale": Offer({"sections": [f"/{section}/" for section in SECTIONS]}, _quarrydale),
    "yanping-news": Offer({"sections": ["/"], "sitemaps": ["/sitemap-index.xml"]}, _yanping),
    "osmotherly": Offer({"feeds": ["/feed.json"], "sections": ["/platforms/", "/technology/"]}, _osmotherly),
}


def _robots(host: Host, sitemap: str | None = None) -> tuple[str, Route]:
    named = f"\nSitemap: http://{host.name}{sitemap}\n" if sitemap else ""
    return "/robots.txt", Route(f"User-agent: *\nDisallow: /internal/\n{named}".encode(), "text/plain")


def _of(section: str, articles: Sequence[Article]) -> list[Article]:
    return [article for article in articles if article.section == section]


def _paged(articles: Sequence[Article]) -> list[Sequence[Article]]:
    return [articles[at : at + _PER_PAGE] for at in range(0, len(articles), _PER_PAGE)] or [()]


def _months(
    host: Host, newest: Sequence[Article], validators: Validators, *, gzipped: bool, gone: Sequence[str] = ()
) -> Routes:
    months: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for article in newest:
        months[f"{article.published:%Y-%m}"].append((article.url, f"{article.published:%Y-%m-%d}"))
    first = min(months)
    months[first] += [(url, None) for url in gone]
    ending = ".xml.gz" if gzipped else ".xml"
    children = [(f"http://{host.name}/sitemap-{month}{ending}", urls[0][1]) for month, urls in months.items()]
    yield "/sitemap-index.xml", Route(listings.sitemap_index(children), _XML, validators)
    for month, urls in months.items():
        body = listings.sitemap(urls)
        packed = gzip.compress(body, mtime=0) if gzipped else body
        yield f"/sitemap-{month}{ending}", Route(packed, _XML, validators)


def _sections(
    host: Host,
    newest: Sequence[Article],
    path_of: Callable[[str, int], str],
    beside: Callable[[int], str] | None,
) -> Routes:
    for section in SECTIONS:
        pages = _paged(_of(section, newest))
        for number, page in enumerate(pages, start=1):
            following = path_of(section, number + 1) if number < len(pages) else None
            foot = _pager(following, "Next") + (beside(number) if beside else "")
            path = f"/{section}/" if number == 1 else path_of(section, number)
            yield path, Route(section_page(host, section, [(a.path, a.headline) for a in page], foot=foot))


def _pager(following: str | None, label: str) -> str:
    return f'<a class="next" rel="next" href="{following}">{label}</a>' if following else ""


def _calendar(page: int) -> str:
    days = "".join(f'<td><a href="{path}">{day}</a></td>' for path, day in traps.calendar_links(page))
    return f"<table class=calendar><tr>{days}</tr></table>"
