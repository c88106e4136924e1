"""The text of an article out of a parsed page: trafilatura, asked in several ways.

Below 250 characters trafilatura takes what else the page holds, which is right for an English stub and
wrong for Chinese, where 60 characters are a whole piece of news: there it returns the sidebar. So we ask
strictly first, and let the page's own description tell whether the answer is the article.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from pipelines.scripts import count_spaceless

_LIBRARY_MINIMUM = 250
_STRICT_MINIMUM = 15
# The description may be edited, the article may quote it in part.
_DESCRIPTION_HELD = 0.6
_HEADLINE_HELD = 0.3
_DESCRIPTION_CHARACTERS = 300
_SHORTEST_DESCRIPTION = 20

_TOP_LINES = 5
_STAMP = re.compile(
    r"""(?ix) ^ ( [发發][布佈](日期|[时時][间間]) | 更新[时時][间間] | 日期 | published | updated | posted )?
        [\s:：]*
        ( (19|20)\d\d \s*[-/.年]\s* \d{1,2} \s*[-/.月]\s* \d{1,2} \s*日? | \d{1,2}:\d{2} )
        [\d\s:.,TZ+()（）年月日时時分秒-]* $"""
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
_SPACES = "\t\n\x0b\x0c\r\x85"
_INVISIBLE = str.maketrans(_SPACES, " " * len(_SPACES), _CONTROLS + "\xad\u200b\u2060\ufeff")
_UNENCODABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Way:
    """`fast`: without readability and jusText. `eager`: with what trafilatura adds to short texts."""

    fast: bool
    eager: bool
    minimum: int


_STRICT = _Way(fast=True, eager=False, minimum=_STRICT_MINIMUM)
_SECOND_OPINION = _Way(fast=False, eager=False, minimum=_STRICT_MINIMUM)
_AS_IT_COMES = _Way(fast=False, eager=True, minimum=_LIBRARY_MINIMUM)


def article_text(
    tree: HtmlElement, *, url: str, headlines: Sequence[str], descriptions: Sequence[str], min_characters: int
) -> str:
    """One paragraph per line, "" where there is none. `tree` stays as it is.

    Comments are left out, and above the first paragraph what is metadata: the headline, in any of its
    wordings, and a line that is nothing but a date or a time.
    """
    subjects = {_letters(headline) for headline in headlines}
    spaceless = any(count_spaceless(said) > 3 for said in (*headlines, *descriptions))
    text = (
        _spaceless_text(tree, url, subjects, descriptions, min_characters)
        if spaceless
        else _attempt(tree, _AS_IT_COMES, url)
    )
    lines = text.split("\n")
    above = [line for line in lines[:_TOP_LINES] if _letters(line) not in subjects and not _STAMP.match(line)]
    return "\n".join(above + lines[_TOP_LINES:])


def _spaceless_text(
    tree: HtmlElement, url: str, subjects: set[str], descriptions: Sequence[str], min_characters: int
) -> str:
    witnesses = [said[:_DESCRIPTION_CHARACTERS] for said in map(_letters, descriptions)]
    witnesses = [said for said in witnesses if len(said) >= _SHORTEST_DESCRIPTION]
    seen: list[str] = []
    for way in (_STRICT, _SECOND_OPINION):
        seen.append(_attempt(tree, way, url))
        letters = _letters(seen[-1])
        if any(_held(said, letters, 4) >= _DESCRIPTION_HELD for said in witnesses):
            return seen[-1]
    return _likeliest(seen, subjects, min_characters) or _attempt(tree, _AS_IT_COMES, url)


def plain_lines(text: str) -> str:
    """NFC, one paragraph per line, LF, no empty lines, no control or invisible characters.

    NFC changes how letters are encoded, never which letters they are.
    """
    lines = (plain(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def plain(line: str) -> str:
    """The same for one line: runs of white space become one space, none at the ends."""
    visible = _UNENCODABLE.sub("", line.translate(_INVISIBLE))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _attempt(tree: HtmlElement, way: _Way, url: str) -> str:
    document = trafilatura.bare_extraction(tree, options=_options(way, url))
    return plain_lines(getattr(document, "text", None) or "")


def _options(way: _Way, url: str) -> Extractor:
    options = Extractor(output_format="python", fast=way.fast, comments=False, url=url)
    options.min_extracted_size = way.minimum
    if not way.eager:
        # Neither "balanced", which retries on texts it finds short, nor a focus that prunes differently.
        options.focus = "strict"
    return options


def _likeliest(texts: Sequence[str], subjects: set[str], min_characters: int) -> str:
    """The first text that speaks of what the headline says, else the first long enough, else ""."""
    bodies = {text: _letters(_without(subjects, text)) for text in texts}
    long_enough = [text for text in texts if len(bodies[text]) >= min_characters / 2]
    for text in long_enough:
        if any(_held(subject, bodies[text], 2) >= _HEADLINE_HELD for subject in subjects):
            return text
    return next(iter(long_enough), "")


def _without(subjects: set[str], text: str) -> str:
    """`text` without the lines that only repeat a headline."""
    return "\n".join(line for line in text.split("\n") if _letters(line) not in subjects)


def _held(witness: str, letters: str, size: int) -> float:
    """Share of the witness's runs of `size` letters that are in `letters`: 0 to 1."""
    runs = [witness[at : at + size] for at in range(len(witness) - size + 1)]
    return sum(run in letters for run in runs) / len(runs) if runs else 0.0


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()
