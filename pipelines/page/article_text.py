"""The text of an article out of a parsed page: trafilatura, asked in several ways.

Below 250 characters trafilatura takes what else the page holds, which is right for an English stub and
wrong for Chinese, where 60 characters are a whole piece of news: there it returns the sidebar. So we ask
strictly first, and let the page's own description tell whether the answer is the article.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from pipelines.page.article_lines import mend
from pipelines.page.beside_article import set_aside
from pipelines.page.letters import letters, share_held
from pipelines.page.linked_lines import LinkedLine, linked_lines
from pipelines.page.prose_block import prose_block, prose_length
from pipelines.page.quick_trafilatura import quicken
from pipelines.page.ruby import ruby_as_text
from pipelines.page.stream_safe import stream_safe
from pipelines.page.sure_text import sure_text
from pipelines.page.xpath_needs import at_hand
from pipelines.scripts import count_spaceless

_LIBRARY_MINIMUM = 250
# An article is most of what is written on its page, but for long lists of other stories and comments.
_LEAST_OF_PAGE = 0.2
_PARAGRAPH = 80
_SENTENCE = 60
_LINKED = 0.3
_MOST_SKIPPED = 2
_STRICT_MINIMUM = 15
# The description may be edited, the article may quote it in part.
_DESCRIPTION_HELD = 0.6
_HEADLINE_HELD = 0.3
_DESCRIPTION_CHARACTERS = 300
_SHORTEST_DESCRIPTION = 20
# Menus and counters are no sentences; an article is mostly sentences, tables and quotes allowed for.
_LEAST_PROSE = 0.5
_SHORTEST_ENTRY = 10
# Of what a page of menus has in sentences, the teasers are not the article's.
_PROSE_OF_MENUS = 0.4
# What stands under a Chinese headline may quote a program or a price list, but has Chinese in it.
_LEAST_SPACELESS = 0.05

_TOP_LINES = 5
_SHORTEST_HEADLINE = 8
_LEAST_OF_HEADLINE = 0.6
_STAMP = re.compile(
    r"""(?ix) ^ ( [发發][布佈](日期|[时時][间間]) | 更新[时時][间間] | 日期 | published | updated | posted )?
        [\s:：]*
        ( (19|20)\d\d \s*[-/.年]\s* \d{1,2} \s*[-/.月]\s* \d{1,2} \s*日? | \d{1,2}:\d{2} )
        [\d\s:.,TZ+()（）年月日时時分秒-]* $"""
)
_CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
_SPACES = "\t\n\x0b\x0c\r\x85"
_INVISIBLE = str.maketrans(_SPACES, " " * len(_SPACES), _CONTROLS + "\xad\u200b\u2060\ufeff")
_NO_CHARACTERS = "\ud800-\udfff\ufffe\uffff"
_UNENCODABLE = re.compile(f"[{_NO_CHARACTERS}]")
_SELDOM = re.compile(f"[{re.escape(''.join(map(chr, _INVISIBLE)))}{_NO_CHARACTERS}]")


quicken()


@dataclass(frozen=True, slots=True)
class _Way:
    """`fast`: without readability and jusText. `eager`: with what trafilatura adds to short texts."""

    fast: bool
    eager: bool
    minimum: int


_STRICT = _Way(fast=True, eager=False, minimum=_STRICT_MINIMUM)
_SECOND_OPINION = _Way(fast=False, eager=False, minimum=_STRICT_MINIMUM)
_AS_IT_COMES = _Way(fast=False, eager=True, minimum=_LIBRARY_MINIMUM)
_AT_FIRST = _Way(fast=True, eager=True, minimum=_LIBRARY_MINIMUM)


@dataclass(frozen=True, slots=True)
class _Page:
    """`subjects`: the headline in every wording; `witnesses`: what the page says of its text. As letters."""

    tree: HtmlElement
    lines: Sequence[LinkedLine]
    url: str
    subjects: frozenset[str]
    witnesses: tuple[str, ...]
    min_characters: int

    def attempt(self, way: _Way) -> str:
        options = _options(way, self.url)
        text = sure_text(self.tree, options) if way.fast else None
        if text is None:
            text = getattr(trafilatura.bare_extraction(self.tree, options=options), "text", None)
        return plain_lines(text or "")

    def vouches_for(self, text: str) -> bool:
        """Whether a description, or a good part of it, is in the text."""
        told = letters(text)
        return any(share_held(said, told, 4) >= _DESCRIPTION_HELD for said in self.witnesses)

    def is_subject_of(self, text: str) -> bool:
        """Whether the text, lines that only repeat a headline aside, speaks of what a headline says."""
        told = letters(self.without_headlines(text))
        return any(share_held(subject, told, 2) >= _HEADLINE_HELD for subject in self.subjects)

    def is_headline(self, line: str) -> bool:
        """In one of its wordings, which may end with the name of the publisher or of a section."""
        said = letters(line)
        if said in self.subjects:
            return True
        return len(said) >= _SHORTEST_HEADLINE and any(_begins(said, subject) for subject in self.subjects)

    def without_headlines(self, text: str) -> str:
        return "\n".join(line for line in text.split("\n") if letters(line) not in self.subjects)


def article_text(
    tree: HtmlElement, *, url: str, headlines: Sequence[str], descriptions: Sequence[str], min_characters: int
) -> str:
    """One paragraph per line, "" where there is none. `tree` stays as it is.

    Comments are left out, and above the first paragraph what is metadata: the headline, in any of its
    wordings, and a line that is nothing but a date or a time. Under a headline in a script without spaces
    a text without such characters is not the article.
    """
    with ruby_as_text(tree), set_aside(tree), at_hand(tree):
        page = _page(tree, url, headlines, descriptions, min_characters)
        text = mend(_body(page, (*headlines, *descriptions)), page.lines, page.subjects, descriptions)
    lines = text.split("\n")
    above = [line for line in lines[:_TOP_LINES] if not page.is_headline(line) and not _STAMP.match(line)]
    return "\n".join(above + lines[_TOP_LINES:])


def _page(
    tree: HtmlElement, url: str, headlines: Sequence[str], descriptions: Sequence[str], min_characters: int
) -> _Page:
    witnesses = [said[:_DESCRIPTION_CHARACTERS] for said in map(letters, descriptions)]
    return _Page(
        tree=tree,
        lines=linked_lines(tree),
        url=url,
        subjects=frozenset(map(letters, headlines)),
        witnesses=tuple(said for said in witnesses if len(said) >= _SHORTEST_DESCRIPTION),
        min_characters=min_characters,
    )


def _body(page: _Page, stated: Sequence[str]) -> str:
    if not any(count_spaceless(said) > 3 for said in stated):
        return _spaced_text(page)
    text = _spaceless_text(page)
    if 2 * count_spaceless(stated[0]) > len(letters(stated[0])):
        return _most_prose(page, text)
    return text or page.attempt(_AS_IT_COMES)


def _spaced_text(page: _Page) -> str:
    """What trafilatura finds by itself, unless it is doubtful: then with readability and jusText."""
    text = page.attempt(_AT_FIRST)
    return page.attempt(_AS_IT_COMES) if len(text) < _LIBRARY_MINIMUM or _is_doubtful(page, text) else text


def _is_doubtful(page: _Page, text: str) -> bool:
    """Too little of the page's prose, mostly menus, without the first paragraphs, or all in one line."""
    told = [letters(line) for line in text.split("\n")]
    known = frozenset(told)
    if not any(line.letters in known for line in page.lines):
        return True
    length = sum(map(len, told))
    if sum(len(line) for line in told if len(line) >= _SENTENCE) < _LEAST_PROSE * length:
        return True
    prose = {line.letters for line in page.lines if _is_paragraph(line)}
    if length < _LEAST_OF_PAGE * sum(map(len, prose)):
        return True
    return _paragraphs_skipped(page, known) > _MOST_SKIPPED


