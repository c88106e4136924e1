"""Mentions that tell nothing of a text's subject: invitations, credits, places, rolls of shares and donors.

A text names a service for what it is, or as the place where something was posted, or as a way to reach
somebody; it names a kind of thing for the trade ("short video apps"), or for one that was shared ("a short
video"); a report on the stock market names whatever fell, and one on a disaster whoever gave. The latter say
as little as a share bar does.
"""

import re
from collections.abc import Iterable

ASIDE = 0.1
"""What such a mention is worth, beside 1 for any other."""

IN_ROLL = 0.3
"""What a mention in a sentence on the stock market, on donors or sponsors is worth."""

SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?…][\"”’)]*(?:\s|$)|[。！？；]")

_LONGEST_INVITATION = 200  # characters
_INVITATION = re.compile(
    r"follow (?:us|me)|share (?:this|on|via)|find us on|join us on|like us|sign up|subscribe|log ?in"
    r"|read more|related (?:stories|articles)|^tags?\b|commenting using|扫描|扫码|扫一扫|二维码|长按|分享到"
    r"|微信号|关注(?:我们|公众号|本台|本报)|关注.{0,12}(?:公众号|微信|微博|抖音)"
    r"|掃描|掃碼|關注我們|追蹤我們|分享至|责任编辑",
    re.IGNORECASE,
)

_LONGEST_CREDIT = 100  # characters
_CREDIT = re.compile(
    r"\W*(?:[来來]源|稿源|出[处處]|[图圖](?:源|片)?(?:来源|來源)?|[视視][频頻](?:来源|來源)?|影片|[编編][辑輯]|作者"
    r"|[记記]者|[责責][编編]|sources?|photos?|videos?|images?|pictures?|credits?|via|payments?|支付方式)\s*[:：/／|]",
    re.IGNORECASE,
)

_ROLL = re.compile(
    r"\bstocks\b|\bmarket close|hang seng|nasdaq composite|\bS&P 500|dow jones|\bnikkei\b|\bblue[ -]chips?\b"
    r"|恒指|恆指|恒生(?:指数|科技)|恆生(?:指數|科技)|[港美Aa]股(?:收|午|早|高开|低开|高開|低開|[涨跌漲]|三大)"
    r"|沪指|滬指|纳指|那指|道指|大盘|大盤|\bdonat(?:ed?|es|ing|ions?)\b|\bsponsor(?:s|ed)\b"
    r"|捐(?:[款资資助出献獻]|[赠贈]|了)|[赞贊]助",
    re.IGNORECASE,
)

# How English says that something was put somewhere, or that somebody is to be reached there.
_POSTED = (
    r"(?:(?:re)?posted|(?:re)?posting|shared?|sharing|uploaded|published|streamed|broadcast|viral|seen|viewed"
    r"|watched|circulat(?:ed?|ing)|follow|contact|message|reach|writ(?:e|ing) to|wrote|thanked|celebrated"
    r"|complained|photos|pictures|clips|comments|rumou?rs|fans|friends|pay|paid|book(?:ed)?|tickets?|sen[dt]"
    r"|(?:an?|the|one|this|their|his|her)"
    r" (?:\w+ )?(?:video|clip|photo|picture|post|page|group|chat|account|message))"
)
_GOVERNS = (
    r"(?:bans?|focus|rules?|report|crackdown|bets?|deal|case|law|attack|war|limits?|curbs?|votes?|spent)"
)
_PREPOSITION = r"\b(?:on|over|with|via|through|auf|sur|en)"
_PLACE_BEFORE = re.compile(
    rf"\b{_POSTED}\b(?:(?!\b{_GOVERNS}\b)[^.!?。！？])"
    rf"{{0,40}}{_PREPOSITION}"
    r"(?: (?:an?|the|my|our|your|their|his|her|its))?(?: (?:own|official|\w+['’]s))? $",
    re.IGNORECASE,
)
_PHRASE_BEFORE = re.compile(rf"{_PREPOSITION}(?: [\w'’]+){{0,2}} $", re.IGNORECASE)
_PLACE_BEHIND = re.compile(
    r"[ -](?:page|group(?! buy)|post|account|chat|message|profile|handle|clip|video|story|comment|friend)\b"
    r"|[ -](?:star|influencer|blogger|prankster|driver|courier|rider)\b"
    r"|群|[号號](?!召)|公[众眾][号號]|[账帐帳][号號]|[头頭]像|朋友圈|好友(?!功)|聊天|留言|[專专][页頁]|粉絲|粉专"
    r"|[贴貼]文|二[维維][码碼]|直播抽獎|[网網][红紅]|博主|小哥|司[机機]|[骑騎]手|[视視][频頻](?=[：:）)显顯拍走流])"
    r"|等?(?:付款|支付(?=[。，、；]|$)|[缴繳].{0,2}[费費]|[购購]票|[预預][约約]|[挂掛][号號]|[转轉][账帳]|[报報]名[，。])"
    r"|上(?:[发發]|晒|曬|撰文|写|寫|[庆慶]祝|回[应應]|表示|[贴貼])",
    re.IGNORECASE,
)
_POSTED_ZH = re.compile(
    r"上?(?:[发發](?:文|帖|[视視][频頻]|布)|晒|曬|留言|撰文|写道|寫道|[庆慶]祝|[感致][谢謝歉]|表示)|、\w+上?[发發]布"
)
_SITE_BEFORE = re.compile(r"(?:[_|｜]| [-–]) ?$")
_SITE_BEHIND = re.compile(r"\s*(?:$|[_|｜]|[-–] )")
_READERS = (
    r"(?:[网網]友|粉[丝絲]|球迷|民[众眾]|市民|居民|旅客|乘客|患者|[读讀]者|[观觀][众眾]|[学學]生|家[长長])"
)
_PLACE_BEFORE_ZH = re.compile(
    rf"(?:{_READERS}[^。！？；\n]{{0,8}}?[在于於用]|[通透][过過]|[经經]由)(?:\w{{1,6}}[、和及或])*$"
)
_ONE_BEFORE = re.compile(r"\b(?:an?|one|this|another|my|his|her|their)(?: \w+)? $|[段条條则則支个個]$")
_ONE_BEHIND = re.compile(
    r"[.,;:!?。，；！？]|$| (?:of|from|for|in|on|by|with|that|which|posted|shared|show\w*|was|is|has|and)\b"
)
_JOINED = re.compile(
    r"[\s,，、]*(?:(?:and|or|und|oder|et|ou|y|o|和|及|或|与|與)\s*)?(?:our |a |the )?", re.IGNORECASE
)
_BEFORE, _PHRASE, _BEHIND = 90, 30, 24  # code points that are looked at


