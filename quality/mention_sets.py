"""Texts with every mention labelled, and texts of ordinary language that name nobody.

Beside the project: the seeds' mentions, where several entities may be right and traps are labelled as such.
Our own: sentences with their mentions written into them, and ordinary passages with the entities that they do
name.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from quality.cases import OWN, PROJECT, shared_data

_MARK = re.compile(r"\{([^|}]*)\|([a-z0-9-]+)\}")

Span = tuple[int, int]


class Labelled(NamedTuple):
    """A text and its mentions: which entities are right, None where none may be found there too.

    `traps`: spans that name nobody, though a word there is a name elsewhere.
    """

    data: str
    language: str
    text: str
    mentions: Mapping[Span, frozenset[str | None]]
    traps: tuple[Span, ...] = ()


class Ordinary(NamedTuple):
    """A passage, and the entities that it does name."""

    language: str
    register: str
    text: str
    names: frozenset[str]


def seed_texts() -> Iterator[Labelled]:
    """The seeds that are labelled beside the project; none where the labels are absent."""
    folder = shared_data()
    if folder is None:
        return
    rows = [json.loads(line) for line in (folder / "mentions.jsonl").read_text("utf-8").splitlines()]
    for file in sorted({row["file"] for row in rows}):
        text = (PROJECT / "seeds" / file).read_bytes().decode()
        yield _of_seed(f"seed {file[:3]}", text, [row for row in rows if row["file"] == file])


def own_texts() -> Iterator[Labelled]:
    """Our sentences: `{surface|entity}` marks a mention."""
    for line in (OWN / "mentions.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        yield _unmarked(case["language"], case["text"])


def own_passages() -> list[Ordinary]:
    """Ordinary passages, in the order of the file."""
    cases = map(json.loads, (OWN / "passages.jsonl").read_text("utf-8").splitlines())
    return [
        Ordinary(case["language"], case["register"], case["text"], frozenset(case["names"])) for case in cases
    ]


def _of_seed(data: str, text: str, rows: Sequence[Mapping[str, Any]]) -> Labelled:
    mentions = {}
    traps = []
    for row in rows:
        span = (row["start"], row["end"])
        if row["entity_id"] is None:
            traps.append(span)
        else:
            mentions[span] = frozenset(row.get("accept") or [row["entity_id"]])
    return Labelled(data, "en", text, mentions, tuple(traps))


def _unmarked(language: str, marked: str) -> Labelled:
    text, mentions, last = "", {}, 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        mentions[len(text), len(text) + len(mark[1])] = frozenset([mark[2]])
        text += mark[1]
        last = mark.end()
    return Labelled("own", language, text + marked[last:], mentions)
