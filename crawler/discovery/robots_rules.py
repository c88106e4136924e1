"""The paths of a robots.txt, matched as RFC 9309 (2.2.2, 2.2.3) wants it: octet by octet, the longest wins.

Both sides are brought into one spelling first: what RFC 3986 does not let stand is percent-encoded, escapes
of unreserved characters are undone, those of reserved ones stay what they are. So `*` and `$` of a URL are
never those of a pattern.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_STANDS = ":/?#[]@!&'()+,;=%"
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
# In a query these mean nothing else when they are escaped; the RFC's own example has it so.
_PLAIN_IN_QUERY = {"%3A": ":", "%2F": "/"}


class Rule(NamedTuple):
    """`octets` of the pattern; `parts` lie between its `*`; `ends`: nothing may follow them."""

    octets: int
    allows: bool
    parts: tuple[str, ...]
    ends: bool

    def matches(self, path: str) -> bool:
        """`path` as `path_of` gives it."""
        first, *further = self.parts
        if not path.startswith(first):
            return False
        if not further:
            return not self.ends or len(path) == len(first)
        place = len(first)
        for part in further[:-1]:
            found = path.find(part, place)
            if found < 0:
                return False
            place = found + len(part)
        last = further[-1]
        if self.ends:
            return len(path) - len(last) >= place and path.endswith(last)
        return path.find(last, place) >= 0


def rule_of(pattern: str, *, allows: bool) -> Rule | None:
    """None for an empty pattern, which says nothing. A missing slash at the beginning is taken as meant."""
    if not pattern:
        return None
    if not pattern.startswith(("/", "*")):
        pattern = f"/{pattern}"
    ends = pattern.endswith("$")
    path, mark, query = pattern.removesuffix("$").partition("?")
    spelled = _spelled(path, "*") + mark + _in_query(_spelled(query, "*"))
    parts = tuple(re.split(r"\*+", spelled))
    return Rule(len(spelled) + ends, allows, parts, ends)


def by_precedence(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The longest first, and of equal ones what allows."""
    return tuple(sorted(rules, key=lambda rule: (-rule.octets, not rule.allows)))


def path_of(url: str) -> str:
    """Path and query as rules are held against them; `/` where there is none."""
    rest = url.partition("#")[0].partition("://")[2] or url.partition("#")[0]
    place = re.search(r"[/?]", rest)
    target = rest[place.start() :] if place else ""
    path, mark, query = target.partition("?")
    return _spelled(path or "/", "") + mark + _in_query(_spelled(query, ""))


def _spelled(text: str, kept: str) -> str:
    """Octets that are no UTF-8 came as surrogates, and stay the octets that they were."""
    return _ESCAPE.sub(_normal, quote(text.encode("utf-8", "surrogateescape"), safe=_STANDS + kept))


def _normal(escape: re.Match[str]) -> str:
    character = chr(int(escape.group()[1:], 16))
    return character if _UNRESERVED.fullmatch(character) else escape.group().upper()


def _in_query(text: str) -> str:
    return _ESCAPE.sub(lambda escape: _PLAIN_IN_QUERY.get(escape.group(), escape.group()), text)
