"""Whether a page is a bot check, a block or a consent wall that stands where the article should be.

Asked only of pages with next to no text: ordinary pages load the same protection.
"""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.page_metadata import PageMetadata

_LONGEST_TEXT = 600
_LONGEST_PAGE = 1200
_SOURCES = re.compile(
    r"(?i)captcha-delivery\.com|_Incapsula_Resource|/cdn-cgi/challenge-platform/h/|px-captcha|\bperimeterx\b"
    r"|challenges\.cloudflare\.com|hcaptcha\.com/|recaptcha/(api|enterprise)\.js"
)
_TITLE = re.compile(
    r"""(?ix) ^\W* (
        just\ a\ moment | attention\ required | access\ denied
        | access\ to\ this\ page\ has\ been\ denied | are\ you\ a\ robot | robot\ check
        | pardon\ our\ interruption | one\ moment,?\ please | security\ check | checking\ your\ browser
        | verify(ing)?\ (that\ )?you\ are\ (a\ )?human | human\ verification
        | before\ you\ continue(\ to\ \w+)? | (百度)?安全验证 | 安全驗證 | 人机验证 | 访问验证
    ) [\s.…!?]* ( [|·–—-] .* )? $"""
)
_HOSTS = ("consent.", "guce.", "validate.")


def is_challenge(tree: HtmlElement, page: PageMetadata, final_url: str, text: str) -> bool:
    """`text` is what was extracted. Never true of a page that calls itself an article."""
    if page.says_article or len(text) > _LONGEST_TEXT:
        return False
    if (urlsplit(final_url).hostname or "").startswith(_HOSTS):
        return True
    sources = tree.xpath(".//script/@src | .//iframe/@src")
    if not _TITLE.match(page.title) and not any(map(_SOURCES.search, sources)):
        return False
    return len("".join(_visible(tree))) <= _LONGEST_PAGE


def _visible(tree: HtmlElement) -> list[str]:
    hidden = "self::script or self::style or self::noscript or self::template or self::head"
    return [str(text).strip() for text in tree.xpath(f".//text()[not(ancestor::*[{hidden}])]")]
