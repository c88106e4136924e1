"""What labelled pages say of themselves, as we read it, beside what trafilatura's metadata give alone.

The labels of `gne` and `hkfire` were made by machines from metadata: their figures are called silver.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

import trafilatura

from pipelines.document import Article
from pipelines.errors import Rejected, StageFailed
from pipelines.extract import extract
from pipelines.page import json_ld
from pipelines.page.charset import decode_html
from pipelines.page.headings import headings
from quality.cases import Page, own_pages, shared_pages
from quality.figure import Figure, mean
from quality.metadata_labels import Wanted, same_authors, same_day, same_headline, same_instant, wanted

SETS = ("fundus", "trafilatura", "gne", "hkfire")
_SILVER = ("gne", "hkfire")
_FEWEST_OF_A_LANGUAGE = 10
_MIN_CHARACTERS = 40
BOUND = 1.0

# Of our own pages, what else the label may have, and the field of Article.
_OWN_FIELDS = {
    "date": "published", "modified": "modified", "section": "section", "keywords": "keywords",
    "canonical": "canonical_url", "access": "access",
}  # fmt: skip


class Alone(NamedTuple):
    """trafilatura's extract_metadata, with its defaults."""

    headline: str | None
    published: str | None
    authors: tuple[str, ...]


class Case(NamedTuple):
    """A page, its label, and what two readers make of it; `ours` is None where the page was turned down."""

    page: Page
    wanted: Wanted
    ours: Article | None
    alone: Alone
    stated: str | None


class Measure(NamedTuple):
    """`counts`: whether the label says anything; the others: whether a reading agrees with it."""

    name: str
    counts: Callable[[Case], object]
    ours: Callable[[Article, Case], bool]
    alone: Callable[[Case], bool]


MEASURES = (
    Measure(
        "headline, exact",
        lambda case: case.wanted.headline,
        lambda ours, case: same_headline(ours.headline, case.wanted.headline or ""),
        lambda case: same_headline(case.alone.headline, case.wanted.headline or ""),
    ),
    Measure(
        "date, to the day",
        lambda case: case.wanted.published,
        lambda ours, case: same_day(ours.published, case.wanted.published or ""),
        lambda case: same_day(case.alone.published, case.wanted.published or ""),
    ),
    Measure(
        "authors, as a set",
        lambda case: case.wanted.authors,
        lambda ours, case: same_authors(ours.authors, case.wanted.authors),
        lambda case: same_authors(case.alone.authors, case.wanted.authors),
    ),
    Measure(
        "time and zone of JSON-LD kept",
        lambda case: case.stated,
        lambda ours, case: same_instant(ours.published, case.stated or ""),
        lambda case: same_instant(case.alone.published, case.stated or ""),
    ),
)


def figures() -> Iterator[Figure]:
    """Our own pages, then the labelled sets where they lie beside the project."""
    own = _cases("own")
    yield from _of_set(own, "own", BOUND)
    for key, field in _OWN_FIELDS.items():
        labelled = [case for case in own if key in case.page.label]
        right = mean([float(_value(case, field) == case.page.label[key]) for case in labelled])
        yield Figure(
            f"{field.replace('_', ' ')}, as labelled", "own", "all", len(labelled), right, bound=BOUND
        )
    for origin in SETS:
        yield from _of_set(_cases(origin), origin, None)


def details() -> Iterator[str]:
    """Each mistake: what the label says, what we read, what trafilatura reads."""
    for origin in ("own", *SETS):
        for case in _cases(origin):
            for measure in MEASURES:
                if measure.counts(case) and not _is_right(measure, case):
                    yield f"{measure.name}: {case.page.name} {case.wanted} {_told(case.ours)} {case.alone}"


def _of_set(cases: Sequence[Case], data: str, bound: float | None) -> Iterator[Figure]:
    silver = " (silver)" if data in _SILVER else ""
    for measure in MEASURES:
        counted = [case for case in cases if measure.counts(case)]
        for language in ("all", *_languages(counted)):
            of_it = [case for case in counted if language in ("all", _language(case))]
            right = mean([float(_is_right(measure, case)) for case in of_it])
            beside = {"trafilatura": mean([float(measure.alone(case)) for case in of_it])}
            if of_it:
                yield Figure(measure.name + silver, data, language, len(of_it), right, beside, bound)
    late = float(sum(map(_is_late, cases)))
    limit = None if bound is None else 0.0
    if cases:
        yield Figure("dates in the future", data, "all", len(cases), late, {}, limit, fewer_is_better=True)


def _languages(cases: Sequence[Case]) -> list[str]:
    named = [_language(case) for case in cases]
    return sorted(each for each in set(named) if each and named.count(each) >= _FEWEST_OF_A_LANGUAGE)


def _language(case: Case) -> str:
    said = case.page.label.get("language") or case.page.label.get("html_lang") or case.page.label.get("lang")
    return (said or "").replace("_", "-").partition("-")[0].lower()


def _is_right(measure: Measure, case: Case) -> bool:
    return case.ours is not None and measure.ours(case.ours, case)


def _is_late(case: Case) -> bool:
    """After it was fetched, as far as the label knows when that was."""
    if case.ours is None or case.ours.published is None:
        return False
    fetched = case.page.label.get("crawl_date") or case.page.capture().fetched.isoformat()
    published = datetime.fromisoformat(case.ours.published)
    day = published.astimezone(UTC) if published.tzinfo else published
    return day.isoformat()[:10] > str(fetched)[:10]


def _value(case: Case, field: str) -> object:
    value = getattr(case.ours, field, None)
    return list(value) if isinstance(value, tuple) else value


def _told(article: Article | None) -> str:
    if article is None:
        return "turned down"
    return f"{article.headline!r} {article.published} {article.authors}"


@cache
def _cases(origin: str) -> tuple[Case, ...]:
    pages = own_pages() if origin == "own" else shared_pages(origin)
    return tuple(
        Case(page, wanted(page), _ours(page), _alone(page), _stated(page))
        for page in pages
        if any(wanted(page))
    )


def _ours(page: Page) -> Article | None:
    try:
        return extract(page.capture(), min_characters=_MIN_CHARACTERS)
    except (Rejected, StageFailed):
        return None


def _alone(page: Page) -> Alone:
    found = trafilatura.extract_metadata(_html(page), default_url=page.url)
    names = (name.strip() for name in (found.author or "").split(";"))
    return Alone(found.title, found.date, tuple(filter(None, names)))


def _stated(page: Page) -> str | None:
    """`datePublished` of the page's JSON-LD, where that has time and zone and lies before the fetch."""
    tree = trafilatura.load_html(_html(page))
    if tree is None:
        return None
    article = json_ld.article(json_ld.nodes(tree), (*headings(tree), *tree.xpath(".//head/title/text()")))
    said = json_ld.text_of(article, "datePublished")
    try:
        moment = datetime.fromisoformat(said.strip())
    except ValueError:
        return None
    return moment.isoformat() if moment.tzinfo and moment <= page.capture().fetched else None


def _html(page: Page) -> str:
    return decode_html(page.body, "text/html")
