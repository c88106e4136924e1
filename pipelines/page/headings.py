"""The `<h1>` of a page as one reads them: without the word over the headline, and without readings of
characters."""

import re

from lxml.html import HtmlElement

_LOGO = """.//a[@rel="home" or @href="/" or contains(@class, "brand") or contains(@class, "logo")]
    | self::*[contains(@class, "logo") or contains(@id, "logo")]"""
# `<rt>` has the reading of a character, `<rp>` the brackets around it where it cannot be set small.
_UNREAD = ("rt", "rp", "script", "style", "template")
_KICKER = re.compile(
    r"(?i)kicker|overline|topline|topic|dachzeile|spitzmarke|roof|eyebrow|(pre|super|over|ante)[-_]?(title|headline)"
    r"|titulo|section|label|categor|rubri|prefix|small|volanta|occhiello|surtitre"
)
_SHORTEST_HEADLINE = 8
_MOST_HEADINGS = 20


def headings(tree: HtmlElement) -> list[str]:
    """Those with words that are no logo, in the order of the page; first those marked as the headline.

    Of one with a kicker first the rest, then the whole.
    """
    shown = [heading for heading in tree.iter("h1") if not heading.xpath(_LOGO)]
    marked = [heading for heading in shown if "headline" in (heading.get("itemprop") or "")]
    return [text for heading in (marked + shown)[:_MOST_HEADINGS] for text in _wordings(heading) if text]


def _wordings(heading: HtmlElement) -> list[str]:
    """Where the first words are in an element that calls itself a kicker, those that follow; all of them."""
    pieces = [heading.text or ""]
    for child in heading:
        pieces += [_joined(child), child.tail or ""]
    first = next((place for place, piece in enumerate(pieces) if piece.strip()), 0)
    rest = _line(pieces[first + 1 :]).lstrip(" -–—|:·")
    is_kicker = first % 2 == 1 and _KICKER.search(heading[first // 2].get("class") or "")
    return [rest, _line(pieces)] if is_kicker and len(rest) >= _SHORTEST_HEADLINE else [_line(pieces)]


def _line(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())


def _joined(element: HtmlElement) -> str:
    if not isinstance(element.tag, str) or element.tag in _UNREAD:
        return ""
    return (element.text or "") + "".join(_joined(child) + (child.tail or "") for child in element)