def worth_of_line(paragraph: str, start: int) -> float:
    """`ASIDE` for an invitation, credits, and a line after the first (at 0) that holds no sentence."""
    if len(paragraph) <= _LONGEST_INVITATION and _INVITATION.search(paragraph):
        return ASIDE
    if len(paragraph) <= _LONGEST_CREDIT and _CREDIT.match(paragraph):
        return ASIDE
    return 1.0 if start == 0 or SENTENCE_END.search(paragraph) else ASIDE


def worth_of_sentence(sentence: str) -> float:
    """`IN_ROLL` where it tells of the stock market, of donors or sponsors."""
    return IN_ROLL if _ROLL.search(sentence) else 1.0


def is_aside(text: str, start: int, end: int) -> bool:
    """Whether the name at `start` (in) to `end` (out) is that of a place, or of one thing of its kind."""
    return _is_place(text, start, end) or _is_one_of_a_kind(text, start, end)


def is_joined(between: str) -> bool:
    """Whether nothing but a comma or an "and" stands between two names."""
    return _JOINED.fullmatch(between) is not None


def is_aside_in_headline(headline: str, aliases: Iterable[str]) -> bool:
    """Whether every one of the names that the headline has is an aside; False where it has none of them."""
    folded = headline.casefold()
    places = ((folded.find(alias.casefold()), len(alias)) for alias in aliases)
    found = {(place, place + length) for place, length in places if place >= 0}
    longest = [one for one in found if not any(_is_within(one, other) for other in found)]
    return bool(longest) and all(
        is_aside(headline, start, end) or _is_site(headline, start, end) for start, end in longest
    )


def _is_within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def _is_site(headline: str, start: int, end: int) -> bool:
    """Whether the name is what a page's title has behind the headline: "Bridge approved | TikTok"."""
    is_last = _SITE_BEHIND.match(headline, end) is not None
    return is_last and _SITE_BEFORE.search(headline, 0, start) is not None


def _is_place(text: str, start: int, end: int) -> bool:
    if _PLACE_BEHIND.match(text, end, end + _BEHIND):
        return True
    if text[start - 1 : start] in ("在", "于", "於") and _POSTED_ZH.match(text, end, end + _BEHIND):
        return True
    if text[start - 1 : start] > "\u2e80":
        return _PLACE_BEFORE_ZH.search(text, max(0, start - _PHRASE), start) is not None
    if not _PHRASE_BEFORE.search(text, max(0, start - _PHRASE), start):
        return False
    return _PLACE_BEFORE.search(text, max(0, start - _BEFORE), start) is not None


def _is_one_of_a_kind(text: str, start: int, end: int) -> bool:
    """A name all in lower case, or in Chinese with a counting word, is that of a kind."""
    name = text[start:end]
    if name != name.lower() or not _ONE_BEFORE.search(text, max(0, start - _PHRASE), start):
        return False
    return not name.isascii() or _ONE_BEHIND.match(text, end) is not None
