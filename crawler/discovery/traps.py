"""URLs that a site makes without end: they are recognised by their shape, and nobody asks for them.

The rules for repeated segments and for length are those of Heritrix (PathologicalPathDecideRule,
TooManyPathSegmentsDecideRule); the others hold for what no article of a newspaper has in its URL.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

_MOST_CHARACTERS = 2048
_MOST_SEGMENTS = 20
_MOST_PARAMETERS = 10

_REPEATED = re.compile(r"(?=(/[^/]+(?:/[^/]+){0,3})\1\1(?:/|$))")
_NUMBERS_ONLY = re.compile(r"[/0-9]+")

_CALENDAR = re.compile(
    r"^((event|news)s?-?)?(calendar|kalender|calendario|calendrier|日历|日曆)$", re.IGNORECASE
)
# With hyphens months have two digits: `/1326-3/` is the third page of some name.
_DATE_AT_END = re.compile(
    r"/(?P<year>(?:1[89]|2[01])[0-9]{2})(?:(?:/(?P<m>[0-9]{1,2})|-(?P<mm>[0-9]{2}))(?:[/-](?P<day>[0-9]{1,2}))?)?/?$"
)
_CALENDAR_PARAMETER = re.compile(r"^(cal|calendar(_?date)?|ical|outlook-ical|tribe-bar-date)$", re.IGNORECASE)
_DATE_PARAMETER = re.compile(r"^(year|yr|yyyy|month|mon|mm|day|dd)$", re.IGNORECASE)
_MONTH = re.compile(r"^(year-?)?month$|^m$", re.IGNORECASE)
_MONTH_VALUE = re.compile(r"^[0-9]{4}-?[0-9]{2}(-?[0-9]{2})?$")
_FIRST_YEAR = 1990

_SESSION_PARAMETER = re.compile(
    r"^(s|sid|sess|session_?(id|key)?|token|cftoken|zenid|oscsid)$", re.IGNORECASE
)
_SESSION_SEGMENT = re.compile(
    r"^(s|sid|sess|session|sessionid|session-id)[-_=:](?P<id>[0-9a-z]{16,})$", re.IGNORECASE
)
_SESSION_NAME = re.compile(r"^(sid|sess|session|sessionid|session-id)$", re.IGNORECASE)
_SESSION_ID = re.compile(r"^(?=.*[0-9])(?=.*[a-z])([0-9a-f]{16,}|[0-9a-z]{24,})$", re.IGNORECASE)

_FACET = re.compile(
    r"""(?ix) ^( sort | sort_?(by|order|dir) | order | order_?(by|dir) | dir | direction | filters?
    | filter_.+ | filter\[.* | f\[.* | facets? | facet_.+ | refine.* | colou?r | size | brand
    | price.* | (min|max)_?price | rating | per_?page | page_?size | limit | offset | view | display
    | layout )$"""
)
_MOST_FACETS = 2
_MOST_COMBINATIONS = 5


def trap_of(url: str, today: str) -> str | None:
    """Its name, if the canonical `url` is one of a trap's; `today` is an ISO day."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    pairs = parse_qsl(parts.query, keep_blank_values=True) if parts.query else []
    if len(url) > _MOST_CHARACTERS or len(segments) > _MOST_SEGMENTS:
        return "trap_overlong"
    if _is_repeated(parts.path):
        return "trap_repeated"
    if _has_session(segments, pairs):
        return "trap_session"
    if _is_calendar(parts.path, segments, pairs, today):
        return "trap_calendar"
    return "trap_facets" if _has_facets(pairs) else None


class Combinations:
    """Counts, over the URLs of one listing, in how many ways one path is sorted or filtered."""

    def __init__(self, urls: Iterable[str]) -> None:
        asked = {url.partition("?")[::2] for url in urls if "?" in url}
        self._ways = Counter(page for page, query in asked if _facets(parse_qsl(query)))

    def is_trap(self, url: str) -> bool:
        """Whether `url` is one of more ways than a reader would want."""
        page, _, query = url.partition("?")
        return self._ways[page] > _MOST_COMBINATIONS and _facets(parse_qsl(query)) > 0


def _is_repeated(path: str) -> bool:
    found = _REPEATED.search(path)
    return found is not None and not _NUMBERS_ONLY.fullmatch(found.group(1))


def _has_session(segments: list[str], pairs: list[tuple[str, str]]) -> bool:
    if any(_SESSION_PARAMETER.match(name) and _SESSION_ID.match(value) for name, value in pairs):
        return True
    named = (found for segment in segments if (found := _SESSION_SEGMENT.match(segment)))
    if any(_SESSION_ID.match(found["id"]) for found in named):
        return True
    following = pairwise(segments)
    return any(_SESSION_NAME.match(name) and _SESSION_ID.match(value) for name, value in following)


def _is_calendar(path: str, segments: list[str], pairs: list[tuple[str, str]], today: str) -> bool:
    dated = _DATE_AT_END.search(path)
    if dated and (_is_no_day_of_ours(dated, today) or any(map(_CALENDAR.match, segments))):
        return True
    names = {name.lower() for name, _ in pairs}
    if (
        any(map(_CALENDAR_PARAMETER.match, names))
        or sum(1 for each in names if _DATE_PARAMETER.match(each)) > 1
    ):
        return True
    return any(_MONTH.match(name) and _MONTH_VALUE.match(value) for name, value in pairs)


def _is_no_day_of_ours(dated: re.Match[str], today: str) -> bool:
    """Months that nothing can have been published in; a lone number may be anything but a year."""
    month, day = int(dated["m"] or dated["mm"] or 0), int(dated["day"] or 1)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return False
    return int(dated["year"]) < _FIRST_YEAR or f"{dated['year']}-{month:02}" > today[:7]


def _has_facets(pairs: list[tuple[str, str]]) -> bool:
    return _facets(pairs) >= _MOST_FACETS or len(pairs) > _MOST_PARAMETERS


def _facets(pairs: list[tuple[str, str]]) -> int:
    return sum(1 for name, _ in pairs if _FACET.match(name))