def _paragraphs_skipped(page: _Page, told: frozenset[str]) -> int:
    """Between the headline and the first paragraph that is in the text."""
    skipped = 0
    for line in page.lines:
        if line.block.tag == "h1" or line.letters in page.subjects:
            skipped = 0
        elif _is_paragraph(line):
            if line.letters in told:
                return skipped
            skipped += 1
    return skipped


def _is_paragraph(line: LinkedLine) -> bool:
    return len(line.text) >= _PARAGRAPH and line.link_share < _LINKED


def _spaceless_text(page: _Page) -> str:
    """What a description vouches for, else what speaks of the headline, else what is long enough."""
    seen: list[str] = []
    for way in (_STRICT, _SECOND_OPINION):
        seen.append(page.attempt(way))
        if page.vouches_for(seen[-1]):
            return seen[-1]
    bodies = {text: len(letters(page.without_headlines(text))) for text in seen}
    long_enough = [text for text in seen if bodies[text] >= page.min_characters / 2]
    return next(filter(page.is_subject_of, long_enough), next(iter(long_enough), ""))


def _most_prose(page: _Page, likeliest: str) -> str:
    """`likeliest` if it reads like an article, else what else the page has that does, else ""."""
    prose = prose_length(likeliest)
    if prose >= _LEAST_PROSE * len(letters(likeliest)) > 0:
        return likeliest
    block = plain_lines(prose_block(page.tree))
    if not likeliest:
        return block if page.is_subject_of(block) else _vouched_for(page, page.attempt(_AS_IT_COMES))
    if prose_length(block) > prose * (_PROSE_OF_MENUS if _reads_like_menus(likeliest) else 1 / _LEAST_PROSE):
        return block
    return likeliest if count_spaceless(likeliest) >= _LEAST_SPACELESS * len(letters(likeliest)) else ""


def _vouched_for(page: _Page, text: str) -> str:
    return text if page.vouches_for(text) else ""


def _reads_like_menus(text: str) -> bool:
    """Most lines are too short for a sentence, or for an entry of a list in an article."""
    return median(len(letters(line)) for line in text.split("\n")) < _SHORTEST_ENTRY


def _begins(said: str, subject: str) -> bool:
    return subject.startswith(said) and len(said) >= _LEAST_OF_HEADLINE * len(subject)


def plain_lines(text: str) -> str:
    """NFC, one paragraph per line, LF, no empty lines, no control or invisible characters.

    NFC changes how letters are encoded, never which letters they are.
    """
    lines = (plain(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def plain(line: str) -> str:
    """The same for one line: runs of white space become one space, none at the ends."""
    if line.isascii() and line.isprintable():
        return " ".join(line.split())
    if _SELDOM.search(line):
        line = _UNENCODABLE.sub("", line.translate(_INVISIBLE))
    return " ".join(unicodedata.normalize("NFC", stream_safe(line)).split())


def _options(way: _Way, url: str) -> Extractor:
    options = Extractor(output_format="python", fast=way.fast, comments=False, url=url)
    options.min_extracted_size = way.minimum
    if not way.eager:
        # Neither "balanced", which retries on texts it finds short, nor a focus that prunes differently.
        options.focus = "strict"
    return options
