"""What a robots.txt allows, by RFC 9309; protego matches the paths.

protego takes a group whose name merely begins our product token for ours, and misses one with a version
(`CorpusCrawler/1.0`). The RFC wants the product token, compared whole and without regard to case, so the
names are brought into that form before protego sees them.
"""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urljoin

from protego import Protego

MAX_BYTES = 500 * 1024
"""What RFC 9309 (2.5) wants parsed at least; the rest is not read."""

_USER_AGENT = re.compile(r"^\s*user-?\s?agent\s*:\s*(?P<name>[^#\r\n]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"^[^\s/;]+")
_NOBODY = ""


class Robots:
    """The rules of one origin. Made by `parse`, `from_answer`, `allow_all` or `disallow_all`."""

    def __init__(self, rules: Protego, named: frozenset[str], sitemaps: tuple[str, ...]) -> None:
        self._rules = rules
        self._named = named
        self.sitemaps = sitemaps

    @classmethod
    def parse(cls, body: bytes, url: str) -> "Robots":
        """`url` is where the body was found: `Sitemap:` lines may be relative to it. Never raises."""
        named: set[str] = set()
        text = "\n".join(_with_product_token(line, named.add) for line in _lines(body))
        rules = Protego.parse(text)
        return cls(rules, frozenset(named), tuple(dict.fromkeys(_absolute(rules.sitemaps, url))))

    @classmethod
    def allow_all(cls) -> "Robots":
        return cls.parse(b"", "")

    @classmethod
    def disallow_all(cls) -> "Robots":
        return cls.parse(b"User-agent: *\nDisallow: /", "")

    @classmethod
    def from_answer(cls, status: int | None, body: bytes, url: str = "") -> "Robots":
        """RFC 9309, 2.3.1: 2xx is parsed, 3xx and 4xx mean no rules, 5xx and no answer (None) forbid all."""
        if status is None or status >= 500:
            return cls.disallow_all()
        if 200 <= status < 300:
            return cls.parse(body, url)
        return cls.allow_all()

    def allows(self, url: str, user_agent: str) -> bool:
        """`user_agent` may be the product token or a whole User-Agent that begins with it."""
        return self._rules.can_fetch(url, self._group(user_agent))

    def crawl_delay_s(self, user_agent: str) -> float | None:
        """Seconds between two requests; None where nothing is said."""
        return self._rules.crawl_delay(self._group(user_agent))

    def _group(self, user_agent: str) -> str:
        token = _product_token(user_agent)
        return token if token in self._named else _NOBODY


def _lines(body: bytes) -> list[str]:
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    return re.split(r"\r\n|\r|\n", body.decode("utf-8-sig", "replace"))


def _with_product_token(line: str, note: Callable[[str], None]) -> str:
    found = _USER_AGENT.match(line)
    if not found:
        return line
    token = _product_token(found["name"])
    note(token)
    return f"User-agent: {token}"


def _product_token(user_agent: str) -> str:
    found = _PRODUCT.match(user_agent.strip())
    return found.group().lower() if found else ""


def _absolute(sitemaps: Iterable[str], url: str) -> list[str]:
    absolute = []
    for sitemap in sitemaps:
        try:
            absolute.append(urljoin(url, sitemap))
        except ValueError:
            continue
    return absolute
