"""Every address of the demo web and what is answered there."""

from collections.abc import Mapping, Sequence

from demo.site import listings
from demo.site.content import DAYBOOK, HARBOUR, LANQIAO, PIXEL, WANBAO, Host, Story, load_stories
from demo.site.listings import Entry
from demo.site.odd import HTML, UNLISTED, Answer, odd_pages
from demo.site.pages import article_page, section_page

Key = tuple[str, str]

GZIPPED_HOSTS = frozenset({PIXEL.name})
RETRY_AFTER_S = 1

# A story that is busy at first, and one in GBK of which header and page say UTF-8.
BUSY_AT_FIRST = (LANQIAO, "kuaishou-ipo")
WRONGLY_DECLARED = (LANQIAO, "douyin-waili")

_XML = "application/xml; charset=utf-8"


def build_routes() -> Mapping[Key, Answer]:
    """All of it, from the files under `articles/` and `templates/`; the same on every call."""
    stories = load_stories()
    routes = {(story.host.name, story.path): _story_answer(story, stories) for story in stories}
    odd = odd_pages(stories)
    routes |= {(page.host.name, page.path): page.answer for page in odd}
    entries = [
        *(Entry(s.url, s.title, s.published) for s in stories if (s.host, s.slug) not in UNLISTED),
        *(Entry(page.url, page.title, page.published) for page in odd if page.listed),
    ]
    entries.sort(key=lambda entry: (entry.published, entry.url), reverse=True)
    for host, build in _LISTINGS.items():
        mine = [entry for entry in entries if entry.url.startswith(host.home)]
        routes |= {(host.name, path): answer for path, answer in build(host, mine).items()}
    return routes


def _story_answer(story: Story, stories: Sequence[Story]) -> Answer:
    name, page = (story.host, story.slug), article_page(story, stories)
    answer = Answer(200, page, f"text/html; charset={story.host.charset}")
    if name == WRONGLY_DECLARED:
        return Answer(200, page.replace(b"charset=gbk", b"charset=utf-8"), HTML)
    if name == BUSY_AT_FIRST:
        return answer._replace(
            first=Answer(503, b"busy", "text/plain", (("Retry-After", str(RETRY_AFTER_S)),))
        )
    return answer


def _harbour(host: Host, entries: Sequence[Entry]) -> dict[str, Answer]:
    """Each story in the feed or in the news sitemap, every third in both."""
    in_feed = [entry for place, entry in enumerate(entries) if place % 3 != 1]
    in_sitemap = [entry for place, entry in enumerate(entries) if place % 3 != 0]
    return {
        "/": Answer(200, _front(host)),
        "/robots.txt": Answer(200, listings.robots(["/members/"]), "text/plain"),
        "/rss.xml": Answer(200, listings.rss(host, in_feed), "application/rss+xml"),
        "/news-sitemap.xml": Answer(200, listings.news_sitemap(host, in_sitemap), _XML),
    }


def _pixel(host: Host, entries: Sequence[Entry]) -> dict[str, Answer]:
    """The newest in the feed, all of them in two compressed sitemaps that robots.txt leads to."""
    half = len(entries) // 2
    parts = {"/maps/1.xml.gz": entries[:half], "/maps/2.xml.gz": entries[half:]}
    index = listings.sitemap_index(f"http://{host.name}{path}" for path in parts)
    answers = {
        path: Answer(200, listings.gzipped(listings.sitemap(part)), "application/gzip")
        for path, part in parts.items()
    }
    return answers | {
        "/": Answer(200, _front(host)),
        "/robots.txt": Answer(200, listings.robots((), [f"{host.home}sitemap_index.xml"]), "text/plain"),
        "/atom.xml": Answer(200, listings.atom(host, entries[:6]), "application/atom+xml"),
        "/sitemap_index.xml": Answer(200, index, _XML),
    }


def _daybook(host: Host, entries: Sequence[Entry]) -> dict[str, Answer]:
    """A front page of links without dates; its feed is a page, its sitemap is cut. There is no robots.txt."""
    return {
        "/": _sections(host, host.title, entries, "/", len(entries))["/"],
        "/feed.xml": Answer(200, _front(host), "application/rss+xml"),
        "/sitemap.xml": Answer(200, listings.cut_in_the_middle(listings.sitemap(entries)), _XML),
    }


def _lanqiao(host: Host, entries: Sequence[Entry]) -> dict[str, Answer]:
    """The newest in a JSON Feed, all of them on three section pages in GBK."""
    return {
        "/": Answer(200, _front(host), f"text/html; charset={host.charset}"),
        "/robots.txt": Answer(200, listings.robots(["/admin/"]), "text/plain"),
        "/feed.json": Answer(200, listings.json_feed(host, entries[:8]), "application/feed+json"),
        **_sections(host, "科技", entries, "/tech/", -(-len(entries) // 3)),
    }


def _wanbao(host: Host, entries: Sequence[Entry]) -> dict[str, Answer]:
    """RSS 1.0 without the oldest two, a section page with all."""
    return {
        "/": Answer(200, _front(host)),
        "/robots.txt": Answer(200, listings.robots(), "text/plain"),
        "/index.rdf": Answer(200, listings.rdf(host, entries[:-2]), "application/rdf+xml"),
        **_sections(host, "數位", entries, "/digital/", len(entries)),
    }


_LISTINGS = {HARBOUR: _harbour, PIXEL: _pixel, DAYBOOK: _daybook, LANQIAO: _lanqiao, WANBAO: _wanbao}


def _sections(host: Host, title: str, entries: Sequence[Entry], first: str, links: int) -> dict[str, Answer]:
    """Section pages of `links` links each: `first`, `index_2.html`, …"""
    parts = [entries[start : start + links] for start in range(0, len(entries), links)]
    paths = [first if place == 0 else f"{first}index_{place + 1}.html" for place in range(len(parts))]
    return {
        path: Answer(
            200,
            section_page(
                host.name,
                title,
                [(entry.url.removeprefix(host.home.rstrip("/")), entry.title) for entry in part],
                following,
                host.charset,
            ),
            f"text/html; charset={host.charset}",
        )
        for path, part, following in zip(paths, parts, [*paths[1:], None], strict=True)
    }


def _front(host: Host) -> bytes:
    """A front page that leads nowhere, for who asks for it."""
    page = (
        f'<!DOCTYPE html><html lang="{host.language}"><title>{host.title}</title><h1>{host.title}</h1></html>'
    )
    return page.encode(host.charset)
