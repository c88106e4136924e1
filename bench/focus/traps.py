"""What a crawl should not fall for, and what each page of the proving web is in truth.

Calendars without end, session ids, facets, and pages that are not there but say so with status 200.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from bench.focus.articles import Article, Host, Truth

CALENDAR_MONTHS = tuple(f"/calendar/{year}/{month:02}" for year in (2019, 2020) for month in range(1, 13))
SESSION = "sid"

_TOPICS = ("barley", "bridges", "chess", "harbours", "leeks", "trains")
_SORTS = ("newest", "oldest", "most-read")
_GONE = re.compile(r"-gone-[0-9]+$|/9[0-9]{5}\.html$")
_TRAP_PATHS = ("/calendar/", "/stories/all")
_FORBIDDEN = "/internal/"


def calendar_links(page: int) -> Iterator[tuple[str, str]]:
    """Those of the calendar that stands on the `page`-th page of a section: the days of a month."""
    month = CALENDAR_MONTHS[(page - 1) % len(CALENDAR_MONTHS)]
    return ((f"{month}/{day:02}/", str(day)) for day in range(1, 29))


def facet_links(section: str) -> Iterator[tuple[str, str]]:
    """Every way to filter and sort the same stories."""
    return (
        (f"/stories/all?section={section}&topic={topic}&sort={sort}", f"Stories on {topic}, {sort} first")
        for topic in _TOPICS
        for sort in _SORTS
    )


def with_session(url: str, chance: random.Random) -> str:
    """The same page under an id that no other visitor is given."""
    return f"{url}?{SESSION}={chance.getrandbits(128):032x}"


def gone(article: Article) -> str:
    """The URL of a page that was there once: as the article's."""
    if article.host.language == "zh":
        return re.sub(r"/1([0-9]{5})\.html$", r"/9\1.html", article.url)
    return f"{article.url}-gone-1"


def forbidden(host: Host) -> tuple[str, ...]:
    """Pages that robots.txt forbids, though a listing names them; all speak of the seeds' subjects."""
    stem = f"http://{host.name}{_FORBIDDEN}2020/05/0"
    return tuple(f"{stem}{day}/how-tiktok-and-bytedance-won-the-teenagers" for day in (1, 2))


def truth_of(url: str, articles: Mapping[str, Article]) -> Truth | None:
    """None for listings and whatever is no article at all. `articles` are by URL."""
    parts = urlsplit(url)
    if parts.path.startswith(_FORBIDDEN):
        return "forbidden"
    if parts.path.startswith(_TRAP_PATHS) or _GONE.search(parts.path):
        return "trap"
    return articles[bare].truth if (bare := without_session(url)) in articles else None


def without_session(url: str) -> str:
    """The page's own URL."""
    parts = urlsplit(url)
    return parts._replace(query="").geturl() if SESSION in dict(parse_qsl(parts.query)) else url


def some_gone(articles: Sequence[Article], share: float) -> list[str]:
    """As many as `share` of the articles, spread."""
    count = round(len(articles) * share)
    return [gone(articles[place * len(articles) // count]) for place in range(count)]
