"""A page's words without a tree: what it states of itself, and its lines, out of its markup alone.

Rather too much than too little: what reads a page (extract.py) finds nothing there that is not here. Only
comments, styles and scripts other than JSON-LD are left out, at which no reader of pages looks.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

# None of these patterns looks far from where it stands: a page of ten thousand open tags takes no longer.
_UNREAD = re.compile(r"<(?:([sS][cC][rR][iI][pP][tT]|[sS][tT][yY][lL][eE])\b([^<>]*)>|!--)")
_ENDS = {"script": re.compile("(?i)</script"), "style": re.compile("(?i)</style"), "": re.compile("--!?>")}
_NAME = re.compile(r"/?([a-zA-Z!?][a-zA-Z0-9]*)")
_HEADING = re.compile(r"<([hH][1-6]|[tT][iI][tT][lL][eE])\b[^<>]*>(.{0,2000}?)</\1\b", re.DOTALL)
_H1 = re.compile(r"<(/?)[hH]1\b")
_CONTENT = re.compile(r"(?i)content\s*=")
_QUOTED = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_CONTENT_QUOTED = re.compile(r"""(?i)(?<![^\s"'/])content\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ESCAPED = re.compile(r"\\u(?![dD][89a-fA-F])([0-9a-fA-F]{4})")

# What stands for a tag: the end of a line, or a place within one.
_END, _WITHIN, _NO_TAG = "\x00", "\x01", "<"
_SPACED = re.compile(f"{_WITHIN}*\\s[\\s{_WITHIN}]*")
_GLUED = re.compile(f"\\w{_WITHIN}\\w")

_BLOCK_NAMES = (
    "address article aside blockquote body button dd details dialog div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 head header hr html input label li link main menu meta nav ol optgroup"
    " option p pre script section select svg table tbody td template textarea tfoot th thead title tr ul"
    " video"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_LONGEST_NAME = 16


class _Signs(dict[str, str]):
    """From the beginning of a tag, up to a space, to what stands for it."""

    def __missing__(self, tag: str) -> str:
        name = _NAME.match(tag)
        sign = (_END if name[1].lower() in _BLOCKS else _WITHIN) if name else _NO_TAG
        if len(tag) <= _LONGEST_NAME:
            self[tag] = sign
        return sign


_SIGNS = _Signs()


class Skimmed(NamedTuple):
    """`stated` are lines of titles, headings, meta tags and JSON-LD: whatever may become a headline.

    `lines` are those that the page shows, titles and headings too. A line in which tags stand within words is
    there twice, with and without spaces for them. `titles` and `headings` (`<h1>`) are as shown; `tags` those
    with a `content`, `data` the JSON-LD, as they are written. `is_headed`: it has both a title and a heading,
    and what they hold is clear.
    """

    stated: tuple[str, ...]
    lines: tuple[str, ...]
    titles: tuple[str, ...]
    headings: tuple[str, ...]
    tags: tuple[str, ...]
    data: tuple[str, ...]
    is_headed: bool


def skim(html: str) -> Skimmed:
    """`html` is the page as it came."""
    shown, data = _read_part(html.replace(_END, "").replace(_WITHIN, ""))
    text, tags = _without_tags(shown)
    written = _END.join(_without_tags(_ESCAPED.sub(_unescaped, each))[0] for each in data)
    said = _END.join([*map(_said, tags), written.replace("\\/", "/").replace("\\n", _WITHIN)])
    headings = [
        (name.lower(), tuple(_lines(_without_tags(held)[0]))) for name, held in _HEADING.findall(shown)
    ]
    titles, first = (
        tuple(line for name, held in headings if name == tag for line in held) for tag in ("title", "h1")
    )
    return Skimmed(
        stated=(*_lines(said), *(line for _, held in headings for line in held)),
        lines=tuple(_lines(text)),
        titles=titles,
        headings=first,
        tags=tuple(tags),
        data=tuple(data),
        is_headed=bool(titles) and _is_clear(shown),
    )


def _read_part(html: str) -> tuple[str, list[str]]:
    """Without styles, comments and scripts, and the JSON-LD; what has no end is kept."""
    pieces: list[str] = []
    data: list[str] = []
    at = 0
    while found := _UNREAD.search(html, at):
        name = (found[1] or "").lower()
        end = _ENDS[name].search(html, found.end() if name else found.end() - 2)
        if end is None:
            break
        if "ld+json" in (found[2] or "").lower():
            data.append(html[found.end() : end.start()])
        pieces.append(html[at : found.start()])
        at = end.end()
    return _WITHIN.join([*pieces, html[at:]]), data


def _without_tags(html: str) -> tuple[str, list[str]]:
    """The text with what stands for the tags, and the tags that have a `content`."""
    first, *others = html.split("<")
    out, stating, sign = [first], [], _WITHIN
    for piece in others:
        tag, closed, text = piece.partition(">")
        found = _SIGNS[tag.partition(" ")[0]] if closed else _NO_TAG
        if found is _NO_TAG:
            text = f"<{piece}"
        elif found is _END:
            sign = _END
        if "content" in piece.lower() and tag[:1] != "/":
            stating += _stating(tag, text)
        if text.isspace():
            sign = sign if sign is _END else " "
        elif text:
            out += (sign, text)
            sign = _WITHIN
    return "".join(out), stating


def _stating(tag: str, text: str) -> list[str]:
    """The tag if it has a `content`, with what follows where a value may go on behind the first `>`."""
    if not _is_whole(tag):
        return [f"{tag}>{text}"]
    return [tag] if _CONTENT.search(tag) else []


def _is_whole(tag: str) -> bool:
    """Whether each value that begins ends there too."""
    rest = _QUOTED.sub("", tag)
    return '"' not in rest and "'" not in rest


def _said(tag: str) -> str:
    """The `content`, or all of the tag where it is not clear what that is."""
    found = _CONTENT_QUOTED.search(tag)
    if found is None or len(_CONTENT.findall(tag)) != 1 or not _is_whole(tag):
        return tag
    return found[1] or found[2] or ""


def _lines(text: str) -> Iterator[str]:
    for line in (unescape(text) if "&" in text else text).split(_END):
        if _WITHIN not in line:
            yield " ".join(line.split())
            continue
        line = _SPACED.sub(" ", line)
        if _GLUED.search(line):
            yield line.replace(_WITHIN, " ").strip()
        yield line.replace(_WITHIN, "").strip()


def _is_clear(shown: str) -> bool:
    """Whether it has an `<h1>`, and each has an end."""
    marks = _H1.findall(shown)
    return bool(marks) and marks == ["", "/"] * (len(marks) // 2)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
