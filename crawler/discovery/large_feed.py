"""Feeds for which feedparser would take minutes: one pass of lxml, for the few fields that discovery needs.

feedparser takes a millisecond for an entry and a sixth of one for a tag, so that a feed of 50,000 entries, or
of 100,000 tags made to cost, is past the deadline of a worker. What only feedparser mends is lost with them.
"""

from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree
from w3lib.html import remove_tags, replace_entities

from crawler.discovery.candidate import Problem
from crawler.discovery.dates import parse_date
from crawler.discovery.reading import Item, Reading
from crawler.discovery.xml_entries import XmlEntries, attribute_of, local_name, text_of

MOST_ENTRIES = 20_000
"""Of one feed: three seconds' work. A feed has the newest pages, first as a rule."""

_ENTRIES = frozenset({"item", "entry"})
_PUBLISHED = ("pubdate", "published", "issued", "created")
_MODIFIED = ("updated", "modified")
_NO_PAGE_RELS = frozenset(
    {"self", "enclosure", "edit", "replies", "hub", "next", "license", "via", "related"}
)


class _Fields(NamedTuple):
    """What an entry says, by the local names of its elements; of several with one name the first."""

    texts: dict[str, str]
    links: dict[str, str]


def read_large_feed(body: bytes, *, url: str) -> Reading:
    """As `read_feed`."""
    entries = XmlEntries(body, _ENTRIES)
    items: list[Item] = []
    without_link = 0
    problem: Problem | None = None
    for entry in entries:
        if len(items) >= MOST_ENTRIES:
            problem = ("too_many", f"more than {MOST_ENTRIES} entries")
            break
        item = _item(_fields(entry), url, is_rss=local_name(entry).lower() == "item")
        without_link += item is None
        items += [item] if item else []
    return Reading(items=tuple(items), problem=problem or entries.problem, without_link=without_link)


def _fields(entry: "etree._Element") -> _Fields:
    texts: dict[str, str] = {}
    links: dict[str, str] = {}
    for element in entry:
        name = local_name(element).lower()
        written = attribute_of(element, "href")
        if name == "link" and written:
            links.setdefault((attribute_of(element, "rel") or "alternate").lower(), written.strip())
        elif name != "guid" or (attribute_of(element, "isPermaLink") or "true").lower() == "true":
            texts.setdefault(name, text_of(element))
    return _Fields(texts, links)


def _item(fields: _Fields, url: str, *, is_rss: bool) -> Item | None:
    link = _link(fields)
    if not link:
        return None
    published = _date(fields.texts, (*_PUBLISHED, "date"))
    modified = _date(fields.texts, _MODIFIED)
    if is_rss and published is None:
        published, modified = modified, None
    try:
        absolute = urljoin(url, link)
    except ValueError:
        absolute = link
    return Item(absolute, _headline(fields.texts.get("title", "")), published, modified)


def _link(fields: _Fields) -> str | None:
    named = fields.texts.get("origlink") or fields.texts.get("link") or fields.links.get("alternate")
    others = (link for rel, link in fields.links.items() if rel not in _NO_PAGE_RELS)
    return named or next(others, None) or fields.texts.get("guid")


def _date(texts: dict[str, str], names: tuple[str, ...]) -> str | None:
    written = (texts[name] for name in names if texts.get(name))
    return next((date for text in written if (date := parse_date(text))), None)


def _headline(title: str) -> str | None:
    plain = replace_entities(remove_tags(title)) if "<" in title or "&" in title else title
    return " ".join(plain.split()) or None
