"""What the label of a page says of its metadata, and when a reading agrees with it."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pipelines.page.page_dates import iso_date
from quality.cases import Page

_QUOTES = str.maketrans("“”„‟«»‘’‚‛′`´", "\"\"\"\"\"\"'''''''")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_YEAR = re.compile(r"(19|20)\d\d")

# trafilatura's labels are the line as it stands on the page, with all its authors.
_BETWEEN_AUTHORS = re.compile(r"\s*;\s*")
_IN_A_LINE = re.compile(r"\s*[;,]\s*|\s+(?:und|and|/)\s+")


class Wanted(NamedTuple):
    """None and () where the label says nothing."""

    headline: str | None
    published: str | None
    authors: tuple[str, ...]


def wanted(page: Page) -> Wanted:
    """`silver_*` where there is no other. A date without a year is none."""
    label = page.label
    date = label.get("date") or label.get("silver_date") or ""
    names = label.get("author") or label.get("silver_author") or ""
    between = _IN_A_LINE if page.origin == "trafilatura" else _BETWEEN_AUTHORS
    return Wanted(
        label.get("title") or label.get("silver_title"),
        date if _YEAR.search(date) else None,
        tuple(filter(None, between.split(names))),
    )


def same_headline(ours: str | None, gold: str) -> bool:
    """White space, the shape of quotes and invisible characters aside."""
    return _folded(ours or "") == _folded(gold)


def same_day(ours: str | None, gold: str) -> bool:
    """The day in the zone of the label where both have one, else as both are written."""
    if not ours:
        return False
    wanted, found = (datetime.fromisoformat(_iso(date)) for date in (gold, ours))
    in_zone = found.astimezone(wanted.tzinfo) if wanted.tzinfo and found.tzinfo else found
    return in_zone.date() == wanted.date()


def same_authors(ours: Sequence[str], gold: Sequence[str]) -> bool:
    """As sets, in any case of letters."""
    theirs = {_folded(name).casefold() for name in gold}
    return {_folded(name).casefold() for name in ours} == theirs


def same_instant(ours: str | None, stated: str) -> bool:
    """Whether time and zone are there, and mean what was stated, to the second."""
    if not ours:
        return False
    found, said = datetime.fromisoformat(ours), datetime.fromisoformat(stated).replace(microsecond=0)
    return found.tzinfo is not None and found == said


def _iso(date: str) -> str:
    """Labels write ISO 8601 or as Chinese pages do."""
    found = iso_date(date, datetime.now(UTC))
    if found is None:
        raise ValueError(f"{date!r} is no date")
    return found


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text.translate(_QUOTES))).split())
