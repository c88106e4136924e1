"""What lines of the log say exists, as they are learned: the newest in tables, the others in arrays."""

from typing import TYPE_CHECKING

from pipelines.archive.digests import key_digest, newline_sha256
from pipelines.archive.rows import DocumentRow, LogRow, RemovedRow, RetaggedRow, TombstoneRow
from pipelines.archive.verdict import Verdict, verdict_of

if TYPE_CHECKING:
    from pipelines.archive.packed import Packed

# So many rows are held in tables, of some five kilobytes for a document; where more are packed already,
# a part of their number, so that each is packed again only a few times.
PACKED_FROM = 1024
_PART = 32
_PIECE = 8


class Facts:
    """One thread learns; others may look meanwhile and see a row late.

    They look into the tables first: what leaves these is in the arrays by then.
    """

    def __init__(self, packed_from: int = PACKED_FROM) -> None:
        self._packed_from = packed_from
        self._packed: Packed | None = None
        self._packed_rows = 0
        self._begin()
        self.removed: set[int] = set()
        self.barred: set[bytes] = set()

    def _begin(self) -> None:
        self._rows = 0
        self._verdicts: dict[bytes, Verdict] = {}
        self._numbers: dict[bytes, int] = {}
        # Most keys are one document's own: its number alone takes a third of the memory of a tuple.
        self._near: dict[int, int | tuple[int, ...]] = {}

    def verdict(self, digest: bytes) -> Verdict | None:
        """What became of the page whose URL key has this digest."""
        found = self._verdicts.get(digest)
        if found is None and self._packed is not None:
            return self._packed.pages.verdict(digest)
        return found

    def number_of_text(self, sha256: bytes) -> int | None:
        """The document whose text has this SHA-256 of 32 bytes."""
        found = self._numbers.get(sha256)
        if found is None and self._packed is not None:
            return self._packed.texts.find(sha256)
        return found

    def near(self, place: int) -> tuple[int, ...]:
        """The documents with a key at its place (`near_places`)."""
        found = self._near.get(place, ())
        later = (found,) if isinstance(found, int) else found
        if self._packed is None:
            return later
        packed = self._packed.near.documents(place >> 32, place & 0xFFFFFFFF)
        # Those that were packed between these two looks are in both.
        return tuple(dict.fromkeys((*packed, *later)))

    def learn(self, row: LogRow) -> None:
        """Takes note of a line, in order."""
        if isinstance(row, DocumentRow):
            self._learn_text(row.number, row.sha256, newline_sha256(row.text))
            for place in near_places(row.near_keys):
                others = self._near.get(place, ())
                others = (others,) if isinstance(others, int) else others
                self._near[place] = (*others, row.number) if others else row.number
        elif isinstance(row, RemovedRow | TombstoneRow):
            stub = row.stub if isinstance(row, TombstoneRow) else row
            self._learn_text(stub.row.number, stub.row.sha256, stub.newline_sha256)
            self.removed.add(stub.row.number)
            self.barred.update(map(key_digest, stub.keys))
        elif isinstance(row, RetaggedRow):
            return
        verdict = verdict_of(row)
        for digest in map(key_digest, row.keys):
            if verdict.outranks(self.verdict(digest)):
                self._verdicts[digest] = verdict
        self._rows += 1
        if self._rows >= max(self._packed_from, self._packed_rows // _PART):
            self._pack()

    def _learn_text(self, number: int, *sha256s: str | None) -> None:
        self._numbers.update((bytes.fromhex(sha256), number) for sha256 in sha256s if sha256)

    def _pack(self) -> None:
        # Few who open an archive learn so much that they need numpy for it.
        from pipelines.archive.packed import nothing_known

        near = (
            (place, number)
            for place, found in self._near.items()
            for number in ((found,) if isinstance(found, int) else found)
        )
        earlier = self._packed or nothing_known()
        self._packed = earlier.learned(self._verdicts, self._numbers, near)
        self._packed_rows += self._rows
        self._begin()


def near_places(near_keys: str) -> list[int]:
    """Each key of 8 hex digits with its position above it, as one number."""
    pieces = range(0, len(near_keys) - _PIECE + 1, _PIECE)
    return [(start // _PIECE) << 32 | int(near_keys[start : start + _PIECE], 16) for start in pieces]
