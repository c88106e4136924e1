"""Tells a Chinese name of two characters from a longer one (王兴 in 王兴国), and from a byline.

Chinese has no spaces, and 王兴 with 国 behind it may be somebody else. The text itself decides first: if 王兴
also stands before other characters, it is a name by itself. Otherwise a character that ends many given names
makes a longer name where a word that follows names, or a mark, stands behind it.
"""

_ENDS_GIVEN_NAMES = frozenset(
    "国华军民平明东林文涛强伟杰龙生海波飞峰宇鹏辉建志刚春祥荣成德新忠义武俊超勇毅斌彬洋阳松柏云霞红梅兰英芳玲玉珍"
    "凤娟丽燕娜婷静敏洁慧莉萍琴雪琳霖泽轩浩然博晨旭辰晖亮光耀宏洪坤庆福贵财富康宁安邦邦健良善贤仁信礼智元元远达"
)
_FOLLOWS_NAMES = frozenset(
    "说称道谈讲认表指告介回透坦任在是为和与及同等的也还将曾担带率向对把被从到来去出先女老教主书局部县市镇党团院校"
    "、，。：；！？,.:;!?“”\"'（）()《》〈〉「」【】[] \n"
)
_ROLES = "记者", "编辑", "责编", "校对", "审核", "摄影", "通讯员", "作者", "撰文", "主编", "监制"
_SIGNED = (*_ROLES, "图", "文")
_BETWEEN = " ·:/|丨"
_REACH = 5000
"""Code points before and after a name in which it is looked for again: a text may hold thousands."""


def is_longer_name(text: str, start: int, end: int) -> bool:
    """`text` is folded; the name of two ideographs stands from `start` to `end`."""
    behind = text[end : end + 1]
    if behind not in _ENDS_GIVEN_NAMES or not behind:
        return False
    name = text[start:end]
    around = slice(max(0, start - _REACH), end + _REACH)
    longer = text[around].count(name + behind)
    if text[around].count(name) > longer:
        return False
    return longer > 1 or end + 1 == len(text) or text[end + 1] in _FOLLOWS_NAMES


def is_byline(text: str, start: int) -> bool:
    """Whether the name that starts here is signed as a journalist's."""
    before = text[max(0, start - 6) : start]
    name = before.rstrip(_BETWEEN)
    return name.endswith(_ROLES) or (name != before and name.endswith(_SIGNED))
