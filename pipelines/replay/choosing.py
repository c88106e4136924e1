"""Which captures are read anew: of each page the one of its newest document, as the filters leave them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.archive import Archive, DocumentRow, Where
from pipelines.extract import EXTRACTOR
from pipelines.replay.shard import Shard

# So many documents are read from the log, and their captures in one piece, before they are handed on.
_AT_ONCE = 64
_EVERY = Where(status="live")
_WARC_DIGITS = slice(len("warc/"), len("warc/") + 10)


class Choice(NamedTuple):
    """`extractor` takes the texts that this one found, `older` those that the present one did not."""

    where: Where = _EVERY
    extractor: str | None = None
    older: bool = False
    shard: Shard = Shard()


class Chosen(NamedTuple):
    """Numbers of documents in order; how many of the chosen have no capture, and how many a newer text."""

    numbers: tuple[int, ...]
    without_capture: int
    revised: int


def choose(archive: Archive, choice: Choice) -> Chosen:
    """Removed documents are never among them. Raises StoreError, ArchiveDamaged."""
    revised = {number for (number,) in archive.values(("revision_of",), _EVERY) if number is not None}
    numbers: list[int] = []
    without_capture = older_texts = 0
    fields = ("number", "warc", "extractor")
    for number, warc, extractor in archive.values(fields, replace(choice.where, status="live")):
        if not _is_wanted(choice, warc, extractor):
            continue
        if warc is None:
            without_capture += 1
        elif number in revised:
            older_texts += 1
        else:
            numbers.append(number)
    return Chosen(tuple(numbers), without_capture, older_texts)


def _is_wanted(choice: Choice, warc: str | None, extractor: str | None) -> bool:
    if choice.extractor is not None and extractor != choice.extractor:
        return False
    if choice.older and extractor == EXTRACTOR:
        return False
    # A text without a capture is of the first part, so that all parts together count it once.
    return choice.shard.has(int(warc[_WARC_DIGITS]) if warc is not None else 0)


def portions(archive: Archive, numbers: Sequence[int]) -> Iterator[list[DocumentRow]]:
    """The documents whose captures lie in one file together, at most so many as are read at once.

    Those that were removed since are left out.
    """
    portion: list[DocumentRow] = []
    for number in numbers:
        try:
            row = archive.get(number)
        except LookupError:
            continue
        if portion and (row.warc != portion[0].warc or len(portion) == _AT_ONCE):
            yield portion
            portion = []
        portion.append(row)
    if portion:
        yield portion
