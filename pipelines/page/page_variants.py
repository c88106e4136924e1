"""Which page of the same article a URL names: the article's own URL but for a number or a word for all."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from pipelines.urls import canonical_url

_NUMBER_PARAMETER = re.compile(
    r"(?i)page|p|pn|pg|paged|pagenum|pageno|page_no|pageindex|currpage|seite|ipage"
)
_WHOLE_PARAMETER = re.compile(r"(?i)(page|p|view|show|pg|seite|fullpage|singlepage|single|pagewanted|all)")
_WHOLE_VALUE = re.compile(r"(?i)(all|full|1|true|yes|fullpage|single|single-page|singlepage|komplett)")
# Behind the article's path, with its extension aside.
_NUMBER_IN_PATH = re.compile(r"(?i)(?:[_-]|/(?:page|seite|p)[/_-]?|/)(\d{1,2})/?")
_WHOLE_IN_PATH = re.compile(
    r"(?i)[_/-](all|full|single|single-?page|komplettansicht|seite-all|page-all|qw)/?"
)
_EXTENSION = re.compile(r"(?i)\.(s?html?|php|aspx?|jsp)$")

Query = frozenset[tuple[str, str]]


class Variant(NamedTuple):
    """`number` as the URL has it; None where it is the whole article."""

    number: int | None


class _Split(NamedTuple):
    host: str
    stem: str
    extension: str
    query: Query


def variant(article: str, url: str) -> Variant | None:
    """What `url` is of the article whose first page is `article`; None for another page, or for this one.

    Both are absolute. The first page may bear the number 1.
    """
    try:
        first, other = _split(article), _split(url)
    except ValueError:
        return None
    if (first.host, first.extension) != (other.host, other.extension) or first == other:
        return None
    if first.stem == other.stem:
        return _by_query(_unnumbered(first.query), other.query)
    return _by_path(first, other) if first.query == other.query else None


def names_later_page(url: str) -> bool:
    """Whether the URL itself ends in a page number above 1, so that it is no article's first page."""
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return False
    numbers = [value for name, value in parse_qsl(parts.query) if _NUMBER_PARAMETER.fullmatch(name)]
    return any(number.isdigit() and 1 < int(number) < 100 for number in numbers)


def _split(url: str) -> _Split:
    parts = urlsplit(canonical_url(url))
    extension = _EXTENSION.search(parts.path)
    path = parts.path[: extension.start()] if extension else parts.path
    host = (parts.hostname or "").removeprefix("www.")
    pairs = frozenset(parse_qsl(parts.query, keep_blank_values=True))
    return _Split(host, path.rstrip("/"), extension[0].lower() if extension else "", pairs)


def _unnumbered(query: Query) -> Query:
    return frozenset(pair for pair in query if not (_NUMBER_PARAMETER.fullmatch(pair[0]) and pair[1] == "1"))


def _by_query(first: Query, other: Query) -> Variant | None:
    """Exactly one parameter more."""
    added = other - first
    if not first <= other or len(added) != 1:
        return None
    ((name, value),) = added
    if _NUMBER_PARAMETER.fullmatch(name) and value.isdigit() and len(value) <= 2:
        return Variant(int(value))
    return Variant(None) if _WHOLE_PARAMETER.fullmatch(name) and _WHOLE_VALUE.fullmatch(value) else None


def _by_path(first: _Split, other: _Split) -> Variant | None:
    stem = first.stem
    if not stem.rpartition("/")[2]:
        return None
    if other.stem.startswith(stem):
        added = other.stem.removeprefix(stem)
        if numbered := _NUMBER_IN_PATH.fullmatch(added):
            return Variant(int(numbered[1]))
        if _WHOLE_IN_PATH.fullmatch(added):
            return Variant(None)
    return _of_numbered_first(first, other)


def _of_numbered_first(first: _Split, other: _Split) -> Variant | None:
    """`story_1.html` and `story_2.html`."""
    for separator in ("_", "-", "/"):
        ours, _, one = first.stem.rpartition(separator)
        theirs, _, number = other.stem.rpartition(separator)
        if one in ("1", "01") and ours == theirs and number.isdigit() and 2 <= int(number) < 100:
            return Variant(int(number))
    return None
