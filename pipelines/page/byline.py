"""The names that stand by the headline, or at the end of a Chinese article, for pages that state none."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from lxml.html import HtmlElement

from pipelines.page.authors import clean_authors
from pipelines.page.page_lines import Line, below_and_above

# In characters, from the headline.
_FARTHEST_ABOVE = 300
_FARTHEST_BELOW = 1200
_LONGEST_BYLINE = 120
_MOST_ANCESTORS = 3
_MOST_WORDS = 4
_LINES_OF_NAMES = 3

_NAMES_AUTHOR = re.compile(
    r"(?i)author|byline|autor|auteur|(?<![a-z])(writer|reporter|journalist|zuozhe|signature)"
)
_NAMES_OTHER = re.compile(
    r"(?i)comment|related|recommend|teaser|bio\b|about|descri|avatar|social|follow|image|photo|caption|promo|sidebar"
)
_FOLDERS = ("/author/", "/authors/", "/autor/")
_NAMES = ("author", "byline", "autor")
_NAME_INSIDE = 'descendant::*[contains(@itemprop, "name") or contains(@property, "schema:name")]'
_PREFIXED = re.compile(
    r"""(?x) ^\W* (?: [Bb]y | BY | [Vv]on | VON | [Pp]ar | PAR | [Pp]or | POR | [Dd]oor | [Dd]i | Av | Af
    | [Tt]ext
      | Words | Story | Interview |
      (?:Written|Posted|Reported|Published|Reporting|Blog\ ?[Bb]eitrag)\ (?:by|von) )
      \s* (?: :\s* | (?<=\w)\s+ | (?<=[a-z])(?=[A-Z]) )
      (?P<names> [^\W\d_].{2,100} ) $"""
)
_LABELLED = re.compile(
    r"(?i)^(autorin/autor|authors?|autore?(in)?|auteure?s?|written by)\s*:?\s+(?P<names>\S.*)$"
)
_TO_THE_RIGHT = re.compile(r"(?i)text-align:\s*right|(^|[\s-])right($|\s)")
_HAN = r"[\u4e00-\u9fff]"
_HAN_NAMES = rf"{_HAN}{{2,4}}(?:[、，,\s]+{_HAN}{{2,4}})*"
_REPORTER = r"(?:本报|本報|本刊|本网|见习|見習|实习|實習|特约|特約|全媒体|全媒體|首席)*(?:记者|記者)"
_AFTER_NAMES = re.compile(
    r"\s*[,|·•–—-]?\s+(in|on|for|at|published|updated|posted|last|veröffentlicht|am|vom|le|el|il)\s.*$"
)
_CHINESE = re.compile(
    rf"""(?x)
      ^\W* (?: 作者 | 撰文 | 撰稿 | 文字 | 文 | 采写 | 採訪 | 采访 | {_REPORTER} ) \s* [:：/／丨|]\s*
      (?P<a> {_HAN_NAMES} )
        (?= \s* $ | [\s／/|（(】\]] )
    | [(（【\[] [^()（）]{{0,12}}? {_REPORTER} \s* [:：]? \s* (?P<b> {_HAN_NAMES} ) [^()（）]{{0,12}}?
    [)）】\]]
    | ^\W* {_REPORTER} \s* (?P<c> {_HAN_NAMES} ) \s* [／/] \s* \w{{0,4}} (?:報導|報道|报道|电|電)
    | ^\W* {_REPORTER} \s+ (?P<d> {_HAN_NAMES} ) \s* (?: $ | \W*(?:报道|報道|報導) )
    """
)
_EDITOR = re.compile(
    rf"(?:责任编辑|責任編輯|责编|責編|编辑|編輯)\s*[:：]\s*(?P<names>{_HAN}{{2,4}}(?:[、，\s]+{_HAN}{{2,4}})*)"
)
_PARTICLE_NAMES = "de da do dos di del della von van der den la le el al bin ibn ten ter y e und and"
_PARTICLES = frozenset(_PARTICLE_NAMES.split())


def marked_names(tree: HtmlElement, lines: Sequence[Line], headings: Sequence[str]) -> tuple[str, ...]:
    """Of the elements that call themselves author (microdata, RDFa, `rel`), those of the byline."""
    marked = list(filter(_is_marked, tree.iterdescendants()))
    blocks = {id(line.element): place for place, line in enumerate(_near(lines, headings))} if marked else {}
    placed = [(place, element) for element in marked if (place := _place_in(element, blocks)) is not None]
    first = min((place for place, _ in placed), default=0)
    near = (element for place, element in placed if place - first <= _LINES_OF_NAMES)
    said = [text for element in near for text in _names_of(element) if len(text) <= _LONGEST_BYLINE]
    return clean_authors(said)


def _is_marked(element: HtmlElement) -> bool:
    said, tag = element.get, element.tag
    if "author" in (said("itemprop") or "") or "schema:author" in (said("property") or ""):
        return True
    if tag == "a" and (address := said("href")) and any(map(address.__contains__, _FOLDERS)):
        return True
    if tag == "span" and (names := said("class")) and any(map(names.__contains__, _NAMES)):
        return True
    rel = said("rel")
    return rel is not None and " author " in f" {rel} "


def byline(lines: Sequence[Line], headings: Sequence[str]) -> tuple[str, ...]:
    """As the line says that is made for it or begins like one; the editors of a Chinese page where none
    does."""
    area = _near(lines, headings)
    ways = (map(_as_made, area), map(_as_worded, area), map(_as_labelled, lines), map(_as_signed, lines))
    for said in filter(None, chain.from_iterable(ways)):
        if names := clean_authors([said]):
            return names
    return clean_authors(list(_chinese(lines)))


def is_person(name: str) -> bool:
    """Whether it can be somebody's name: two words with capitals, or two to four Han characters."""
    if re.fullmatch(rf"{_HAN}{{2,4}}", name):
        return True
    words = [word for word in name.split() if word.casefold() not in _PARTICLES]
    return 2 <= len(words) <= 5 and all(word[0].isupper() or not word[0].isascii() for word in words)


