"""Readings over characters, in Japanese and some Chinese: `<ruby>`, at which trafilatura cuts a line."""

from collections.abc import Iterator
from contextlib import contextmanager

from lxml.html import HtmlElement

_PARTS = ("ruby", "rb", "rbc", "rp", "rt", "rtc")


@contextmanager
def ruby_as_text(tree: HtmlElement) -> Iterator[None]:
    """`tree` with readings as text in their brackets, without those that have none; afterwards as before."""
    parts = [(part, part.tag, part.text) for part in tree.iter(*_PARTS)]
    for part, tag, _ in parts:
        if tag == "rt" and not _has_brackets(part):
            part.text = None
        part.tag = "span"
    try:
        yield
    finally:
        for part, tag, text in parts:
            part.tag, part.text = tag, text


def _has_brackets(reading: HtmlElement) -> bool:
    before = reading.getprevious()
    return before is not None and (before.text or "").strip() in ("(", "（", "《", "[")
