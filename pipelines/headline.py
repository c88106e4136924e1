"""Headline and authors as a reader would give them, out of what a page states."""

import re
from collections.abc import Sequence

_NOT_LETTERS = re.compile(r"[\W_]+")
_SEPARATOR = re.compile(r"\s+[-–—·•»«:/]+\s+|\s*[|｜│_]+\s*|\s*[-–—]{2,}\s*")
_CHINESE_SITE_NAME = re.compile(r"(网|網|新闻|新聞|日报|日報|频道|頻道|财经|財經|科技)$")
_LONGEST_HEADLINE = 300

# What stands over a section or a whole site. Alone it is no headline.
_CHINESE_SECTION = re.compile(
    r"""(?x) ^(首[页頁]\W+)* (
        (最新|今日|公司|企业|行业|集团|学校|学院|医院|工作|媒体|图片|焦点|时政|国内|国际|综合|本地|基层)?
        (新闻|新聞|动态|動態|资讯|資訊|快讯|快訊|公告|通知|要闻|要聞|消息)
        (动态|動態|中心|频道|頻道|资讯|資訊|快讯|快訊|公告|正文|详情|內容|内容|列表)?
        | 正文 | 首页 | 首頁 | (文章|新闻|新聞|内容)(详情|詳情|正文|页|頁)
        | [^，。！？：、\s]{2,12}(政府|门户|協會|协会|学会|學會|大学|大學|学院|學院|医院|醫院)
          (门户|門戶)?(网站|網站|官网|官網)
    )$"""
)

_SPLIT = re.compile(
    r"(?i)\s*[;；、|/·]\s*|\s*,\s+(?!jr\b|sr\b|md\b|phd\b)|\s*，\s*|\s+(?:and|und|et|y|og|och|en|e)\s+|\s+&\s+"
)
_LABEL = re.compile(
    r"""(?ix) ^\s*(
        (published|posted|written|reported|words|story|text|by|von|par|di|por|door) (\s+by)? (\s*[:：]\s*|\s+)
        | (文|撰文|作者|编辑|編輯|记者|記者|责任编辑|責任編輯|责编|責編|来源|來源|编译|編譯|采写)
          \s*[:：丨|/／]\s*
    )+"""
)
_TRAILING = re.compile(r"(?i)\s*(\(.*?\)|（.*?）|\s[-–—|→].*|\bon \w+ \d.*|\d{4}.*)$")
_ADDRESS = re.compile(r"(?i)https?:|www\.|\S+@\S+|@\w+|\.(com|cn|net|org)\b|/")
_NOBODY = frozenset({
    "", "admin", "administrator", "author", "editor", "null", "none", "undefined", "unknown", "na", "root",
    "user", "webmaster", "staff", "佚名", "匿名", "网络", "未知", "wordpress", "guest",
})  # fmt: skip
_LONGEST_NAME = 80
_MOST_WORDS = 6


def best_headline(
    stated: Sequence[str],
    first_heading: str,
    title: str,
    site_names: Sequence[str],
    listed: str | None,
    subheadings: Sequence[str] = (),
) -> str | None:
    """The page's own headline without the publisher's name at its end; `listed` where the page has none.

    `subheadings` are the last resort: pages that call themselves after their section have it there.

    A stated headline that only cuts the heading of the page short, or adds the publisher to it, gives way to
    the heading.
    """
    names = {_letters(name) for name in site_names}
    for candidate in (*stated, first_heading, title, listed or "", *subheadings):
        if _letters(candidate) in names:
            continue
        if first_heading and _same_beginning(candidate, first_heading):
            return first_heading
        headline = _without_site(candidate, names)
        if headline and not _CHINESE_SECTION.match(headline):
            return headline[:_LONGEST_HEADLINE]
    return None


def clean_authors(stated: Sequence[str]) -> tuple[str, ...]:
    """One name each, in the order of the page, none twice, nothing that is an address or a label."""
    names = (_name(part) for said in stated if not _ADDRESS.match(said) for part in _SPLIT.split(said))
    distinct: dict[str, str] = {}
    for name in names:
        key = _letters(name)
        if (
            key not in _NOBODY
            and len(key) > 1
            and len(name) <= _LONGEST_NAME
            and len(name.split()) <= _MOST_WORDS
        ):
            distinct.setdefault(key, name)
    return tuple(distinct.values())


def _name(part: str) -> str:
    name = _TRAILING.sub("", _LABEL.sub("", part)).strip(" \t.,:：;-–—*'\"“”")
    return "" if _ADDRESS.search(name) or any(character.isdigit() for character in name) else name


def _same_beginning(candidate: str, heading: str) -> bool:
    """One is the other, cut short or with something after a separator."""
    ours, theirs = _letters(candidate), _letters(heading)
    if len(theirs) < 8 or not ours:
        return False
    if ours == theirs:
        return True
    cut = candidate.rstrip().endswith(("…", "...")) and theirs.startswith(ours)
    rest = candidate[len(heading) :] if candidate.startswith(heading) else ""
    return cut or bool(rest and _SEPARATOR.match(rest))


def _without_site(candidate: str, known: set[str]) -> str:
    parts = _SEPARATOR.split(candidate)
    separators = _SEPARATOR.findall(candidate)
    while len(parts) > 1 and _names_site(parts[-1], known):
        parts.pop()
        separators.pop()
    kept = "".join(part + separator for part, separator in zip(parts, [*separators, ""], strict=True))
    return kept.strip()


def _names_site(part: str, known: set[str]) -> bool:
    letters = _letters(part)
    return any(letters and name.startswith(letters) for name in known) or (
        bool(_CHINESE_SECTION.match(part)) or (len(part) <= 12 and bool(_CHINESE_SITE_NAME.search(part)))
    )


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
