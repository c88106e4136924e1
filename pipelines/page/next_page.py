"""The further pages of an article that is spread over several, found one by one from what each page links.

Such a page is known by its URL, which is the article's own but for a number (page_variants.py), and by how
it is linked: as `next`, by a word for it, or by the number itself. So the next article, the next page of a
list and the comments are left alone. Galleries are, too: their pages are pictures.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml.html import HtmlElement

from pipelines.document import Capture
from pipelines.page.charset import decode_html
from pipelines.page.listing_page import says_listing
from pipelines.page.onward import Onward, last_part
from pipelines.page.page_metadata import PageMetadata, read_metadata
from pipelines.page.page_variants import Variant, names_later_page, variant

_NEXT = re.compile(
    r"""(?ix) (read\ )?next(\ page)? | continue(\ to\ page\ \d+)? | (go\ to\ )?page\ \d+
    | (nächste|folgende)\ seite | (auf\ )?seite\ \d+ | weiter | page\ suivante | suivante? | siguiente
    | 下一?[页頁] | 后一页 | 次へ | 次の?ページ(へ)? | 次ページ | 다음(\ 페이지)?"""
)
_WHOLE = re.compile(
    r"""(?ix) view\ (all|as\ (a\ )?single\ page|on\ one\ page) | (read\ )?(as\ )?(a\ )?single\ page
    | (show\ )?all\ pages | one\ page
    | auf\ einer\ seite\ lesen | alles\ auf\ einer\ seite | komplettansicht | afficher\ tout
    | (点击|點擊|查看|展开|显示|顯示|在本页)?(阅读|閱讀|浏览|瀏覽)?(余下|剩余)?全文(阅读|閱讀)?
    | (記事)?全文(表示|を表示|を読む)"""
)
_MARKS = " \t\r\n>»›→…[]()<«‹|·"
_GALLERY = re.compile(
    "(?i)galler(y|ies|ie)|slideshows?|slides?|photos?|pictures|bilderstrecke|bildergalerie|fotostrecke"
    "|photoview|tuji"
)
_GALLERY_TITLE = re.compile(
    "(?i)图集|圖集|组图|組圖|高清图|写真|画像一覧|fotostrecke|bildergalerie|in pictures|slideshow"
)
_NOT_THE_TEXT = 'ancestor-or-self::*[contains(@id, "comment") or contains(@class, "comment")]'
_PAGE_NUMBER = re.compile(
    r"(?i)[\[(（|｜_-]*\s*(page|seite|第)?\s*\d{1,2}\s*([/／]\s*\d{1,2})?\s*[页頁]?\s*[\])）]*\s*$"
)
_NOT_LETTERS = re.compile(r"[\W_]+")


class _Link(NamedTuple):
    url: str
    words: str
    is_next: bool


def onward(
    first: Capture, further: Sequence[Capture], most_pages: int, *, whole: bool = True
) -> Onward | None:
    """Where the article of `first` goes on behind `further`; None at its end, or where it is one page.

    The last of `further` must continue it (`continues`). An article of more than `most_pages` is a gallery,
    or a list, as a rule: none of its further pages is named. Without `whole` none that has all of it is.
    """
    page = (further or [first])[-1]
    tree = _tree(page)
    if tree is None:
        return None
    seen = {capture.final_url for capture in (first, *further)} | {first.url}
    variants = [each for each in _variants(tree, first.final_url, page.final_url) if each[0].url not in seen]
    if not variants or (not further and not _may_have_pages(read_metadata(tree), first)):
        return None
    number = len(further) + 2
    if number > most_pages or any(_number(link.words) > most_pages for link, _ in variants):
        return None
    in_one = (link.url for link, found in variants if found.number is None and _is(_WHOLE, link))
    if whole and not further and (url := next(in_one, None)):
        return Onward(url, is_whole=True)
    numbered = [link for link, found in variants if found.number is not None]
    likeliest = sorted(numbered, key=lambda link: (not link.is_next, not _is(_NEXT, link)))
    ways = (link for link in likeliest if link.is_next or _is(_NEXT, link) or _number(link.words) == number)
    return next((Onward(link.url, is_whole=False) for link in ways), None)


def continues(first: Capture, further: Capture) -> bool:
    """Whether a page that came is one of the article of `first`: by its URL, and by its headline."""
    is_variant = variant(first.final_url, further.final_url) is not None
    return is_variant and bool(_names(first) & _names(further))


def _may_have_pages(page: PageMetadata, capture: Capture) -> bool:
    path = urlsplit(capture.final_url).path
    if names_later_page(capture.final_url) or any(map(_GALLERY.fullmatch, path.split("/"))):
        return False
    is_list = says_listing(page, capture.final_url) and not page.says_article
    return not is_list and _GALLERY_TITLE.search(page.title) is None


def _tree(capture: Capture) -> HtmlElement | None:
    types = (value for name, value in capture.headers if name.lower() == "content-type")
    return trafilatura.load_html(decode_html(capture.body, next(types, None)))


def _variants(tree: HtmlElement, article: str, base: str) -> Iterator[tuple[_Link, Variant]]:
    """The links to pages of the article: none to a place on a page, none among comments."""
    for link in tree.iter("a", "link"):
        href, rel = (link.get("href") or "").strip(), (link.get("rel") or "").lower().split()
        if not href or "#" in href or (link.tag == "link" and "next" not in rel):
            continue
        try:
            url = urljoin(base, href)
        except ValueError:
            continue
        found = variant(article, url) if _is_near(url, article) else None
        if found is not None and not link.xpath(_NOT_THE_TEXT):
            yield _Link(url, " ".join(str(link.text_content()).split()), "next" in rel), found


def _is_near(url: str, article: str) -> bool:
    """Cheaper than `variant`: whether the article's path, less an ending, is in the URL."""
    last = last_part(article)
    return not last.isascii() or last.rstrip("0123456789").rstrip("_-") in url


def _is(words: re.Pattern[str], link: _Link) -> bool:
    return words.fullmatch(link.words.strip(_MARKS)) is not None


def _number(words: str) -> int:
    """The number that a link shows; 0 for any other words."""
    digits = words.strip(_MARKS)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 3 else 0


def _names(capture: Capture) -> set[str]:
    """What a page calls its article, as letters, with no page number at the end."""
    tree = _tree(capture)
    if tree is None:
        return set()
    page = read_metadata(tree)
    said = (*page.headlines, page.first_heading, page.title)
    return {name for each in said if (name := _NOT_LETTERS.sub("", _PAGE_NUMBER.sub("", each)).casefold())}
