"""Whether and where an article goes on: what the crawl's own process knows of it, without a parser.

The rest, which needs a tree of the page, is next_page.py's, and is called in a worker.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

# In bytes, such links as a further page has: behind the last part of the page's own path, by a parameter, or
# by a number alone.
_BEHIND_OWN = re.compile(rb"(?:[_-]|/(?:page|seite|p)?[/_-]?)(?:\d{1,2}\b|all\b|full\b|single|komplett)")
_VALUE = re.compile(rb"=(?:\d{1,2}|all|full|true|single)[\"'&#>\s]")
_PARAMETER = re.compile(
    rb"[?&;](?:page|pn?|pg|paged|page_?num|page_?no|pageindex|currpage|seite|ipage|view|show|single|fullpage"
    rb"|singlepage)$"
)
_LONGEST_PARAMETER = 12
_MOST_PLACES = 5000
_BY_NUMBER = re.compile(rb"href=[\"']?(?:\./)?\d{1,2}(?:\.s?html?|/)?[\"'>\s]")


class Onward(NamedTuple):
    """Where the article goes on. `is_whole`: the page there has all of it, and nothing is behind it."""

    url: str
    is_whole: bool


def may_go_on(body: bytes, url: str) -> bool:
    """Cheap, and true of few pages that do not: whether the bytes have a link such as a further page has.

    The crawl's own process asks this of every page. Where there are more places to look at than any page has,
    the answer is yes: the links are then read in a worker, which has a deadline.
    """
    last = last_part(url)
    own = last.encode() if last.isascii() else b""
    return bool(_BY_NUMBER.search(body)) or _has_parameter(body) or bool(own and _goes_on(body, own))


def _has_parameter(body: bytes) -> bool:
    """By the value first: a pattern that begins with a name would look at every letter."""
    ends = enumerate(match.start() for match in _VALUE.finditer(body))
    return any(
        number >= _MOST_PLACES or _PARAMETER.search(body[max(0, at - _LONGEST_PARAMETER) : at])
        for number, at in ends
    )


def _goes_on(body: bytes, own: bytes) -> bool:
    at = body.find(own)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return False
        if _BEHIND_OWN.match(body, at + len(own)):
            return True
        at = body.find(own, at + 1)
    return True


def last_part(url: str) -> str:
    """Of its path, without an ending; a further page of the article has it too."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
