"""The section that a page stands in and the words that it is filed under, as its publisher names them."""

import re
from collections.abc import Sequence

_SEPARATOR = re.compile(r"\s*[,，、;；|]\s*")
_MACHINE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|^\d+$|https?:|[=<>{}]|^\w+[-_:/]\w+[-_:/]\w+[-_:/]")
_NO_SECTION = frozenset({
    "article", "articles", "news", "uncategorized", "uncategorised", "home", "homepage", "all",
    "default", "none",
    "null", "undefined", "正文", "首页", "首頁", "新闻", "新聞", "allgemein", "nachrichten", "noticias",
    "actualités",
})  # fmt: skip
_LONGEST_SECTION = 60
_LONGEST_KEYWORD = 80
_MOST_KEYWORDS = 30


def section_of(stated: Sequence[str]) -> str | None:
    """The first that tells more than that this is news; if none does, the first that can be a name."""
    names = [name for said in stated if (name := _name(said))]
    return next((name for name in names if name.casefold() not in _NO_SECTION), next(iter(names), None))


def keywords_of(stated: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Of the first source that has any, in its order, none twice; at most 30. Ids and addresses are left
    out."""
    for source in stated:
        words = [word for said in source for word in _SEPARATOR.split(said)]
        fitting = (word.strip(" .#\"'") for word in words if not _MACHINE.search(word))
        distinct = {
            word.casefold(): word for word in reversed(list(fitting)) if 1 < len(word) <= _LONGEST_KEYWORD
        }
        if distinct:
            return tuple(reversed(distinct.values()))[:_MOST_KEYWORDS]
    return ()


def _name(said: str) -> str:
    """`news/business` and `News > Business` name the innermost section last."""
    parts = [] if "://" in said else re.split(r"\s*[>»›/|]\s*", said.strip(" /"))
    name = parts[-1] if parts else ""
    return name if 1 < len(name) <= _LONGEST_SECTION and not _MACHINE.search(name) else ""
