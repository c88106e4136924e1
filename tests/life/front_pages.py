"""What the four publishers list at an hour, each in its own way: path, bytes, type, validators."""

import gzip
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bench.focus import listings
from bench.focus.articles import Article, Host
from bench.focus.pages import section_page
from tests.life.stories import Place, moment

_XML, _HTML = "application/xml; charset=utf-8", "text/html; charset=utf-8"
_IN_FEED, _ON_SECTION = 12, 30

Validators = Literal["etag", "dated", "none"]


class Front(NamedTuple):
    """A listing. `names` are the places that it leads to."""

    path: str
    body: bytes
    kind: str
    validators: Validators
    names: tuple[Place, ...]


PUBLISHERS = """
[[publisher]]
id = "kestrel-post"
name = "The Kestrel Post"
home = "http://kestrel-post.example/"
language = "en"
feeds = [{ url = "http://kestrel-post.example/rss.xml", seen = "tests/life" }]
news_sitemaps = [{ url = "http://kestrel-post.example/news-sitemap.xml", seen = "tests/life" }]

[[publisher]]
id = "tarn-gazette"
name = "Tarn Gazette"
home = "http://tarn-gazette.example/"
language = "en"
sitemaps = [{ url = "http://tarn-gazette.example/sitemap.xml", seen = "tests/life" }]

[[publisher]]
id = "liuwan-bao"
name = "Liuwan Bao"
home = "http://liuwan-bao.example/"
language = "zh"
feeds = [{ url = "http://liuwan-bao.example/feed.json", seen = "tests/life" }]
sections = [{ url = "http://liuwan-bao.example/news/", seen = "tests/life" }]

[[publisher]]
id = "osmotherly"
name = "The Osmotherly"
home = "http://osmotherly.example/"
language = "en"
feeds = [{ url = "http://osmotherly.example/atom.xml", seen = "tests/life" }]
sections = [{ url = "http://osmotherly.example/news/", seen = "tests/life" }]
"""


def fronts(host: Host, there: Sequence[Place]) -> Iterator[Front]:
    """The listings of a host; `there` are its places at this hour, the newest first."""
    match host.id:
        case "kestrel-post":
            newest = there[:_IN_FEED]
            feed = listings.rss(host, "news", map(article, newest))
            yield Front("/rss.xml", feed, _XML, "etag", tuple(newest))
            body = listings.news_sitemap(host, [article(place) for place in there])
            yield Front("/news-sitemap.xml", body, _XML, "none", tuple(there))
        case "tarn-gazette":
            yield from _by_hour(host, there)
        case "liuwan-bao":
            feed = listings.json_feed(host, [article(place) for place in there[:_IN_FEED]])
            yield Front("/feed.json", feed, "application/feed+json", "dated", tuple(there[:_IN_FEED]))
            yield _section(host, there)
        case _:
            feed = listings.atom(host, "news", [article(place) for place in there[:_IN_FEED]])
            yield Front("/atom.xml", feed, "application/atom+xml", "etag", tuple(there[:_IN_FEED]))
            yield _section(host, there)


def _by_hour(host: Host, there: Sequence[Place]) -> Iterator[Front]:
    """An index of sitemaps, one for each six hours, with the moment of the newest change in each."""
    parts: dict[int, list[Place]] = {}
    for place in there:
        parts.setdefault(int(place.since_h // 6), []).append(place)
    children = [
        (f"http://{host.name}/sitemap-{part}.xml.gz", moment(max(p.changed_h for p in places)).isoformat())
        for part, places in sorted(parts.items())
    ]
    yield Front("/sitemap.xml", listings.sitemap_index(children), _XML, "etag", ())
    for part, places in parts.items():
        body = listings.sitemap((place.url, moment(place.changed_h).isoformat()) for place in places)
        packed = gzip.compress(body, mtime=0)
        yield Front(f"/sitemap-{part}.xml.gz", packed, "application/gzip", "etag", tuple(places))


def _section(host: Host, there: Sequence[Place]) -> Front:
    newest = there[:_ON_SECTION]
    links = [(place.path, place.story.headline) for place in newest]
    return Front("/news/", section_page(host, "News", links), _HTML, "none", tuple(newest))


def article(place: Place) -> Article:
    """For those who make pages and listings."""
    story = place.story
    return Article(
        host=place.host,
        section="technology",
        path=place.path,
        headline=story.headline,
        paragraphs=story.paragraphs,
        published=moment(place.since_h),
        related=story.related,
    )
