"""`/.well-known/tdmrep.json`: for which paths of an origin text and data mining is reserved.

TDMRep (W3C Community Group, final report of May 2024) has rules in a list, of which the first that matches
holds. Patterns are those of robots.txt as Google reads them: a path from its beginning, `*` for anything,
`$` for the end.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from pipelines.document import Reservation
from pipelines.page.reservations import policy_url

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 512 * 1024

_MOST_RULES = 1000
_LONGEST_PATTERN = 2048
_VALUES = {0: False, 1: True, "0": False, "1": True}
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
# The unreserved ones, and the two that mean something else in a pattern: there they must be encoded.
_PLAIN = re.compile(r"[A-Za-z0-9._~$*-]")
# All of printable ASCII; what lies beyond is encoded as UTF-8.
_AS_IT_IS = "".join(map(chr, range(0x21, 0x7F)))


class Rule(NamedTuple):
    """`pieces` stand between the asterisks of a pattern; `whole`: nothing may follow the last."""

    pieces: tuple[str, ...]
    whole: bool
    reserved: bool
    policy: str | None

    def matches(self, path: str) -> bool:
        """Piece by piece from the left, which no pattern makes slow."""
        first, *others = self.pieces
        if not path.startswith(first):
            return False
        at = len(first)
        if self.whole and not others:
            return at == len(path)
        last = others.pop() if self.whole else ""
        for piece in others:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return path.endswith(last) and len(path) - len(last) >= at


class TdmRep:
    """The rules of one origin, none where there is no file."""

    def __init__(self, rules: tuple[Rule, ...] = ()) -> None:
        self.rules = rules

    @classmethod
    def parse(cls, body: bytes, url: str) -> "TdmRep":
        """`url` is where the body was found: policies may be relative to it. Never raises.

        What is no JSON has no rules, and what is no rule is passed over.
        """
        try:
            found = json.loads(body[:MAX_BYTES])
        except (ValueError, RecursionError):
            return cls()
        listed = found if isinstance(found, list) else [found]
        return cls(tuple(_rules(listed[:_MOST_RULES], url)))

    def reservation(self, url: str) -> Reservation | None:
        """None where `url` is not reserved, or nothing is said of it."""
        path = _comparable(_path_of(url))
        rule = next((rule for rule in self.rules if rule.matches(path)), None)
        if rule is None or not rule.reserved:
            return None
        return Reservation(what="tdm", said_in="tdmrep", detail=rule.policy)


def _rules(listed: list[Any], url: str) -> Iterator[Rule]:
    for each in listed:
        if not isinstance(each, dict):
            continue
        location, value, policy = (each.get(name) for name in ("location", "tdm-reservation", "tdm-policy"))
        if not isinstance(location, str) or not isinstance(value, int | str) or value not in _VALUES:
            continue
        pattern = location.strip()[:_LONGEST_PATTERN]
        pieces = map(_comparable, pattern.removesuffix("$").split("*"))
        named = policy_url(policy, url) if isinstance(policy, str) else None
        yield Rule(tuple(pieces), pattern.endswith("$"), _VALUES[value], named)


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _comparable(path: str) -> str:
    """Percent-encoded where it must be and nowhere else (RFC 3986): two spellings of a path are one."""
    return _ENCODED.sub(_spelt, quote(path, safe=_AS_IT_IS, errors="replace"))


def _spelt(encoded: re.Match[str]) -> str:
    char = chr(int(encoded[1], 16))
    return char if _PLAIN.fullmatch(char) else encoded[0].upper()