def _near(lines: Sequence[Line], headings: Sequence[str]) -> list[Line]:
    return below_and_above(lines, headings, _FARTHEST_BELOW, _FARTHEST_ABOVE)


def _place_in(element: HtmlElement, blocks: Mapping[int, int]) -> int | None:
    """The line that it stands in, or the first that stands in it; None for what is no byline."""
    for other in (element, *element.iterancestors(), *element.iterdescendants()):
        if _NAMES_OTHER.search(other.get("class") or ""):
            return None
        if (place := blocks.get(id(other))) is not None:
            return place
    return None


def _names_of(element: HtmlElement) -> list[str]:
    names = element.xpath(_NAME_INSIDE) or [element]
    return [name.get("content") or _spaced(name) for name in names]


def _spaced(element: HtmlElement) -> str:
    """With a space between a name and the post of its bearer, where only their elements keep them apart."""
    return " ".join(" ".join(map(str, element.itertext())).split())


def _as_made(line: Line) -> str | None:
    """A line in an element whose class says that it is a byline."""
    if len(line.text) > _LONGEST_BYLINE:
        return None
    element: HtmlElement | None = line.element
    for _ in range(_MOST_ANCESTORS):
        if element is None:
            return None
        names = " ".join(element.get(key) or "" for key in ("class", "id", "data-testid"))
        if _NAMES_OTHER.search(names):
            return None
        if _NAMES_AUTHOR.search(names):
            spaced = _spaced(line.element)
            return spaced if "".join(spaced.split()) == "".join(line.text.split()) else line.text
        element = element.getparent()
    return None


def _as_worded(line: Line) -> str | None:
    if len(line.text) > _LONGEST_BYLINE:
        return None
    found = _PREFIXED.match(line.text)
    names = _AFTER_NAMES.sub("", found["names"]) if found else ""
    first = next(iter(clean_authors([names])), "")
    return names if first[:1].isupper() and len(first.split()) <= _MOST_WORDS else None


def _as_labelled(line: Line) -> str | None:
    """`Author: Ada Marsh`, wherever on the page."""
    found = _LABELLED.match(line.text) if len(line.text) <= _LONGEST_BYLINE else None
    return found["names"] if found and is_person(next(iter(clean_authors([found["names"]])), "")) else None


def _as_signed(line: Line) -> str | None:
    """A name alone, set to the right as one signs a letter."""
    look = " ".join(line.element.get(key) or "" for key in ("style", "align", "class"))
    return line.text if _TO_THE_RIGHT.search(look) and is_person(line.text) else None


def _chinese(lines: Sequence[Line]) -> Iterator[str]:
    writers = [found for line in lines if (found := _CHINESE.search(line.text))]
    if writers:
        yield from (name for name in writers[0].groups() if name)
        return
    editors = (found["names"] for line in lines if (found := _EDITOR.search(line.text)))
    yield from list(editors)[:1]
