"""The lines of a robots.txt, as groups (RFC 9309, 2.1 and 2.2).

As lenient as Google's published parser where a line is misspelt, and whatever it is, none raises.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_NAMES = {
    "user-agent": "user-agent",
    "useragent": "user-agent",
    "user agent": "user-agent",
    "allow": "allow",
    "disallow": "disallow",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "disalow": "disallow",
    "diasllow": "disallow",
    "disallaw": "disallow",
    "crawl-delay": "crawl-delay",
    "crawl delay": "crawl-delay",
    "request-rate": "request-rate",
    "request rate": "request-rate",
    "sitemap": "sitemap",
    "sitemaps": "sitemap",
    "site-map": "sitemap",
}
_TOKEN = re.compile(r"[A-Za-z_-]+")
_BOM = b"\xef\xbb\xbf"
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_RATE = re.compile(r"(\d{1,9})/(\d{1,9})([smhd]?)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d*)?|\.\d+")

EVERYBODY = "*"


class Said(NamedTuple):
    """`patterns` with whether each allows, in the order of the file."""

    agents: frozenset[str]
    patterns: tuple[tuple[bool, str], ...]


@dataclass(slots=True)
class Lines:
    """What all lines say. `delays_s` by agent, the longest that is said of it; `named` are all agents."""

    groups: list[Said] = field(default_factory=list)
    delays_s: dict[str, float] = field(default_factory=dict)
    sitemaps: list[str] = field(default_factory=list)

    @property
    def named(self) -> frozenset[str]:
        return frozenset().union(*(group.agents for group in self.groups))


def read_lines(body: bytes) -> Lines:
    """`body` of any length and content."""
    reader = _Reader(Lines())
    for line in re.split(r"\r\n|\r|\n", _text(body)):
        reader.read(line.partition("#")[0])
    reader.close()
    return reader.lines


def product_token(name: str) -> str:
    """The letters that a name begins with, in lower case: what is compared (2.2.1). "*" for all crawlers."""
    name = name.strip()
    if name == EVERYBODY or name.startswith("* "):
        return EVERYBODY
    found = _TOKEN.match(name)
    return found.group().lower() if found else ""


class _Reader:
    """Only `allow` and `disallow` end the names that a group begins with: other records must not (2.2.4).

    A delay is for the names right before it alone, since it may stand where rules would.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._agents: set[str] = set()
        self._patterns: list[tuple[bool, str]] = []
        self._right_before: set[str] = set()
        self._names_go_on = False

    def read(self, line: str) -> None:
        name, value = _record(line)
        if name == "sitemap":
            self.lines.sitemaps.append(value)
        elif name == "user-agent":
            self._agent(product_token(value))
        elif name:
            self._names_go_on = False
            self._says(name, value)

    def close(self) -> None:
        if self._agents:
            self.lines.groups.append(Said(frozenset(self._agents), tuple(self._patterns)))
        self._agents, self._patterns = set(), []

    def _agent(self, token: str) -> None:
        if self._patterns:
            self.close()
        if not self._names_go_on:
            self._right_before = set()
        self._names_go_on = True
        self._agents.add(token)
        self._right_before.add(token)

    def _says(self, name: str, value: str) -> None:
        if name in ("allow", "disallow"):
            if self._agents:
                self._patterns.append((name == "allow", value))
            return
        delay_s = _delay_s(value) if name == "crawl-delay" else _rate_s(value)
        for agent in self._right_before if delay_s is not None else ():
            self.lines.delays_s[agent] = max(delay_s or 0.0, self.lines.delays_s.get(agent, 0.0))


def _text(body: bytes) -> str:
    """UTF-8, or UTF-16 where its mark says so; a mark that lost its end is none of the text either.

    Octets that are neither stay what they are; NUL is nothing.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace").replace("\0", "")
    for length in (3, 2, 1):
        if body.startswith(_BOM[:length]):
            body = body[length:]
            break
    return body.decode("utf-8", "surrogateescape").replace("\0", "")


def _record(line: str) -> tuple[str, str]:
    """Name and value; the name is empty where it is none of ours. A colon may have been forgotten."""
    name, colon, value = line.partition(":")
    known = _NAMES.get(" ".join(name.lower().split()), "")
    if known:
        return (known, value.strip()) if colon else ("", "")
    words = line.split()
    return (_NAMES.get(words[0].lower(), ""), words[1]) if len(words) == 2 else ("", "")


def _delay_s(value: str) -> float | None:
    found = _NUMBER.match(value)
    return float(found.group()) if found else None


def _rate_s(value: str) -> float | None:
    """`5/1m`: five requests in a minute. The hours that may follow are taken for the whole day."""
    found = _RATE.match(value)
    if found is None or not int(found[1]):
        return None
    return int(found[2]) * _SECONDS[found[3].lower()] / int(found[1])
