"""Where a listing goes on: its next page, and what it would load if a reader asked for more."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree, html

from crawler.discovery.article_urls import looks_like_article, page_number
from crawler.discovery.html_links import join, rel_of, target_of, words_of

_MOST = 3
_LONGEST_WORDS = 40

# Such words alone, whatever they lead to.
_MORE = re.compile(
    r"""(?ix) [\s»›→>+.…]* ( (click\ to\ )?(load|show|view|fetch)\ more .{0,20}
    | (more|older|earlier|previous)\ (stories|articles|posts|news|entries|headlines|results)
    | next\ page | (next|older)\s*[»›→>]+
    | (点击|點擊)?(加载|加載|載入|载入|显示|顯示|展开|展開)更多.{0,6} | (查看|浏览|瀏覽)更多.{0,6}
    | 更多(文章|新闻|新聞|资讯|資訊|内容|內容)
    | 下一?[页頁] | 后一[页頁] | 後一頁 | 下翻 ) [\s»›→>+.…]*"""
)
_MORE_MARK = re.compile(
    r"(?i)(load|show|view|see)[-_]?more|infinite|next[-_]?page|pagination[-_]?next|more[-_]?btn"
)
# Attributes in which scripts keep what they load next.
_MORE_ATTRIBUTES = (
    "data-url", "data-href", "data-next", "data-next-url", "data-next-page", "data-next-href", "data-api",
    "data-api-url", "data-endpoint", "data-ajax-url", "data-load-more", "data-load-more-url", "data-more-url",
    "data-load-url", "hx-get",
)  # fmt: skip
_URL_LIKE = re.compile(r"^(https?://|//?[\w.-]|\?[\w.-]+=|[\w./-]+[/?])[^\s{}<>]*$")


def pages_after(tree: "html.HtmlElement", base: str, url: str) -> tuple[str, ...]:
    """The pages that come after the one at `url`, at most three, the likeliest first."""
    links = [(link, target) for link in tree.iter("a", "link") if (target := target_of(link, base))]
    following = next_page(url, [(target, "next" in rel_of(link)) for link, target in links])
    more = _more(tree, base)
    pages = dict.fromkeys((*following, *more))
    return tuple(page for page in pages if page != url)[:_MOST]


def next_page(url: str, links: list[tuple[str, bool]]) -> tuple[str, ...]:
    """The page after `url` among `links`, each with whether it says rel=next.

    By its number, if it has one: then nothing else is needed. Else by what it says.
    """
    stem, current = page_number(url)
    numbered = [(*page_number(link), link, says_next) for link, says_next in links]
    following = [
        (number, link)
        for other, number, link, says_next in numbered
        if number is not None and (current or 0) < number
        if says_next or (other == stem and number == (current or 1) + 1)
    ]
    if following:
        return (min(following)[1],)
    said = (link for _, number, link, says_next in numbered if says_next and number is None)
    return tuple(link for link in said if link != url and not _is_article(link, url))[:1]


def _is_article(link: str, url: str) -> bool:
    """Articles say which one comes next as well. `?p=2` of the same path is a page, whatever it seems."""
    return looks_like_article(link) and urlsplit(link).path != urlsplit(url).path


def _more(tree: "html.HtmlElement", base: str) -> Iterator[str]:
    for element in tree.iter("a", "button", "div", "span", "li", "section", "ul", "nav"):
        written = [value for name in _MORE_ATTRIBUTES if (value := element.get(name))]
        if element.tag != "a" and not written:
            continue
        if not _asks_for_more(element, is_marked=bool(written)):
            continue
        yield from _targets(element, written, base)


def _asks_for_more(element: "etree._Element", *, is_marked: bool) -> bool:
    words = words_of(element)
    if len(words) <= _LONGEST_WORDS and _MORE.fullmatch(words or (element.get("aria-label") or "").strip()):
        return True
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return is_marked and _MORE_MARK.search(marks) is not None


def _targets(element: "etree._Element", written: list[str], base: str) -> Iterator[str]:
    scripted = (join(base, value) for value in written if _URL_LIKE.match(value.strip()))
    plain = target_of(element, base) if element.tag == "a" else None
    for target in (*scripted, plain):
        if target and not looks_like_article(target):
            yield target
