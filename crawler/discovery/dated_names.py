"""The year, month or day of which a sitemap has the pages, where its name tells: `sitemap-2019-12.xml`."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from crawler.discovery.dates import parse_date

_YEAR = r"(?P<year>199[0-9]|20[0-4][0-9])"
_DATE = re.compile(
    rf"(?<![0-9]){_YEAR}(?:[-_/.]?(?P<month>0[1-9]|1[0-2])(?:[-_/.]?(?P<day>0[1-9]|[12][0-9]|3[01]))?)?(?![0-9])"
)
# `/2019/9/`: without its nought a month is told only by what separates it.
_SHORT = re.compile(rf"(?<![0-9]){_YEAR}[-_/.](?P<month>[1-9])(?:[-_/.](?P<day>[1-9]))?(?![0-9])")
_NAMES = {"year": ("yyyy", "year", "y"), "month": ("mm", "month", "m"), "day": ("dd", "day", "d")}
_DIGITS = re.compile(r"[0-9]+")


def dates_of(urls: Iterable[str]) -> dict[str, str]:
    """Those of `urls`, all of one index, whose names say so, with `2019`, `2019-12` or `2019-12-31`.

    A number counts as a date only if it does in every name that has the same shape: the 2,019th of many
    numbered sitemaps has no date.
    """
    named = list(urls)
    dates = {url: date for url in named if (date := _date(url))}
    without = {_shape(url) for url in named if url not in dates}
    return {url: date for url, date in dates.items() if _shape(url) not in without}


def _date(url: str) -> str | None:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    written = [next((query[name] for name in names if name in query), "") for names in _NAMES.values()]
    if re.fullmatch(_YEAR, written[0]):
        return _written(*written)
    found = _SHORT.search(parts.path) or _DATE.search(parts.path)
    return _written(found["year"], found["month"] or "", found["day"] or "") if found else None


def _written(year: str, month: str, day: str) -> str | None:
    known = [year, *(part.zfill(2) for part in (month, day if month else "") if part)]
    return parse_date("-".join(known)) if all(part.isdigit() for part in known) else None


def _shape(url: str) -> str:
    return _DIGITS.sub("0", urlsplit(url).path)
