"""Sentences of nobody: English and Chinese ones, with names in them and with phrases to look for."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from bench.varied.named import Named
from pipelines.document import Mention

_WHO = (
    "Analysts", "Regulators", "Investors in the region", "Two former employees", "Rivals", "Merchants",
    "People familiar with the matter", "Advertisers", "Its founders", "Local officials", "Young users",
    "Couriers", "Editors", "A court in Hangzhou", "The board", "Researchers at a university",
)  # fmt: skip
_DID = (
    "said that", "doubt whether", "expect that", "learned last week how", "could not confirm that",
    "have long argued that", "were told that", "asked why", "see signs that", "recalled how",
)  # fmt: skip
_DOES = (
    "raised its prices for", "bought a stake in", "copied the feed of", "withdrew from",
    "hired engineers from", "was fined over", "opened its platform to", "lost users to",
    "signed a licence with", "moved closer to", "spent heavily on", "settled a dispute with",
)  # fmt: skip
_WHAT = (
    "short videos", "a payment service", "the spring festival campaign", "live commerce",
    "a music library", "an office suite", "online classes", "the advertising market",
    "a map of small towns", "grocery delivery", "a fund for creators", "mini programs",
    "fresh vegetables", "a recommendation engine", "mobile games",
)  # fmt: skip
_WHEN = (
    "in the third quarter", "before the listing", "within a year", "during the summer",
    "after months of talks", "despite the new rules", "for the first time since 2018",
    "without giving figures", "in smaller cities",
)  # fmt: skip
_CHINESE_WHO = (
    "分析人士", "监管部门", "多位投资人", "两名前员工", "竞争对手", "平台商家", "知情人士", "广告主",
    "创始团队", "地方政府", "年轻用户", "配送员", "编辑部", "杭州一家法院", "董事会", "高校研究者",
)  # fmt: skip
_CHINESE_DID = (
    "表示", "怀疑", "预计", "上周得知", "尚未证实", "一直认为", "被告知", "追问", "注意到", "回忆说",
)  # fmt: skip
_CHINESE_DOES = (
    "提高了价格，面向", "入股了", "模仿了", "退出了", "挖走了工程师，来自", "被处罚，因为",
    "开放了平台，针对", "流失了用户，转向", "签下了版权，涉及", "进一步靠近", "重金投入",
    "和解了纠纷，关于",
)  # fmt: skip
_CHINESE_WHAT = (
    "短视频", "支付业务", "春节红包", "直播电商", "音乐曲库", "办公套件", "在线教育", "广告市场",
    "下沉市场", "生鲜配送", "创作者基金", "小程序", "蔬菜生意", "推荐引擎", "手机游戏",
)  # fmt: skip
_CHINESE_WHEN = (
    "在第三季度", "在上市之前", "一年之内", "在夏天", "经过数月谈判", "尽管有新规", "自2018年以来首次",
    "未披露数字",
)  # fmt: skip

# What a search is tried with: one text in so many holds it, by the number of the document.
PHRASES = {
    "community group buying": ("Some call it community group buying, others a price war.", 97),
    "a lighthouse in the fog": ("One of them compared it to a lighthouse in the fog.", 9_973),
    "张一鸣": ("张一鸣没有回应。", 101),
    "社区团购": ("有人称之为社区团购，也有人说这是价格战。", 89),
    "雾中灯塔": ("其中一人把它比作雾中灯塔。", 8_009),
}


class Text(NamedTuple):
    """A text without its final newline, and where it names whom, in code points."""

    text: str
    mentions: tuple[Mention, ...]


def written(dice: random.Random, number: int, named: Sequence[Named], is_chinese: bool, size: int) -> Text:
    """A text of about `size` characters, one paragraph per line, with the phrases of document `number`."""
    parts, mentions, length = list[str](), list[Mention](), 0
    order = [*named, *dice.choices(named, k=len(named))] if named else []
    for at in range(10_000):
        if length >= size:
            break
        who = order[at] if at < len(order) else None
        before, name, after = _sentence(dice, who, is_chinese)
        if who is not None:
            start = length + len(before)
            mentions.append(Mention(entity=who.id, start=start, end=start + len(name)))
        end = "\n" if at % 4 == 3 else "" if is_chinese else " "
        parts.append(f"{before}{name}{after}{end}")
        length += len(parts[-1])
    parts.append(f"{_of_document(number, is_chinese)}")
    return Text("".join(parts), tuple(mentions))


def headline(dice: random.Random, named: Sequence[Named], is_chinese: bool) -> str:
    """Of the entity that is named first, if any is."""
    if is_chinese:
        who = named[0].chinese if named else dice.choice(_CHINESE_WHO)
        return f"{who}{dice.choice(_CHINESE_DOES)}{dice.choice(_CHINESE_WHAT)}"
    who = named[0].english if named else dice.choice(_WHO)
    return f"{who} {dice.choice(_DOES)} {dice.choice(_WHAT)}"


def _sentence(dice: random.Random, who: Named | None, is_chinese: bool) -> tuple[str, str, str]:
    """What stands before the name, the name, what stands behind it."""
    pick = dice.choice
    if is_chinese:
        before, name = f"{pick(_CHINESE_WHO)}{pick(_CHINESE_DID)}，", who.chinese if who else "该公司"
        after = f"{pick(_CHINESE_WHEN)}{pick(_CHINESE_DOES)}{pick(_CHINESE_WHAT)}"
        return before, name, f"{after}，共{dice.randint(2, 9999)}万元。"
    before, name = f"{pick(_WHO)} {pick(_DID)} ", who.english if who else "the company"
    after = f" {pick(_DOES)} {pick(_WHAT)} {pick(_WHEN)}"
    return before, name, f"{after}, worth {dice.randint(2, 9999)} million yuan."


def _of_document(number: int, is_chinese: bool) -> str:
    """The sentences that make each text unlike any other, and those that are looked for."""
    own = f"这是第{number}篇。" if is_chinese else f"This is story {number}."
    found = [
        sentence
        for phrase, (sentence, one_in) in PHRASES.items()
        if number % one_in == one_in // 2 and phrase.isascii() != is_chinese
    ]
    return ("" if is_chinese else " ").join((own, *found))
