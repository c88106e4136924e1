"""Markdown as the plain text that a reader sees, so that no mark stands in a word or in a headline."""

import re

_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_TITLE = re.compile(r"^title:[ \t]*(['\"]?)([^\s'\"].*?)\1[ \t]*$", re.MULTILINE)
_MARKS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"^[ ]{0,3}(?:```|~~~).*$|^[ ]{0,3}(?:[-*_][ ]*){3,}$|^=+$", re.MULTILINE), ""),
    (re.compile(r"^[ ]{0,3}(?:#{1,6}[ \t]+|>[ \t]?)", re.MULTILINE), ""),
    (re.compile(r"[ \t]+#+[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"!\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])"), r"\1"),
    (re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])"), r"\1"),
    (re.compile(r"^\[[^\]\n]+\]:[ \t].*$", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__|\*|`|(?<!\w)_(?=\S))(?=\S)(.+?)(?<=\S)(?:\1)(?!\w)"), r"\2"),
)
_BLANK_LINES = re.compile(r"\n{3,}")


def plain_markdown(text: str) -> str:
    """Without front matter and marks, no newline at the end; the title of the front matter, if the text does
    not begin with it, comes first.
    """
    text = text.replace("\r\n", "\n")
    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text.removeprefix("\ufeff")
    for mark, plain in _MARKS:
        body = mark.sub(plain, body)
    body = _BLANK_LINES.sub("\n\n", body).strip()
    title = _TITLE.search(front[1]) if front else None
    if title is None or body.startswith(title[2]):
        return body
    return f"{title[2]}\n\n{body}".strip()
