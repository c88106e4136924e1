"""What the report of an archive reads: a few fields of every document, from the columns alone."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipelines.archive import Archive
from pipelines.archive import Away as Away

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Line(NamedTuple):
    """As in INDEX (docs/archive-format.md)."""

    number: int
    url: str | None
    headline: str | None
    authors: tuple[str, ...]
    published: str | None
    publisher: str | None
    language: str | None
    language_confidence: float | None
    entities: tuple[str, ...]
    relevance: float | None
    near_duplicate_of: int | None
    revision_of: int | None
    access: str | None
    fetched: str | None
    extractor: str | None
    tagger: str | None
    run: str
    status: str

    @property
    def is_live(self) -> bool:
        """Whether it was not removed."""
        return self.status == "live"


def lines(archive: Archive) -> Iterator[Line]:
    """In order of number, removed ones too."""
    return map(Line._make, archive.values(Line._fields))


def month(stamp: str | None) -> str | None:
    """`2019-09`; None where a date is no more precise than a year, or none of the calendar."""
    return None if stamp is None else _month(stamp[:7])


def day(stamp: str | None) -> str | None:
    """`2019-09-11`, likewise."""
    return None if stamp is None else _day(stamp[:10])


# There are few of them, and each is asked for very often.
@lru_cache(maxsize=4096)
def _month(begins: str) -> str | None:
    return begins if _MONTH.fullmatch(begins) else None


@lru_cache(maxsize=16_384)
def _day(begins: str) -> str | None:
    return begins if _DAY.fullmatch(begins) else None
