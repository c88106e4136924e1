"""Whether a page lists articles and is none: a front page, a section, a tag, a month, what a search found.

Two things must come together: what was extracted is the headlines and teasers of a list, and something
besides says that the page is one. A roundup is a list of links too, but has a name of its own and sentences
that no link stands for; an article with a list beside it has a text that is not in the list.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.page.page_metadata import PageMetadata
from pipelines.page.shown import weight_of

_PATH = re.compile(
    r"""(?ix) ^/?$ | /(19|20)\d\d(/\d\d?)?(/\d\d?)?/?$ | /page/\d+/?$
    | /(list|channel|index|node)(_\d+)?(\.s?html?)?$
    | /(tags?|topics?|categor(y|ies)|sections?|authors?|archives?|search|themen?|keywords?|channels?)(/|$)"""
)
_QUERY = re.compile(r"(?i)(^|&)(s|q|query|keyword|keywords|wd|search|cat|tag|paged?)=")
_TITLE = re.compile(
    r"""(?ix) \barchives?\b | ^(tag|category|topic|author)s?\s*: | search\ results | \bauthor\ at\b
    | \blatest\ news\b | \baktuelle\ nachrichten\b | suchergebnisse | 新闻动态 | 新聞動態 | 专题 | 專題
    | (新闻|新聞|文章|资讯|資訊)(列表|中心|频道|頻道) | 搜[索尋](结果|結果) | 一覧 | 検索結果
    | (财经|財經|科技|体育|體育|国际|國際)(新闻|新聞|频道|頻道)$"""
)
_HEADINGS = ("h2", "h3", "h4")
_CARDS = ("article", "li", "div", "section", "tr", "dl", "dd", *_HEADINGS)
_LEAST_CARDS = 5
_LEAST_LINK_WEIGHT = 16
# The headline, and perhaps its section.
_MOST_TARGETS = 2
_LONGEST_CARD = 700
_MOSTLY = 0.6
_SECTION_WEIGHT = 24
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def is_listing_page(tree: HtmlElement, page: PageMetadata, final_url: str, text: str) -> bool:
    """`text` is what was extracted. Never true of a page that calls itself an article."""
    if page.says_article or not says_listing(page, final_url):
        return False
    cards = _cards(tree)
    links = {_letters("".join(link.itertext())) for link in tree.iter("a")}
    return len(cards) >= _LEAST_CARDS and _share_in(cards, links, text) >= _MOSTLY


def says_listing(page: PageMetadata, final_url: str) -> bool:
    """Whether URL, title, JSON-LD or a heading of one word says so; alone it proves nothing."""
    parts = urlsplit(final_url)
    by_url = _PATH.search(parts.path) or _QUERY.search(parts.query)
    is_section = 0 < weight_of(page.first_heading) <= _SECTION_WEIGHT and not page.published
    return bool(by_url or _TITLE.search(page.title) or page.says_listing or is_section)


def _share_in(cards: list[str], links: set[str], text: str) -> float:
    """How much of the text is in the cards, or is nothing but a link; of a page of nothing else, all."""
    if not text:
        return 1.0
    together = "\n".join(cards)
    lines = [(letters, weight_of(line)) for line in text.split("\n") if (letters := _letters(line))]
    held = sum(weight for letters, weight in lines if letters in together or letters in links)
    return held / max(1, sum(weight for _, weight in lines))


def _cards(tree: HtmlElement) -> list[str]:
    """The words of elements that are one of at least five of their kind, each with a headline as a link."""
    found = [(_kind(card), card) for card in tree.iter(*_CARDS) if _links_headline(card)]
    many = Counter(kind for kind, _ in found)
    return [_letters(_words(card)) for kind, card in found if many[kind] >= _LEAST_CARDS]


def _kind(element: HtmlElement) -> tuple[object, str]:
    """Not by its class, in which content systems write what an article is about."""
    return element.getparent(), str(element.tag)


def _words(card: HtmlElement) -> str:
    """Those of a heading without an element around it and its teaser go on in the next element."""
    said, teaser = str(card.text_content()), card.getnext()
    if card.tag not in _HEADINGS or teaser is None or teaser.tag not in ("p", "div"):
        return said
    return said + str(teaser.text_content())[:_LONGEST_CARD]


def _links_headline(element: HtmlElement) -> bool:
    targets = {link.get("href") for link in _headline_links(element)}
    return 0 < len(targets) <= _MOST_TARGETS and len(str(element.text_content())) <= _LONGEST_CARD


def _headline_links(element: HtmlElement) -> Iterator[HtmlElement]:
    for link in element.iter("a"):
        if link.get("href") and weight_of("".join(link.itertext()).strip()) >= _LEAST_LINK_WEIGHT:
            yield link


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
