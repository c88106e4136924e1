"""What a robots.txt allows, by RFC 9309."""

from collections.abc import Iterable
from itertools import chain
from urllib.parse import urljoin

from crawler.discovery.robots_lines import EVERYBODY, Lines, product_token, read_lines
from crawler.discovery.robots_rules import Rule, by_precedence, path_of, rule_of

MAX_BYTES = 500 * 1024
"""What RFC 9309 (2.5) wants parsed at least; the rest is not read."""

# Too many requests: whoever says so is not to be crawled freely, though it is no 5xx.
_TOO_MANY = 429


class Robots:
    """The rules of one origin. Made by `parse`, `from_answer`, `allow_all` or `disallow_all`."""

    def __init__(self, lines: Lines, sitemaps: tuple[str, ...]) -> None:
        self._lines = lines
        self._named = lines.named
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self.sitemaps = sitemaps

    @classmethod
    def parse(cls, body: bytes, url: str) -> "Robots":
        """`url` is where the body was found: `Sitemap:` lines may be relative to it. Never raises."""
        lines = read_lines(_within_bound(body))
        return cls(lines, tuple(dict.fromkeys(_absolute(lines.sitemaps, url))))

    @classmethod
    def allow_all(cls) -> "Robots":
        return cls.parse(b"", "")

    @classmethod
    def disallow_all(cls) -> "Robots":
        return cls.parse(b"User-agent: *\nDisallow: /", "")

    @classmethod
    def from_answer(cls, status: int | None, body: bytes, url: str = "") -> "Robots":
        """RFC 9309, 2.3.1: 2xx is parsed, 3xx and 4xx mean no rules, 5xx and no answer (None) forbid all.

        So does 429, as with Google.
        """
        if is_unreachable(status):
            return cls.disallow_all()
        if status is not None and 200 <= status < 300:
            return cls.parse(body, url)
        return cls.allow_all()

    def allows(self, url: str, user_agent: str) -> bool:
        """`user_agent` may be the product token or a whole User-Agent that begins with it."""
        path = path_of(url)
        if path.partition("?")[0] == "/robots.txt":
            return True
        first = next((rule for rule in self._rules_of(self._group(user_agent)) if rule.matches(path)), None)
        return first is None or first.allows

    def crawl_delay_s(self, user_agent: str) -> float | None:
        """Seconds between two requests, by Crawl-delay or Request-rate; None where nothing is said."""
        return self._lines.delays_s.get(self._group(user_agent))

    def _group(self, user_agent: str) -> str:
        token = product_token(user_agent)
        return token if token and token in self._named else EVERYBODY

    def _rules_of(self, token: str) -> tuple[Rule, ...]:
        """Of all groups that name it, as one (2.2.1)."""
        if token not in self._rules:
            groups = (group for group in self._lines.groups if token in group.agents)
            patterns = chain.from_iterable(group.patterns for group in groups)
            rules = (rule_of(pattern, allows=allows) for allows, pattern in patterns)
            self._rules[token] = by_precedence(rule for rule in rules if rule is not None)
        return self._rules[token]


def is_unreachable(status: int | None) -> bool:
    """Whether an answer with this status, or none, leaves open what may be fetched."""
    return status is None or status >= 500 or status == _TOO_MANY


def _within_bound(body: bytes) -> bytes:
    """No half line at the end."""
    if len(body) <= MAX_BYTES:
        return body
    return body[: max(body.rfind(b"\n", 0, MAX_BYTES), body.rfind(b"\r", 0, MAX_BYTES)) + 1]


def _absolute(sitemaps: Iterable[str], url: str) -> list[str]:
    absolute = []
    for sitemap in sitemaps:
        try:
            absolute.append(
                urljoin(url, sitemap.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
            )
        except ValueError:
            continue
    return absolute
