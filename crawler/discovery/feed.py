"""RSS 0.9 to 2.0, RDF, Atom (feedparser, fed bytes only) and JSON Feed."""

import io
import json
import re
from calendar import timegm
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding
from w3lib.html import remove_tags, replace_entities

from crawler.discovery.candidate import Problem
from crawler.discovery.dates import parse_date
from crawler.discovery.feed_subject import subject_of
from crawler.discovery.large_feed import read_large_feed
from crawler.discovery.reading import MAX_ITEMS, Item, Reading
from pipelines.page.charset import NO_CHARSETS

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_END_OF_ROOT = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_LAST_WHOLE_ENTRY = re.compile(rb".*</(?:[\w.-]+:)?(?:item|entry)\s*>", re.DOTALL | re.IGNORECASE)
_END_WINDOW = 2048
# What feedparser takes for a tag, in the time that it takes for an `&`; and a second or two of its time.
_TAG_COSTS = 20
_MOST_COSTS = 400_000
# The attributes of one tag cost it the square of their number.
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{20000}")
# What feedparser has been seen to raise on a reference to a character that is none, or an attribute that has
# no number: one of these in one entry must not cost the others.
_LIBRARY_ERRORS = (ValueError, TypeError, OverflowError, LookupError, AttributeError, RecursionError)
# Entities that stand for a character or a few words. feedparser takes the others away where each begins a
# line, and else has expat make eight megabytes of them.
_ENTITY = b"<!ENTITY"
_PLAIN_ENTITY = re.compile(
    rb"""<!ENTITY\s+[\w.-]+\s+(?:"(?:&#\w+;|[^&"<>%]{0,60})"|'(?:&#\w+;|[^&'<>%]{0,60})')\s*>"""
)
# feedparser calls these wrong although the feed reads well.
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def read_feed(body: bytes, *, url: str, content_type: str) -> Reading:
    """`body` has a root of rss, feed or RDF, well-formed or not; `url` is what its links are relative to."""
    whole, problem = _whole_entries(body)
    if _is_costly(whole) or _names_no_charset(whole, content_type):
        large = read_large_feed(whole, url=url)
        return replace(large, problem=problem or large.problem)
    charset = _CHARSET.search(content_type)
    headers = {"content-location": url}
    if charset:
        headers["content-type"] = f"application/xml; charset={charset.group(1)}"
    # A stream and not the bytes: feedparser opens bytes as a file name.
    try:
        parsed = feedparser.parse(
            io.BytesIO(whole), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except _LIBRARY_ERRORS as error:
        fault = ("malformed", f"{type(error).__name__}: {str(error)[:200]}")
        return replace(read_large_feed(whole, url=url), problem=problem or fault)
    is_rss = str(parsed.get("version", "")).startswith("rss")
    items = [_item(entry, url, is_rss) for entry in parsed.entries]
    return Reading(
        items=tuple(filter(None, items)),
        pages=tuple(_join(url, link["href"]) for link in parsed.feed.get("links", ()) if _is_next(link)),
        problem=problem or _bozo(parsed),
        without_link=items.count(None),
        about=subject_of(parsed, url),
    )


def _names_no_charset(body: bytes, content_type: str) -> bool:
    """feedparser would take Python's word for it."""
    named = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    return not NO_CHARSETS.isdisjoint(named)


def read_json_feed(body: bytes, *, url: str) -> Reading:
    """JSON Feed 1.0 and 1.1."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Reading(problem=("malformed", f"JSON: {str(error)[:200]}"))
    entries = content.get("items") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        return Reading(problem=("not_a_feed", "JSON without `items`"))
    items = [_json_item(entry, url) if isinstance(entry, dict) else None for entry in entries[:MAX_ITEMS]]
    following = content.get("next_url")
    return Reading(
        items=tuple(filter(None, items)),
        pages=(_join(url, following),) if isinstance(following, str) else (),
        problem=("too_many", f"more than {MAX_ITEMS} entries") if len(entries) > MAX_ITEMS else None,
        without_link=items.count(None),
    )


def _item(entry: Any, url: str, is_rss: bool) -> Item | None:
    link = entry.get("feedburner_origlink") or entry.get("link") or _first_link(entry)
    if not isinstance(link, str) or not link.strip():
        return None
    published, modified = _published(entry), _modified(entry)
    if is_rss and published is None:
        # RSS has one date for an item. feedparser files dc:date, the one of RSS 1.0, under `updated`.
        published, modified = modified, None
    return Item(_join(url, link), _headline(entry.get("title")), published, modified)


def _first_link(entry: Any) -> str | None:
    links = (
        link.get("href") for link in entry.get("links", ()) if link.get("rel") not in ("enclosure", "self")
    )
    return next((link for link in links if link), None)


def _published(entry: Any) -> str | None:
    written = entry.get("published") if "published" in entry else entry.get("created")
    moment = entry.get("published_parsed") if "published_parsed" in entry else entry.get("created_parsed")
    return parse_date(written or "") or _utc(moment)


def _modified(entry: Any) -> str | None:
    # Asking for `updated` where there is only `published` makes feedparser warn and answer the latter.
    return parse_date(entry["updated"]) if dict.__contains__(entry, "updated") else None


def _utc(moment: Any) -> str | None:
    try:
        return datetime.fromtimestamp(timegm(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _json_item(entry: dict[str, Any], url: str) -> Item | None:
    link = entry.get("url") or entry.get("external_url")
    if not isinstance(link, str) or not link.strip():
        return None
    published, modified = (entry.get(name) for name in ("date_published", "date_modified"))
    return Item(
        _join(url, link),
        _headline(entry.get("title")),
        parse_date(published) if isinstance(published, str) else None,
        parse_date(modified) if isinstance(modified, str) else None,
    )


def _headline(title: object) -> str | None:
    if not isinstance(title, str):
        return None
    return " ".join(replace_entities(remove_tags(title)).split()) or None


def _join(url: str, link: str) -> str:
    try:
        return urljoin(url, link.strip())
    except ValueError:
        return link


def _is_next(link: Any) -> bool:
    return link.get("rel") == "next" and bool(link.get("href"))


def _whole_entries(body: bytes) -> tuple[bytes, Problem | None]:
    """Cut off the entry that a truncated feed ends in: its link may be half a link."""
    if _END_OF_ROOT.search(body[-_END_WINDOW:]) or b"\0" in body[:4]:
        return body, None
    last = _LAST_WHOLE_ENTRY.match(body)
    if last is None:
        # Nothing to gain, and feedparser takes minutes over a million elements that are never closed.
        return b"", ("truncated", "no end of the root element, and no whole entry")
    return last.group(), ("truncated", f"no end of the root element; {last.end()} of {len(body)} bytes read")


def _is_costly(body: bytes) -> bool:
    costs = body.count(b"<") * _TAG_COSTS + body.count(b"&")
    return costs > _MOST_COSTS or _LONG_TAG.search(body) is not None or _has_swelling_entities(body)


def _has_swelling_entities(body: bytes) -> bool:
    plain = body.replace(b"\0", b"") if b"\0" in body[:64] else body
    return plain.count(_ENTITY) != sum(1 for _ in _PLAIN_ENTITY.finditer(plain))


def _bozo(parsed: Any) -> Problem | None:
    fault = parsed.get("bozo_exception")
    if not parsed.get("bozo") or isinstance(fault, _HARMLESS):
        return None
    return ("malformed", f"{type(fault).__name__}: {str(fault)[:200]}")
