"""What stands between the headline of a page and its first paragraph.

A standfirst is the beginning of the text, and trafilatura often leaves it in the header. A sub-headline is
more of the headline, and no text.
"""

import re
from collections.abc import Collection, Sequence

from pipelines.page.letters import letters, share_held
from pipelines.page.linked_lines import LinkedLine
from pipelines.page.other_stories import count_words
from pipelines.page.placed_lines import PlacedLine, placed

_STANDFIRST = re.compile(
    r"""(?ix) (?<![a-z]) (
        stand-?first | lead | lede | intro(duction)? | summary | excerpt | abstract | perex | chapo | ingress
        | preamble | vorspann | sommario | entradilla | bajada | teaser | description | synopsis
        | manchet | sapo
        | speakable
    ) (?![a-z]) | (?-i: (?<=[a-z]) (Lead|Teaser|Intro|Standfirst) (?![a-z]) )"""
)
_SUBHEADLINE = re.compile(
    r"""(?ix) (?<![a-z]) (
        \w{0,3} sub-?_? (title|headline|head|line|heading) s? | dek | strapline | untertitel
    ) (?![a-z]) | (?-i: (?<=[a-z]) (Dek|Sub[tTh]itle|Sub[hH]eadline|Sub[hH]ead(ing)?) (?![a-z]) )"""
)
_SHORTEST = 30
_FIRST_PARAGRAPH_WORDS = 8
_SAID_ALREADY = 0.5
_AS_DESCRIBED = 0.8
_DESCRIPTION = 300


def is_subheadline(line: PlacedLine) -> bool:
    """By the names of its block and of the one around it."""
    return _calls_itself(line, _SUBHEADLINE)


def without_subheadlines(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Headings before the first paragraph that do not stand right over it are not the text's."""
    starts = (at for at, line in enumerate(lines) if _is_paragraph(line))
    first = next(starts, None)
    if first is None:
        return list(lines)
    top = [line for line in lines[:first] if not _is_more_headline(line, lines[first])]
    return [*top, *lines[first:]]


def with_standfirst(
    lines: Sequence[PlacedLine],
    page: Sequence[LinkedLine],
    subjects: Collection[str],
    descriptions: Sequence[str],
) -> list[PlacedLine]:
    """With the standfirst on top, where the page has one below the headline and the text lacks it.

    Known by how its block calls itself, or by one of the page's `descriptions`. `subjects`: the headline in
    every wording, as letters.
    """
    first = next((line.places[0] for line in lines if line.places), None)
    heads = [at for at, line in enumerate(page[:first]) if line.letters in subjects] if first else []
    if not heads:
        return list(lines)
    beginning = "".join(line.letters for line in lines[:4])
    described = [said for text in descriptions if len(said := letters(text)[:_DESCRIPTION]) >= _SHORTEST]
    for at in range(heads[-1] + 1, first or 0):
        line = placed(page[at], at)
        if len(line.letters) < _SHORTEST or line.link_share > 0.3 or is_subheadline(line):
            continue
        if share_held(line.letters, beginning, 8) > _SAID_ALREADY:
            break
        if _calls_itself(line, _STANDFIRST) or _is_described(line, described):
            return [line, *lines]
    return list(lines)


def _is_described(line: PlacedLine, described: Sequence[str]) -> bool:
    return any(share_held(line.letters[:_DESCRIPTION], said, 4) >= _AS_DESCRIBED for said in described)


def _is_paragraph(line: PlacedLine) -> bool:
    long = count_words(line.text) > _FIRST_PARAGRAPH_WORDS
    return long and bool(line.places) and not line.is_heading and not is_subheadline(line)


def _is_more_headline(line: PlacedLine, first: PlacedLine) -> bool:
    if not line.places:
        return False
    if is_subheadline(line):
        return True
    return line.is_heading and line.parent is not first.parent and not _STANDFIRST.search(_names(line.block))


def _calls_itself(line: PlacedLine, name: re.Pattern[str]) -> bool:
    return bool(name.search(f"{_names(line.block)} {_names(line.parent)}"))


def _names(block: object) -> str:
    get = getattr(block, "get", None)
    return " ".join(get(key) or "" for key in ("class", "id", "itemprop")) if get else ""
