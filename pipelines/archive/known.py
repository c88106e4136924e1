"""Which URLs, texts and near-duplicate keys exist: what a crawl must know of an archive."""

import hashlib
from collections import Counter
from collections.abc import Callable
from sys import intern
from typing import Literal, NamedTuple

from pipelines.archive.rows import DocumentRow, FailureRow, LogRow, RejectionRow, RemovedRow
from pipelines.document import text_bytes

_PIECE = 8
_RANKS = {"archived": 2, "rejected": 1, "failed": 0}


class Verdict(NamedTuple):
    """What became of a URL. `number` is set where archived, `stage` and `reason` (slug or cause) where not.

    `time` is when it was fetched or judged, `published` what the page said; both ISO 8601 or None.
    """

    kind: Literal["archived", "rejected", "failed"]
    number: int | None
    stage: str | None
    reason: str | None
    time: str | None
    published: str | None

    def outranks(self, other: "Verdict | None") -> bool:
        """Archived beats rejected beats failed; among equals the later, this one, beats the earlier."""
        return other is None or _RANKS[self.kind] >= _RANKS[other.kind]


def verdict_of(row: LogRow) -> Verdict:
    """What a line of the log says of its URLs."""
    if isinstance(row, RejectionRow):
        return Verdict("rejected", None, intern(row.stage), intern(row.reason), row.time, row.published)
    if isinstance(row, FailureRow):
        return Verdict("failed", None, intern(row.stage), intern(row.cause), row.time, None)
    document = row.row if isinstance(row, RemovedRow) else row
    return Verdict("archived", document.number, None, None, document.fetched, document.published)


class Facts:
    """The tables behind Known. One thread learns; others may look meanwhile and see a row late."""

    def __init__(self) -> None:
        self.verdicts: dict[bytes, Verdict] = {}
        self.numbers: dict[bytes, int] = {}
        # Most keys are one document's own: its number alone takes a third of the memory of a tuple.
        self._near: dict[int, int | tuple[int, ...]] = {}

    def near(self, place: int) -> tuple[int, ...]:
        found = self._near.get(place, ())
        return (found,) if isinstance(found, int) else found

    def learn(self, row: LogRow) -> None:
        if isinstance(row, DocumentRow):
            self.numbers[bytes.fromhex(row.sha256)] = row.number
            # A seed may lack the final newline that a page with the same text would be archived with.
            self.numbers[_text_digest(row.text)] = row.number
            for place in near_places(row.near_keys):
                others = self.near(place)
                self._near[place] = (*others, row.number) if others else row.number
        elif isinstance(row, RemovedRow):
            self.numbers[bytes.fromhex(row.row.sha256)] = row.row.number
        verdict = verdict_of(row)
        for key in row.keys:
            digest = _key_digest(key)
            if verdict.outranks(self.verdicts.get(digest)):
                self.verdicts[digest] = verdict


class Known:
    """What is archived, rejected and failed by now; inside a commit also what the batch adds so far.

    Looking changes nothing and may be done from any thread, while one thread at a time commits.
    """

    def __init__(self, read_text: Callable[[int], str], settled: Facts | None = None) -> None:
        self._read_text = read_text
        self._settled = settled if settled is not None else Facts()
        self._pending = Facts()
        self._texts: dict[int, str] = {}

    def verdict(self, url_key: str) -> Verdict | None:
        """What became of the page with this URL key (pipelines.urls.url_key); None if it was never seen."""
        digest = _key_digest(url_key)
        settled, pending = self._settled.verdicts.get(digest), self._pending.verdicts.get(digest)
        return pending if pending is not None and pending.outranks(settled) else settled

    def number_of_text(self, sha256: str) -> int | None:
        """The document whose `.txt` has this SHA-256, removed ones included."""
        digest = bytes.fromhex(sha256)
        number = self._settled.numbers.get(digest)
        return self._pending.numbers.get(digest) if number is None else number

    def near(self, near_keys: str) -> tuple[int, ...]:
        """Documents that share a key in its place, those that share most first.

        `near_keys` is cut into keys of 8 hex digits each; a rest at its end is ignored.
        """
        shared: Counter[int] = Counter()
        for place in near_places(near_keys):
            shared.update(self._settled.near(place))
            shared.update(self._pending.near(place))
        return tuple(number for number, _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])))

    def text_of(self, number: int) -> str:
        """The text without its final newline. Raises LookupError where there is none, or StoreError."""
        text = self._texts.get(number)
        return (self._read_text(number) if text is None else text).removesuffix("\n")

    def learn(self, row: LogRow) -> None:
        """For the archive: a committed line."""
        self._settled.learn(row)

    def expect(self, row: LogRow) -> None:
        """For the archive: a line of a batch that is not committed yet; only this value knows of it."""
        self._pending.learn(row)
        if isinstance(row, DocumentRow):
            self._texts[row.number] = row.text

    def overlay(self) -> "Known":
        """For the archive: the same knowledge, to which `expect` can add without a trace here."""
        return Known(self._read_text, self._settled)


def near_places(near_keys: str) -> list[int]:
    """Each key of 8 hex digits with its position above it, as one number."""
    pieces = range(0, len(near_keys) - _PIECE + 1, _PIECE)
    return [(start // _PIECE) << 32 | int(near_keys[start : start + _PIECE], 16) for start in pieces]


def _key_digest(url_key: str) -> bytes:
    return hashlib.blake2b(url_key.encode(errors="surrogatepass"), digest_size=16).digest()


def _text_digest(text: str) -> bytes:
    return hashlib.sha256(text_bytes(text.removesuffix("\n"))).digest()
