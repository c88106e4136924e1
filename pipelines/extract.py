"""Capture to article: what a reader sees of a page, and what the page says of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from pipelines.document import Article, Capture
from pipelines.errors import Rejected, StageFailed
from pipelines.page.article_text import article_text, plain
from pipelines.page.charset import decode_html
from pipelines.page.control_references import without_control_references
from pipelines.page.held_elements import held
from pipelines.page.listing_page import is_listing_page
from pipelines.page.page_furniture import remove_furniture
from pipelines.page.page_kind import is_walled, refuse_wall
from pipelines.page.page_metadata import PageMetadata, read_metadata
from pipelines.page.page_values import headline_of, values_of
from pipelines.page.reservations import reservations_of
from pipelines.scripts import count_spaceless

EXTRACTOR = f"trafilatura {trafilatura.__version__}"

# What trafilatura, htmldate and lxml have been seen to raise, or can, on pages that are broken enough.
_PARSER_ERRORS = (
    etree.LxmlError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
    RecursionError,
)  # fmt: skip

_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"wOF",
    b"\x00\x00\x00",
)
_HTML_TAG = re.compile(
    r"(?i)<(!doctype html|html|head|body|title|meta|div|p|article|section|main|table|h[1-6]|span|a|br)\b"
)
_HTML_ROOT = re.compile(r"(?i)<(!doctype html|html|head|body)\b")
_OTHER_XML = re.compile(
    r"(?is)\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(rss|feed|urlset|sitemapindex|rdf:rdf|svg|opml)\b"
)
_HEAD_CHARACTERS = 4000
_INVISIBLE_TAGS = frozenset({"script", "style", "noscript", "template", "title"})


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page of which the tree is made, without its furniture, and what it states of itself is read.

    `headline` is the article's, "" where it has none.
    """

    html: str
    tree: HtmlElement
    stated: PageMetadata
    headline: str
    looked_at: Sequence[HtmlElement]


def open_page(capture: Capture, decoded: str | None = None) -> OpenPage:
    """`decoded` is the text of the body, for those who have it.

    Raises Rejected (`not_html`, `empty_page`, what page_kind.py finds), StageFailed: `unparsable`.
    """
    html = _html(capture, decoded)
    try:
        tree = trafilatura.load_html(html)
        if tree is None or not _has_text(tree):
            raise _nothing(capture, html, tree)
        looked_at = held(tree)
        remove_furniture(tree)
        stated = read_metadata(tree)
        return OpenPage(html, tree, stated, plain(headline_of(capture, stated) or ""), looked_at)
    except _PARSER_ERRORS as error:
        raise _unparsable(error) from error


def extract(capture: Capture, opened: OpenPage | None = None, *, min_characters: int) -> Article:
    """The article of a page, which is `opened` for those who have looked at it.

    Raises Rejected: what `open_page` raises, `listing_page`, what page_kind.py finds, `no_text`, `too_short`
    (fewer than `min_characters`, a Chinese or Japanese one counting as two); StageFailed: `unparsable` where
    the parser gives up.
    """
    page = opened or open_page(capture)
    try:
        return _article(capture, page, min_characters)
    except _PARSER_ERRORS as error:
        raise _unparsable(error) from error


def _unparsable(error: Exception) -> StageFailed:
    return StageFailed("unparsable", f"{type(error).__name__}: {error}"[:300])


def is_no_wall(capture: Capture, decoded: str) -> bool:
    """Whether a reading would find no wall, consent aside, whatever its text. False where doubtful."""
    try:
        html = _html(capture, decoded)
        tree = trafilatura.load_html(html)
        return tree is not None and not is_walled(html, tree, capture.final_url)
    except (Rejected, *_PARSER_ERRORS):
        return False


def _nothing(capture: Capture, html: str, tree: HtmlElement | None) -> Rejected:
    """Why there is no text between the tags. Raises Rejected where scripts would show why."""
    if tree is not None:
        refuse_wall(html, read_metadata(tree), capture.final_url, "", 0)
    return Rejected("empty_page", "no text between the tags")


def _article(capture: Capture, opened: OpenPage, min_characters: int) -> Article:
    tree, page = opened.tree, opened.stated
    reservations = reservations_of(capture, tree)
    headline = headline_of(capture, page)
    text = article_text(
        tree,
        url=capture.final_url,
        headlines=[said for said in (headline, *page.headlines, page.first_heading) if said],
        descriptions=page.descriptions,
        min_characters=min_characters,
    )
    refuse_wall(opened.html, page, capture.final_url, text, min_characters)
    if is_listing_page(tree, page, capture.final_url, text):
        raise Rejected("listing_page", page.title[:100])
    _check(capture, page, text, min_characters)
    values = values_of(capture, page, tree, headline, text)
    return Article(
        headline=opened.headline or None,
        text=text,
        canonical_url=values.canonical_url,
        authors=tuple(filter(None, map(plain, values.authors))),
        published=values.published,
        modified=values.modified,
        access=values.access,
        declared_language=page.language or header(capture, "content-language"),
        extractor=EXTRACTOR,
        section=plain(values.section or "") or None,
        keywords=tuple(filter(None, map(plain, values.keywords))),
        reservations=reservations,
    )


def _html(capture: Capture, decoded: str | None = None) -> str:
    if not capture.body.strip():
        raise Rejected("empty_page", f"{len(capture.body)} bytes")
    html = decode_html(capture.body, header(capture, "content-type")) if decoded is None else decoded
    if not html.strip("\ufeff\x00 \t\r\n"):
        raise Rejected("empty_page", f"{len(capture.body)} bytes of white space")
    if not _is_html(capture.body, html):
        raise Rejected("not_html", header(capture, "content-type") or "no content type")
    return without_control_references(_whole(html))


def _whole(html: str) -> str:
    """Without an `</html>` before the middle: browsers read on after it, libxml2 does not."""
    first = html.find("</html>", 0, len(html) // 2)
    return html if first < 0 else html[:first] + html[first + len("</html>") :]


def _is_html(body: bytes, html: str) -> bool:
    """By what it is; servers send HTML as plain text and feeds as HTML."""
    head = html[:_HEAD_CHARACTERS]
    if body.startswith(_BINARY) or _OTHER_XML.match(head):
        return False
    if head.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return bool(_HTML_ROOT.search(head))
    return bool(_HTML_TAG.search(html))


def header(capture: Capture, name: str) -> str | None:
    """The first of that `name`, which is in small letters."""
    return next((value for key, value in capture.headers if key.lower() == name), None)


def _has_text(tree: HtmlElement) -> bool:
    """Any visible words, or JSON-LD, which may hold the article of a page that scripts fill."""
    body = tree.find(".//body")
    for element in (tree if body is None else body).iter():
        visible = element.tag not in _INVISIBLE_TAGS and (element.text or "").strip()
        if visible or (element.tail or "").strip():
            return True
    return bool(tree.xpath('.//script[contains(@type, "ld+json")]'))


def _check(capture: Capture, page: PageMetadata, text: str, min_characters: int) -> None:
    home = urlsplit(capture.final_url).path in ("", "/") and not urlsplit(capture.final_url).query
    if page.says_listing and not page.says_article and home:
        raise Rejected("listing_page", "a home page that calls itself a collection")
    if not text:
        raise Rejected("no_text", "nothing on the page reads like an article")
    # Thirty Chinese characters are a sentence and a half, thirty Latin letters half of one.
    length = len(text) + count_spaceless(text)
    if length < min_characters:
        raise Rejected("too_short", f"{length} of at least {min_characters} characters")
