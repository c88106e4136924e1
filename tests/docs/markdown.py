"""Reads the project's own pages: their sections, tables, code blocks and links."""

import re
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r"`([^`\n]+)`")
_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A fenced block of code."""

    language: str
    code: str


def page(name: str) -> str:
    """The text of a page, `README.md` or `docs/settings.md`."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level or above. Raises KeyError."""
    level = len(heading) - len(heading.lstrip("#"))
    lines = _BLOCK.sub(lambda match: match[0].replace("\n#", "\n "), text).splitlines()
    if heading not in lines:
        raise KeyError(heading)
    start = lines.index(heading) + 1
    ends = (at for at in range(start, len(lines)) if re.match(rf"#{{1,{level}}} ", lines[at]))
    return "\n".join(lines[start : next(ends, len(lines))]) + "\n"


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    tables = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {at for at, cells in enumerate(tables) if set("".join(cells)) <= set("- ")}
    return [cells for at, cells in enumerate(tables) if at not in rules and at + 1 not in rules]


def names(text: str) -> list[str]:
    """What stands in backquotes in the first column of the tables."""
    return [name for cells in rows(text) for name in _CODE.findall(cells[0])]


def code(text: str) -> list[str]:
    """Everything in backquotes within a line."""
    return _CODE.findall(_BLOCK.sub("", text))


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [block.code for block in all_blocks(text) if block.language == language]


def all_blocks(text: str) -> list[Block]:
    """Those in lists without the indent of the list."""
    return [Block(language, dedent(code)) for _, language, code in _BLOCK.findall(text)]


def links(text: str) -> list[str]:
    """Where the links of a page lead."""
    return _LINK.findall(_BLOCK.sub("", text))
