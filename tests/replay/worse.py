"""Extractors of somebody's own, for `corpus replay --with`: much worse ones."""

import re


def first_lines(html: str, url: str) -> str:
    """The first two paragraphs of any page."""
    assert url.startswith("http")
    return "\n".join(re.findall(r"<p>(.*?)</p>", html)[:2])


def nothing(_html: str, _url: str) -> None:
    """Finds no text anywhere."""


def fails(html: str, _url: str) -> str:
    """Breaks on every page."""
    raise ValueError(html[:5])


NO_FUNCTION = 7
