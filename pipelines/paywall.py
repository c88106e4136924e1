"""Whether a page asks its reader to subscribe or log in for the rest of the article."""

import re

from lxml.html import HtmlElement

_WITH_MEMBERSHIP = "(訂閱|订阅|續訂|登入|登录|登錄|付費|付费|加入[會会][員员])"
_READ_ON = "(讀取|读取|閱讀|阅读|閱覽|查看|收看|瀏覽|浏览|解鎖|解锁|睇)"
_ASKS = re.compile(
    rf"""(?ix)
    (如要|如欲|如需|想){_READ_ON}全文
    | {_WITH_MEMBERSHIP}.{{0,8}}{_READ_ON}.{{0,4}}全文
    | {_READ_ON}全文.{{0,4}}[請请需].{{0,4}}{_WITH_MEMBERSHIP}
    | \bsubscribe\ (now\ )?to\ (continue|keep|finish)\ reading\b
    | \bto\ (continue|keep)\ reading,?\ (please\ )?(subscribe|log\ ?in|sign\ ?in)\b
    """
)
_MAY_ASK = (
    './/text()[contains(., "全文") or contains(., "reading")]'
    "[not(parent::script or parent::style or parent::template or parent::noscript)]"
)


def asks_to_subscribe(tree: HtmlElement) -> bool:
    """By its words, shown or not: only of a page with little text does the answer tell something."""
    return any(_ASKS.search(str(text)) for text in tree.xpath(_MAY_ASK))
