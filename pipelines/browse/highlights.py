"""A text in paragraphs, with the entities that it names and the words that were looked for."""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.lookup import Question, marked


class Span(NamedTuple):
    """A stretch of a paragraph: what it names, if anything, and whether it was looked for."""

    text: str
    entity: str | None
    is_hit: bool


class _Place(NamedTuple):
    """`start` in, `end` out, in code points of the text."""

    start: int
    end: int
    entity: str


def paragraphs(text: str, mentions: str, asked: Question) -> list[list[Span]]:
    """One for each line that is not empty. `mentions` are JSON as in the table `document_texts`.

    Mentions that do not lie in the text, or over another, are passed over.
    """
    places = list(_places(mentions, len(text)))
    hits = _hits(text, asked)
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(list(_spans(text, at, at + len(line), places, hits)))
        at += len(line) + 1
    return found


def _places(mentions: str, length: int) -> Iterator[_Place]:
    end = 0
    for entity, first, last in sorted(json.loads(mentions), key=lambda each: each[1]):
        if end <= first < last <= length:
            end = last
            yield _Place(first, last, entity)


def _hits(text: str, asked: Question) -> list[tuple[int, int]]:
    found, at = [], 0
    for piece in marked(text, asked.terms) if asked.terms else ():
        if piece.is_hit:
            found.append((at, at + len(piece.text)))
        at += len(piece.text)
    return found


def _spans(
    text: str, start: int, end: int, places: Sequence[_Place], hits: Sequence[tuple[int, int]]
) -> Iterator[Span]:
    """Cut wherever something begins or ends."""
    here = [place for place in places if place.start < end and place.end > start]
    sought = [hit for hit in hits if hit[0] < end and hit[1] > start]
    edges = {
        start,
        end,
        *(edge for place in here for edge in place[:2]),
        *(edge for hit in sought for edge in hit),
    }
    cuts = sorted(edge for edge in edges if start <= edge <= end)
    for first, last in pairwise(cuts):
        entity = next((place.entity for place in here if place.start <= first < place.end), None)
        is_hit = any(hit[0] <= first < hit[1] for hit in sought)
        yield Span(text[first:last], entity, is_hit)
