"""Commits what a replay found: another text as a revision, other entities of the same text as retagged."""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.archive import ArchiveWriter, DocumentRow, Known, ReadAnew
from pipelines.duplicates import Duplicates
from pipelines.processed import Parts
from pipelines.replay.difference import Difference
from pipelines.revisions import earlier
from pipelines.urls import keys_of


class Found(NamedTuple):
    """A document as it is on record and as it was read anew; `parts` None: nothing of it can be applied."""

    row: DocumentRow
    difference: Difference
    parts: Parts | None


class _NotNow(Exception):
    """Why a text cannot be committed, in the light of what others have committed by now."""

    def __init__(self, found: Found, why: str) -> None:
        super().__init__(why)
        self.found = found
        self.why = why


class Applying:
    """Any number of processes may apply, and crawl, at the same time; the same again commits nothing."""

    def __init__(self, writer: ArchiveWriter, duplicates: Duplicates) -> None:
        self._writer = writer
        self._duplicates = duplicates

    def commit(self, batch: Sequence[Found]) -> list[Difference]:
        """In the same order, with what was done about each; durable when it returns. Raises StoreError."""
        done = self._revise([each for each in batch if each.difference.outcome == "changed"])
        done |= self._retag([each for each in batch if each.difference.outcome == "same"])
        return [done.get(each.row.number, each.difference) for each in batch]

    def _revise(self, waiting: Sequence[Found]) -> dict[int, Difference]:
        done: dict[int, Difference] = {}
        while True:
            still = [each for each in waiting if each.row.number not in done]
            try:
                rows = self._writer.commit_others(still, self._judge).rows
            except _NotNow as error:
                done[error.found.row.number] = _told(error.found, not_applied=error.why)
                continue
            for each, row in zip(still, rows, strict=True):
                assert isinstance(row, DocumentRow)
                done[each.row.number] = _told(each, applied="revised", revision=row.number)
            return done

    def _judge(self, found: Found, known: Known) -> ReadAnew:
        """Raises _NotNow."""
        row, parts = found.row, found.parts
        assert parts is not None
        if why := barred(row, known):
            raise _NotNow(found, why)
        if (newer := _newer(row, known)) is not None:
            raise _NotNow(found, f"document {newer:03d} is a newer text of the page")
        twin = known.number_of_text(parts.fingerprint.sha256)
        if twin is not None:
            raise _NotNow(found, f"the same text as document {twin:03d}")
        page = known.document(row.number)
        assert page is not None
        near = self._duplicates.link(parts, known, apart_from=earlier(page, known))
        return ReadAnew(source=row, keys=_keys(row, parts, known), near_duplicate_of=near, **parts._asdict())

    def _retag(self, same: Sequence[Found]) -> dict[int, Difference]:
        """Of the same text other entities, or other places of them."""
        other = {
            each.row.number: each.parts.mentions
            for each in same
            if each.parts is not None
            and (each.row.entities, each.row.mentions)
            != (each.parts.mentions.entities, each.parts.mentions.mentions)
        }
        committed = {row.number for row in self._writer.retag(other)} if other else set()
        return {
            each.row.number: _told(each, applied="retagged") for each in same if each.row.number in committed
        }


def barred(row: DocumentRow, known: Known) -> str | None:
    """Why nothing may be archived of the page of a document; None where it may."""
    if known.is_removed(row.number):
        return "it was removed meanwhile"
    if any(map(known.is_barred, row.keys)):
        return "a document of this page was removed"
    return None


def _newer(row: DocumentRow, known: Known) -> int | None:
    """The newest document of the very same page, where that is another one by now."""
    for key in keys_of(row.url, row.requested_url):
        verdict = known.verdict(key)
        if verdict is None or verdict.number is None or verdict.number <= row.number:
            continue
        page = known.document(verdict.number)
        if page is not None and key in keys_of(page.url, page.requested_url):
            return page.number
    return None


def _keys(row: DocumentRow, parts: Parts, known: Known) -> tuple[str, ...]:
    """Those that the page has; that of another canonical URL only where no document has it."""
    fresh = (key for key in keys_of(parts.article.canonical_url) if key not in row.keys)
    verdicts = ((key, known.verdict(key)) for key in fresh)
    free = (key for key, verdict in verdicts if verdict is None or verdict.kind != "archived")
    return (*row.keys, *free)


def _told(found: Found, **applied: object) -> Difference:
    return found.difference.model_copy(update=applied)
