"""What a list that scripts load says, as JSON: objects with a URL and a title, or pieces of HTML."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from w3lib.html import remove_tags, replace_entities

from crawler.discovery.dates import parse_date
from crawler.discovery.html_links import join
from crawler.discovery.links import read_section
from crawler.discovery.reading import MAX_ITEMS, Item, Reading

_URLS = ("url", "link", "href", "permalink", "web_url", "webUrl", "article_url", "articleUrl", "share_url",
         "shareUrl", "canonical_url", "path")  # fmt: skip
_TITLES = ("title", "headline", "head_line", "name", "subject", "article_title")
_DATES = ("date_published", "datePublished", "published_at", "publishedAt", "published", "publish_time",
          "publishTime", "pubDate", "pub_date", "pubtime", "date", "datetime", "created_at", "createdAt",
          "ctime", "time")  # fmt: skip
_NEXT = ("next", "next_url", "nextUrl", "next_page", "nextPage", "next_page_url", "nextPageUrl", "more",
         "more_url", "moreUrl")  # fmt: skip
_HTML = re.compile(r"(?i)<a\s[^>]*\bhref\s*=")
_URL_LIKE = re.compile(r"^(https?:/)?/[^\s{}]+$")
_MOST_NODES = 500_000
_SECONDS, _MILLISECONDS = 10, 13


def read_json_listing(body: bytes, *, url: str) -> Reading:
    """By its content, whatever its fields are called."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Reading(problem=("malformed", f"JSON: {str(error)[:200]}"))
    items: list[Item] = []
    pages: list[str] = []
    for node in _nodes(content):
        if isinstance(node, str):
            piece = read_section(node.encode(), url=url, content_type="text/html; charset=utf-8")
            items += piece.items
            pages += piece.pages
        else:
            items += filter(None, [_item(node, url)])
            pages += _next(node, url)
    return Reading(
        items=tuple(items[:MAX_ITEMS]),
        pages=tuple(dict.fromkeys(pages)),
        problem=None if items else ("no_entries", "JSON without a URL that has a title"),
    )


def _nodes(content: Any) -> Iterator[dict[str, Any] | str]:
    """Objects, and strings that are HTML with links, in the order of the text."""
    waiting = [content]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += reversed(node.values())
        elif isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, str) and _HTML.search(node):
            yield node


def _item(node: dict[str, Any], url: str) -> Item | None:
    target = next((node[key] for key in _URLS if _is_url(node.get(key))), None)
    title = next(filter(None, (_title(node.get(key)) for key in _TITLES)), None)
    absolute = join(url, target)
    if absolute is None or title is None:
        return None
    return Item(absolute, title, next(filter(None, (_date(node.get(key)) for key in _DATES)), None))


def _next(node: dict[str, Any], url: str) -> list[str]:
    written = (node[key] for key in _NEXT if isinstance(node.get(key), str))
    return [page for value in written if re.match(r"https?://|[/?]", value) and (page := join(url, value))]


def _is_url(value: object) -> bool:
    return isinstance(value, str) and _URL_LIKE.match(value.strip()) is not None


def _title(value: object) -> str | None:
    """WordPress has `{"rendered": …}`."""
    if isinstance(value, dict):
        value = value.get("rendered")
    if not isinstance(value, str):
        return None
    return " ".join(replace_entities(remove_tags(value)).split()) or None


def _date(value: object) -> str | None:
    """As written, or as seconds or milliseconds since 1970."""
    if isinstance(value, str) and not value.isdecimal():
        return parse_date(value)
    digits = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not digits.isdecimal() or len(digits) not in (_SECONDS, _MILLISECONDS):
        return parse_date(digits) if len(digits) == 8 else None
    moment = datetime.fromtimestamp(int(digits[:_SECONDS]), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
