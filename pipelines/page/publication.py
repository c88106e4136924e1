"""When a page was published: as it states, as it shows by the headline, as its address or its listing
says."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from pipelines.page.page_dates import best_date, iso_date
from pipelines.page.page_lines import Line, below_and_above

# In characters, from the headline.
_FARTHEST_BELOW = 700
_FARTHEST_ABOVE = 200
_LONGEST_DATELINE = 100
_LONGEST_DATE = 24

_IN_ADDRESS = re.compile(r"(?<!\d)(20[0-3]\d)[/_-]?(0[1-9]|1[0-2])[/_-]?([0-2]\d|3[01])(?!\d)")
_LABELLED = re.compile(
    r"(?i)^(?:datum|date|published(?: on)?|publication date|posted(?: on)?"
    r"|veröffentlicht(?: am)?|erschienen(?: am)?"
    r"|erstellt(?: am)?|publié le|publicado(?: el)?"
    r"|pubblicato(?: il)?|fecha|data|发布(?:时间|日期)|發佈(?:時間|日期)"
    r"|发表时间|发稿时间|日期|时间|時間|公開日|掲載日)\s*[:：]?\s*(?=\S*\d)(.+)"
)
_CHANGED = re.compile(
    r"(?i)updated?|modified|edited|aktualisiert|stand:|geändert|modifi|mis à jour|actualiz|aggiornat|atualiz"
    r"|bijgewerkt|oppdatert|uppdater|更新|修改|更正|수정|обновлен"
)


def shown_date(lines: Sequence[Line], headings: Sequence[str], url: str, fetched: datetime) -> str | None:
    """A date with a label, or the first in a short line by the headline; the day in the address, where
    they disagree.

    A line, or the part of it, that speaks of a change is passed over.
    """
    shown = best_date([*filter(None, map(_labelled, lines)), *_datelines(lines, headings)], fetched)
    found = _IN_ADDRESS.search(urlsplit(url).path)
    addressed = iso_date("-".join(found.groups()), fetched) if found else None
    return shown if shown and addressed in (None, shown[:10]) else addressed


def found_date(tree: HtmlElement, url: str, fetched: datetime) -> str | None:
    """The day that htmldate finds.

    Its extensive search is not asked: of the days that it alone found, half were wrong.
    """
    latest = (fetched + timedelta(days=1)).strftime("%Y-%m-%d")
    return find_date(tree, extensive_search=False, original_date=True, url=url, max_date=latest)


def lone_date(lines: Sequence[Line], fetched: datetime) -> str | None:
    """The only date that stands in a line of its own, as under a letter."""
    alone = (line.text for line in lines if len(line.text) <= _LONGEST_DATE)
    dates = [found for text in alone if (found := iso_date(text, fetched))]
    return dates[0] if len({date[:10] for date in dates}) == 1 else None


def modified_date(stated: Sequence[str], published: str | None, fetched: datetime) -> str | None:
    """None where the page says so of a time before it was published."""
    modified = best_date(stated, fetched)
    return modified if modified and (published is None or modified[:10] >= published[:10]) else None


def _labelled(line: Line) -> str | None:
    """`Date: 4 March 2026`, wherever on the page."""
    found = _LABELLED.match(line.text) if len(line.text) <= _LONGEST_DATELINE else None
    return found[1] if found else None


def _datelines(lines: Sequence[Line], headings: Sequence[str]) -> Iterator[str]:
    for line in below_and_above(lines, headings, _FARTHEST_BELOW, _FARTHEST_ABOVE):
        if len(line.text) <= _LONGEST_DATELINE:
            change = _CHANGED.search(line.text)
            yield line.text[: change.start()] if change else line.text
