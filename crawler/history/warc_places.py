"""Where the WARC files of CC-NEWS lie: https, S3 or a folder, and which of them are of a month.

The layout is Common Crawl's (https://commoncrawl.org/blog/news-dataset-available): of each month a list,
`crawl-data/CC-NEWS/YYYY/MM/warc.paths.gz`, of files `CC-NEWS-YYYYMMDDHHMMSS-NNNNN.warc.gz`.
"""

import gzip
import io
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from crawler.window import Window
from pipelines.errors import ConfigurationError

COMMON_CRAWL = "https://data.commoncrawl.org/"

FIRST_MONTH = "2016-08"
_LIST = "crawl-data/CC-NEWS/{year}/{month}/warc.paths.gz"
_LISTED = re.compile(r"crawl-data/[A-Za-z0-9/._-]+\.warc(\.gz)?")
_MONTH_IN_NAME = re.compile(r"CC-NEWS-([0-9]{4})([0-9]{2})[0-9]{8}-")
_LONGEST_LIST = 16 * 1024 * 1024


class WarcFile(NamedTuple):
    """`name` is the same wherever it lies, `address` is where, `shown` is what the archive says of it."""

    name: str
    address: str
    shown: str


def base_of(place: str) -> str:
    """`place` with names to come behind it. Raises ConfigurationError where it is of another kind."""
    scheme, mark, rest = place.partition("://")
    if mark and (scheme not in ("https", "http", "s3") or not rest.strip("/")):
        raise ConfigurationError(
            f"ccnews = {place}: CC-NEWS cannot be there; write https://…, s3://bucket or the path of a folder"
        )
    return f"{place.rstrip('/')}/" if mark else place


def is_remote(base: str) -> bool:
    return "://" in base


def months_of(window: Window, now: datetime) -> tuple[str, ...]:
    """`2019-09` and so on: from the first month to the one after the last, as far as they have begun."""
    since = max(_month(window.since, 1), FIRST_MONTH) if window.since else FIRST_MONTH
    until = _after(_month(window.until, 12)) if window.until else now.strftime("%Y-%m")
    months, month = [], since
    while month <= min(until, now.strftime("%Y-%m")):
        months.append(month)
        month = _after(month)
    return tuple(months)


def list_of(base: str, month: str) -> WarcFile:
    """The list of a month's files, which is no WARC file, but read as one."""
    path = _LIST.format(year=month[:4], month=month[5:])
    return WarcFile(path, base + path, base + path)


def listed(base: str, month: str, user_agent: str) -> tuple[WarcFile, ...]:
    """The files of a month. Raises Unreachable where the list cannot be had. Runs in a worker."""
    # The crawl's own process reads the names of this module alone, and need not load urllib3.
    from crawler.history.warc_bytes import Unreachable, open_at

    place = list_of(base, month)
    try:
        with open_at(place.address, 0, user_agent) as stream:
            packed = io.BytesIO(stream.read(_LONGEST_LIST))
        with gzip.open(packed) as lines:
            text = lines.read(_LONGEST_LIST).decode("ascii", errors="replace")
    except (OSError, EOFError, zlib.error) as error:
        raise Unreachable(f"no list of files ({error})"[:200]) from error
    paths = sorted(line for line in text.split() if _LISTED.fullmatch(line))
    return tuple(WarcFile(path, base + path, base + path) for path in paths)


def in_folder(base: str, wanted: tuple[str, ...]) -> tuple[WarcFile, ...]:
    """The files below a folder, by name; of those whose names tell a month, the wanted months'.

    Raises OSError where there is no such folder.
    """
    folder = Path(base)
    next(folder.iterdir(), None)
    files = sorted(path for pattern in ("*.warc.gz", "*.warc") for path in folder.rglob(pattern))
    named = ((path.relative_to(folder).as_posix(), path) for path in files if path.is_file())
    return tuple(
        WarcFile(name, str(path), name)
        for name, path in named
        if (month := _month_of(name)) is None or month in wanted
    )


def _month_of(name: str) -> str | None:
    found = _MONTH_IN_NAME.search(name)
    return f"{found[1]}-{found[2]}" if found else None


def _month(bound: str, otherwise: int) -> str:
    """Of a day, month or year; of a year, that month of it."""
    return bound[:7] if len(bound) >= 7 else f"{bound[:4]}-{otherwise:02}"


def _after(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year + 1}-01" if number == 12 else f"{year}-{number + 1:02}"
