"""The headline as a reader would give it, out of what a page states and shows."""

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from pipelines.scripts import count_spaceless

_NOT_LETTERS = re.compile(r"[\W_]+")
_SEPARATOR = re.compile(r"\s+[-–—·•»«:/]+\s+|\s*[|｜│_]+\s*|\s*[-–—]{2,}\s*|(?<=[一-鿿”」）])-(?=[一-鿿])")
_CHINESE_SITE_NAME = re.compile(r"(网|網|新闻|新聞|日报|日報|频道|頻道|财经|財經|科技)$")
_STAMP = re.compile(r"[\d\s./:年月日-]+")
# Behind the words on a headline's subject that may stand before it.
_KICKER = re.compile(r"[:：|]\s*$")
_LONGEST_HEADLINE = 300
# Of the runs of letters of the shorter of two wordings, so many are in the other.
_ALIKE = 0.3
# A headline that is this long, and is the beginning of the heading, was cut for a machine.
_CUT_FROM = 60

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


class Titles(NamedTuple):
    """What a page calls itself, in the order of trust.

    `named` says JSON-LD or microdata, `shared` OpenGraph and other meta tags; `headings` are the `<h1>`,
    `subheadings` the lesser ones.
    """

    named: Sequence[str] = ()
    shared: Sequence[str] = ()
    headings: Sequence[str] = ()
    title: str = ""
    subheadings: Sequence[str] = ()


def best_headline(titles: Titles, site_names: Sequence[str], listed: str | None) -> str | None:
    """The page's own headline without the publisher's name at its end; `listed` where the page has none.

    As JSON-LD has it, else as the heading has it, if that is a headline at all: many a first heading is the
    name of a blog or a section. A wording that only cuts the heading short, or adds the publisher to it,
    gives way to the heading; so does one made for search engines, which is the `<title>` and not what
    the page shows and shares. Subheadings are the last resort: pages that call themselves after their
    section have it there.
    """
    known = {_letters(name) for name in site_names}
    named, shared = (_first_own(said, known) for said in (titles.named, titles.shared))
    title = _first_own([titles.title], known)
    heading = main_heading(titles, site_names)
    shown = heading if not shared or (alike(heading, shared) and not _adds_kicker(heading, shared)) else ""
    if shown and named and _letters(named) == _letters(title) and _letters(shown) == _letters(shared):
        named = ""
    if _adds_kicker(named, shared) and _KICKER.search(named[: -len(shared)]):
        named = shared
    others = (_first_own([said], known) for said in (heading, title, listed or "", *titles.subheadings))
    best = next(filter(None, (named, shown, shared, *others)), "")
    if _letters(best) == _letters(heading):
        # The lines of a heading may be elements without a space between them.
        heading = max(heading, best, key=lambda wording: len(wording.split()))
    return (heading if heading and _same_beginning(best, heading) else best)[:_LONGEST_HEADLINE] or None


def main_heading(titles: Titles, site_names: Sequence[str]) -> str:
    """The first `<h1>` that is worded like what the page states, else the first; never the publisher's
    name."""
    known = {_letters(name) for name in site_names}
    headings = [heading for heading in titles.headings if _first_own([heading], known)]
    stated = (*titles.named, *titles.shared, titles.title)
    exact = {_letters(said) for said in stated}
    same = (heading for heading in headings if _letters(heading) in exact)
    worded = (heading for heading in headings if any(alike(heading, said) for said in stated))
    return next(chain(same, worded, headings), "")


def alike(one: str, other: str) -> bool:
    """Whether they are wordings of one headline."""
    ours, theirs = _runs(one), _runs(other)
    return bool(ours and theirs) and len(ours & theirs) >= _ALIKE * min(len(ours), len(theirs))


def _runs(text: str) -> set[str]:
    letters = _letters(text)
    size = 2 if 2 * count_spaceless(letters) > len(letters) else 4
    return {letters[at : at + size] for at in range(len(letters) - size + 1)}


def _first_own(said: Sequence[str], known: set[str]) -> str:
    """The first that is neither the publisher's name nor a section's, without the publisher at its end."""
    own = (_without_site(each, known) for each in said if _letters(each) not in known)
    return next((each for each in own if each and not _CHINESE_SECTION.match(each)), "")


def _adds_kicker(heading: str, shared: str) -> bool:
    """Whether the heading is the headline with a word on its subject before it."""
    ours, theirs = _letters(heading), _letters(shared)
    return len(theirs) >= 8 and ours != theirs and ours.endswith(theirs)


def _same_beginning(candidate: str, heading: str) -> bool:
    """One is the other, cut short or with something after a separator."""
    ours, theirs = _letters(candidate), _letters(heading)
    if len(theirs) < 8 or not ours:
        return False
    if ours == theirs:
        return True
    is_cut = candidate.rstrip().endswith(("…", "...")) or len(candidate) >= _CUT_FROM
    rest = candidate[len(heading) :] if candidate.startswith(heading) else ""
    return (is_cut and theirs.startswith(ours)) or bool(rest and _SEPARATOR.match(rest))


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
    if _STAMP.fullmatch(part):
        return True
    return any(letters and name.startswith(letters) for name in known) or (
        bool(_CHINESE_SECTION.match(part)) or (len(part) <= 12 and bool(_CHINESE_SITE_NAME.search(part)))
    )


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
