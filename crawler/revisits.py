"""When a page that is archived is looked at again: soon at first, then ever more rarely."""

import re
from datetime import datetime, timedelta

_SPAN = re.compile(r"(\d+)([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}


def parse_span(text: str) -> timedelta:
    """Of `12h`, `7d` or `2w`. Raises ValueError for anything else, and for nothing."""
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise ValueError("give a number of hours, days or weeks: 12h, 7d, 2w")
    return timedelta(hours=int(match[1]) * _HOURS[match[2]])


def next_look(archived: datetime, looked: datetime, first: timedelta) -> datetime:
    """When a page is due that was archived at `archived` and last looked at, at `looked`.

    First after `first`, then when its age has doubled at each look: after 7 days, 14, 28, 56 …
    """
    return looked + max(first, looked - archived)
