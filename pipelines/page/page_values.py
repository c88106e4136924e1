"""What a page says of itself and shows, as values that can be believed."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from lxml.html import HtmlElement

from pipelines.document import Access, Capture
from pipelines.page.canonical import canonical_of
from pipelines.page.headline import best_headline
from pipelines.page.keywords import keywords_of, section_of
from pipelines.page.page_dates import best_date, is_day
from pipelines.page.page_lines import Line, page_lines
from pipelines.page.page_metadata import PageMetadata
from pipelines.page.paywall import access_of
from pipelines.page.publication import found_date, lone_date, modified_date, shown_date
from pipelines.page.signed import authors_of
from pipelines.page.site import site_labels

# Some pages give their headline for a section.
_LONGEST_SECTION = 40

Lines = Callable[[], Sequence[Line]]


class PageValues(NamedTuple):
    """The fields of an Article of the same names."""

    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    section: str | None
    keywords: tuple[str, ...]
    canonical_url: str | None
    access: Access | None


def headline_of(capture: Capture, page: PageMetadata) -> str | None:
    """What the listing calls the page counts only where the page has no headline."""
    return best_headline(page.titles, _names(capture, page), capture.listed_headline)


def values_of(
    capture: Capture, page: PageMetadata, tree: HtmlElement, headline: str | None, text: str
) -> PageValues:
    """`text` is the article's; a page that shows little of it may be a stub. `tree` stays as it is."""
    lines = cache(lambda: page_lines(tree))
    # What the headline may look like on the page, likeliest first.
    headings = [said for said in (headline, *page.titles.headings, *page.headlines) if said]
    published = _published(capture, page, tree, lines, headings)
    return PageValues(
        authors=authors_of(page.authors, _names(capture, page), tree, lines, headings),
        published=published,
        modified=modified_date(page.modified, published, capture.as_of),
        section=section_of(page.sections),
        keywords=keywords_of(page.keywords),
        canonical_url=canonical_of(capture.final_url, page.canonical),
        access=access_of(page.access, tree, text),
    )


def _published(
    capture: Capture, page: PageMetadata, tree: HtmlElement, lines: Lines, headings: Sequence[str]
) -> str | None:
    """As stated; a day takes the time that stands by the headline, or that the listing gives it."""
    stated = best_date(page.published, capture.as_of)
    if stated and not is_day(stated):
        return stated
    shown = shown_date(lines(), headings, capture.final_url, capture.as_of)
    found = None if stated or shown else found_date(tree, capture.final_url, capture.as_of)
    alone = None if stated or shown or found else lone_date(lines(), capture.as_of)
    said = (stated, shown, found, alone, capture.listed_published)
    return best_date([date for date in said if date], capture.as_of)


def _names(capture: Capture, page: PageMetadata) -> tuple[str, ...]:
    sections = (section for section in page.sections if len(section) <= _LONGEST_SECTION)
    return (*page.site_names, *sections, *site_labels(capture.final_url))
