"""Whether all may read a page: as it states (schema.org, content tiers), and by what it asks of its
reader."""

import re
from collections.abc import Sequence
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from pipelines.document import Access
from pipelines.page import json_ld
from pipelines.scripts import count_spaceless

# A page that is not free and shows less than this many Latin letters shows a stub of itself.
_STUB_BELOW = 1200
_LETTERS_PER_HAN = 3
_EXCERPT = re.compile(r"[(（](節錄|节录|摘錄|摘录)[)）]\W*$")

_TIERS: dict[str, Access] = {
    "free": "free", "true": "free", "yes": "free", "metered": "metered", "false": "metered", "no": "metered",
    "locked": "stub", "premium": "stub", "paid": "stub",
}  # fmt: skip

_MEMBERSHIP = (
    "(訂閱|订阅|續訂|登入|登录|登錄|付費|付费|购买|購買|开通[会會]员|加入[會会][員员]|成為[會会]員|成为会员)"
)
_READ_ON = "(讀取|读取|閱讀|阅读|閱覽|查看|收看|瀏覽|浏览|解鎖|解锁|睇|看)"
_ASKS = re.compile(
    rf"""(?ix)
    (如要|如欲|如需|想){_READ_ON}全文
    | {_MEMBERSHIP}.{{0,8}}{_READ_ON}.{{0,4}}(全文|完整|餘下|余下|剩余)
    | {_READ_ON}(全文|完整|剩余).{{0,6}}[請请需].{{0,4}}{_MEMBERSHIP}
    | (本文|此文|文章)(為|为|是|屬|属).{{0,6}}(付[費费]|[會会][員员]|訂戶|订户|VIP)
      .{{0,6}}(內容|内容|文章|專享|专享|閱讀|阅读)
    | (剩餘|剩余|以下)(部分|內容|内容).{{0,12}}(付[費费]|訂閱|订阅|[會会][員员])
    | \bsubscribe\ (now\ )?(to\ |and\ )?(continue|keep|finish|unlock|read)\b
      .{{0,20}}\b(reading|article|story|more|full)\b
    | \bto\ (continue|keep)\ reading,?\ (this\ (article|story),?\ )?(please\ )?
      (subscribe|log\ ?in|sign\ ?(in|up)|register)\b
    | \b(this|the\ (full|rest\ of\ the|rest\ of\ this))\ (article|story|content)\ is\ (only\ )?
      (for|available\ to|reserved\ for)\ (our\ )?(paying\ |premium\ )?(subscribers|members)\b
    | \b(already\ a\ subscriber\?|subscriber[- ]only\ (article|story|content))
    | \bjetzt\ (weiterlesen|abonnieren\ und\ weiterlesen)\b | \bum\ weiterzulesen\b
    | \bnur\ für\ abonnenten\b
    | \b(il\ vous\ reste|il\ reste)\ [\d.,]+\ ?%\ de\ cet\ article\b
    | \b(article|contenu)\ réservé\ (aux|à\ nos)\ abonnés\b
    | \bla\ suite\ est\ réservée\ aux\ abonnés\b
    | \bsuscr[ií]bete\ para\ (seguir|continuar)\ leyendo\b
    | \b(contenido|art[ií]culo)\ (exclusivo|solo)\ para\ suscriptores\b
    | \babbonati\ per\ continuare\ a\ leggere\b | \b(contenuto|articolo)\ riservato\ agli\ abbonati\b
    | この記事は(有料)?会員(限定|専用) | 会員限定(記事|です) | 残り[\s\d,]+文字
    | 続きを読むには.{{0,12}}(会員|ログイン|登録)
    | (유료\ ?회원|구독자)\ ?전용
    """
)
_MAY_ASK = (
    "全文", "付", "閱", "阅", "员", "員", "会員", "残り", "ubscri", "SUBSCRI", "eading",
    "weiter", "Weiter", "bonn",
    "reste", "eyendo", "uscript", "eggere", "bbonat", "전용",
)  # fmt: skip
_LONGEST = 400
_TEXTS = etree.XPath(
    "descendant::text()[not(parent::script or parent::style or parent::template or parent::noscript)]",
    smart_strings=False,
)


def stated_access(nodes: Sequence[json_ld.Node], tiers: Sequence[str]) -> Access | None:
    """What schema.org's `isAccessibleForFree` says, else a content tier; None where neither can be read."""
    flags = [json_ld.flag_of(node, "isAccessibleForFree") for node in nodes]
    said = [str(flag) for flag in flags if flag is not None] or list(tiers)
    found = (_TIERS.get(each.strip().lower().rpartition("/")[2]) for each in said)
    return next(filter(None, found), None)


def access_of(stated: Access | None, tree: HtmlElement, text: str) -> Access | None:
    """`stated`, but `stub` where the page shows little and is not free, calls itself an excerpt, or asks
    to pay."""
    letters = len(text) + (_LETTERS_PER_HAN - 1) * count_spaceless(text)
    if letters >= _STUB_BELOW or stated == "free":
        return stated
    excerpt = stated == "metered" or _EXCERPT.search(text) or asks_to_subscribe(tree)
    return "stub" if excerpt else stated


def asks_to_subscribe(tree: HtmlElement) -> bool:
    """By its words, shown or not: only of a page with little text does the answer tell something."""
    texts = [text for text in cast(list[str], _TEXTS(tree)) if len(text) < _LONGEST]
    whole = "\n".join(texts)
    words = [word for word in _MAY_ASK if word in whole]
    return any(_ASKS.search(text) for text in texts if any(word in text for word in words))
