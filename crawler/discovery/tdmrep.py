"""`/.well-known/tdmrep.json`: for which paths of an origin text and data mining is reserved.

TDMRep (W3C Community Group, final report of May 2024) has rules in a list, of which the first that matches
holds. Patterns are those of robots.txt as Google reads them: a path from its beginning, `*` for anything,
`$` for the end.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from crawler.discovery.robots_rules import Rule, path_of, rule_of
from pipelines.document import Reservation
from pipelines.page.reservations import policy_url

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 512 * 1024

_MOST_RULES = 1000
_LONGEST_PATTERN = 2048
_VALUES = {0: False, 1: True, "0": False, "1": True}


class Clause(NamedTuple):
    """Of one rule of the file: whether what matches is reserved, and its policy."""

    rule: Rule
    reserved: bool
    policy: str | None


class TdmRep:
    """The rules of one origin, none where there is no file."""

    def __init__(self, rules: tuple[Clause, ...] = ()) -> None:
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
        path = path_of(url)
        clause = next((clause for clause in self.rules if clause.rule.matches(path)), None)
        if clause is None or not clause.reserved:
            return None
        return Reservation(what="tdm", said_in="tdmrep", detail=clause.policy)


def _rules(listed: list[Any], url: str) -> Iterator[Clause]:
    for each in listed:
        if not isinstance(each, dict):
            continue
        location, value, policy = (each.get(name) for name in ("location", "tdm-reservation", "tdm-policy"))
        if not isinstance(location, str) or not isinstance(value, int | str) or value not in _VALUES:
            continue
        # JSON may hold half of a pair of surrogates, which is no text.
        pattern = location.strip()[:_LONGEST_PATTERN].encode("utf-8", "replace").decode()
        rule = rule_of(pattern or "*", allows=True)
        named = policy_url(policy, url) if isinstance(policy, str) else None
        if rule is not None:
            yield Clause(rule, _VALUES[value], named)
