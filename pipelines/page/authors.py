"""Who wrote a page, as single names, out of the ways in which pages write them down."""

import re
from collections.abc import Iterator, Sequence

from pipelines.scripts import count_spaceless

_SPLIT = re.compile(
    r"""(?ix) \s*[;；、|]\s* | \s+[/·•]\s+ | \s*[／，]\s* | \s*,\s+(?! (?:jr|sr|md|phd|esq|[ivx]+) \b) |
    \s+&\s+
      | \s+ (?:and|und|et|y|og|och|ja|en|e|i|with|sowie) \s+"""
)
_SLASH = re.compile(r"(?<=\w\w)\s*/\s*(?=\w\w)")
_LABEL = re.compile(
    r"""(?ix) ^\W*(
        (published|posted|written|reported|reporting|words|story|text|interview|edited|compiled|blog\ ?beitrag
            |kommentar|analyse|essay|gastbeitrag|kolumne|column|review|bericht|reportage|comment|artikel)
          \ (by|von|par|di|por|door|av|af) (\s*[:：]\s*|\s+)
        | (words|story|text|interview|report|analysis|opinion|authors?|autor|autorin|auteurs?|autore|redaktion
          |rédaction|texte|texto|testo|tekst|foto\ og\ tekst|text\ und\ fotos?)\s*[:：]\s*
        | (by|von|door) (\s*[:：]\s*|\s+)
        | (par|di|da|por|av|af) (\s*[:：]\s*|\s+(?=\S+\s+\S))
        |
        (文字|文|撰文|撰稿|作者|供稿|编辑|編輯|编译|編譯|采写|采訪|採訪|采访|责任编辑|責任編輯|责编|責編|来源|來源
          |(本报|本報|本刊|本网|本台|见习|見習|實習|实习|特约|特約|驻\w{2,4})?(记者|記者)|通讯员|通訊員|特派员|特派員)
          \s*[:：丨|/／]?\s*
    )+"""
)
_TRAILING = re.compile(
    r"""(?ix) \s*( [|｜→].* | \s[-–—].* | \bon\ \w+\ \d.* | \b(19|20)\d\d\b.* | ,
        | [\s_]+[A-Z]{0,4}\d{2,} | \s+\d{1,2}\.?\s+\w+ |
        \b(published|updated|posted|publicado|actualizado|veröffentlicht)\b.*
        | [／/]?[^／/\s]{0,4}(報導|報道|报道|专电|專電|撰文|撰稿|摄影|攝影) )$"""
)
_BRACKETED = re.compile(r"\(.*?\)|（.*?）")
_WEB = re.compile(r"(?i)https?:|www\.|//")
_HANDLE = re.compile(r"(?i)[<(\[]?\S+@\S+\.\S+|(?<!\w)@\w+")
_ROLE = re.compile(
    r"""(?ix) \b(
    (managing|senior|deputy|staff|chief|associate|contributing|political|business|news|sports?)\ )*
        (editor|correspondent|reporter|columnist|writer|contributor|journalist|redakteur(in)?|korrespondent(in)?
        |bureau\ chief|director|professor|analyst|photographer|producer) (\ (at|of|for|in)\b.*)? $
      | ^(total|articles?|see\ all|view|more|read|follow|archiv|alle|all|mehr|ver|voir)\b"""
)
_NOBODY = frozenset({
    "", "admin", "administrator", "author", "editor", "null", "none", "undefined", "unknown", "na", "root",
    "user", "webmaster", "staff", "佚名", "匿名", "网络", "未知", "wordpress", "guest", "name", "email",
    "管理员",
    "by", "von", "staffwriter", "staffreporter", "correspondent", "newsdesk", "系统管理员", "编辑",
    "記者", "记者", "作者",
})  # fmt: skip
_NOT_LETTERS = re.compile(r"[\W_]+")
_HAN_NAMES = re.compile(r"[\u4e00-\u9fff·]{2,4}(\s+[\u4e00-\u9fff·]{2,4})+")
_WITH_POST = re.compile(r"^([\u4e00-\u9fff]{2,4})\s+[\u4e00-\u9fff]{5,}.*$")
_SHORTENED = re.compile(r"(?i)\b(jr|sr|[A-Z])\.$")
_MOST_STATEMENTS = 100
_LONGEST_STATEMENT = 1000
# Whatever stands in brackets included: the patterns below look at each place of it to its end.
_LONGEST_LOOKED_AT = 2 * _LONGEST_STATEMENT
_LONGEST_NAME = 80
_MOST_WORDS = 6
_MOST_DIGITS = 2


def clean_authors(stated: Sequence[str]) -> tuple[str, ...]:
    """One name each, in the order of the page, none twice, nothing that is an address, a label or a role."""
    distinct: dict[str, str] = {}
    for said in stated[:_MOST_STATEMENTS]:
        for name in filter(_is_name, map(_bare, _parts(said))):
            distinct.setdefault(letters(name), name)
    return tuple(distinct.values())


def letters(name: str) -> str:
    """What two spellings of one name have in common."""
    return _NOT_LETTERS.sub("", name).casefold()


def _parts(said: str) -> Iterator[str]:
    if len(said) > _LONGEST_LOOKED_AT:
        return
    said = _HANDLE.sub(" ", _BRACKETED.sub(" ", said)).strip()
    if _WEB.search(said) or len(said) > _LONGEST_STATEMENT:
        return
    bare = _LABEL.sub("", said)
    parts = _SPLIT.split(bare)
    # `Staff and wire reports` is one desk, `Ada Marsh and staff` is not.
    for part in [bare] if letters(parts[0]) == "staff" else parts:
        for half in _halves(part):
            name = _TRAILING.sub("", half.strip())
            yield from name.split() if _HAN_NAMES.fullmatch(name) else [_WITH_POST.sub(r"\1", name)]


def _halves(part: str) -> list[str]:
    """`Ada Marsh/Ben Holt` and `葉知秋/台北` are two; `srf/hosb` is how a desk signs."""
    halves = _SLASH.split(part)
    whole = all(" " in half.strip() or count_spaceless(half) for half in halves)
    return halves if whole else [part]


def _bare(part: str) -> str:
    name = _LABEL.sub("", part).strip(" \t,:：;-–—*'\"“”()[]（）【】")
    return name if _SHORTENED.search(name) else name.rstrip(".")


def _is_name(name: str) -> bool:
    key = letters(name)
    return (
        key not in _NOBODY
        and len(key) > 1
        and len(name) <= _LONGEST_NAME
        and len(name.split()) <= _MOST_WORDS
        and sum(character.isdigit() for character in name) <= _MOST_DIGITS
        and not name[0].isdigit()
        and not _ROLE.search(name)
    )
