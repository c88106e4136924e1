"""Which URLs, texts and near-duplicate keys exist: what a crawl must know of an archive."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipelines.archive.digests import key_digest
from pipelines.archive.facts import Facts, near_places
from pipelines.archive.rows import DocumentRow, LogRow
from pipelines.archive.verdict import Verdict

if TYPE_CHECKING:
    from pipelines.archive.catalogue import Catalogue
    from pipelines.archive.catalogue_later import CatalogueLater


class Known:
    """What is archived, rejected and failed by now; inside a commit also what the batch adds so far.

    `read` gives a document, None where it was removed, and may raise LookupError or StoreError. `catalogue`
    is what the columns said when the archive was opened, `settled` what the log brought since.
    Looking changes nothing and may be done from any thread, while one thread at a time commits.
    """

    def __init__(
        self,
        read: Callable[[int], DocumentRow | None],
        catalogue: "Catalogue | CatalogueLater | None" = None,
        settled: Facts | None = None,
    ) -> None:
        self._read = read
        self._catalogue = catalogue
        self._settled = settled if settled is not None else Facts()
        self._pending = Facts()
        self._rows: dict[int, DocumentRow] = {}

    def verdict(self, url_key: str) -> Verdict | None:
        """What became of the page with this URL key (pipelines.urls.url_key); None if it was never seen."""
        digest = key_digest(url_key)
        found = self._catalogue.verdict(digest) if self._catalogue is not None else None
        for facts in (self._settled, self._pending):
            later = facts.verdict(digest)
            if later is not None and later.outranks(found):
                found = later
        return found

    def is_barred(self, url_key: str) -> bool:
        """Whether a document of this page was removed, so that none is archived again."""
        digest = key_digest(url_key)
        if self._catalogue is not None and digest in self._catalogue.barred:
            return True
        return digest in self._settled.barred

    def number_of_text(self, sha256: str) -> int | None:
        """The document whose `.txt` has this SHA-256, removed ones included."""
        digest = bytes.fromhex(sha256)
        for facts in (self._settled, self._pending):
            if (number := facts.number_of_text(digest)) is not None:
                return number
        return self._catalogue.number_of_text(digest) if self._catalogue is not None else None

    def is_removed(self, number: int) -> bool:
        """Whether a document was removed."""
        gone_before = self._catalogue is not None and number in self._catalogue.removed
        return gone_before or number in self._settled.removed

    def near(self, near_keys: str) -> tuple[int, ...]:
        """Documents that share a key in its place, those that share most first; no removed ones.

        `near_keys` is cut into keys of 8 hex digits each; a rest at its end is ignored.
        """
        shared: Counter[int] = Counter()
        for place in near_places(near_keys):
            shared.update(self._settled.near(place))
            shared.update(self._pending.near(place))
            if self._catalogue is not None:
                shared.update(self._catalogue.near(place >> 32, place & 0xFFFFFFFF))
        there = ((number, count) for number, count in shared.items() if number not in self._settled.removed)
        return tuple(number for number, _ in sorted(there, key=lambda pair: (-pair[1], pair[0])))

    def text_of(self, number: int) -> str:
        """The text without its final newline, "" where it was removed. Raises LookupError, or StoreError."""
        row = self.document(number)
        return "" if row is None else row.text.removesuffix("\n")

    def document(self, number: int) -> DocumentRow | None:
        """The whole document, None where it was removed. Raises LookupError, or StoreError."""
        row = self._rows.get(number)
        return self._read(number) if row is None else row

    def learn(self, row: LogRow) -> None:
        """For the archive: a committed line."""
        self._settled.learn(row)

    def expect(self, row: LogRow) -> None:
        """For the archive: a line of a batch that is not committed yet; only this value knows of it."""
        self._pending.learn(row)
        if isinstance(row, DocumentRow):
            self._rows[row.number] = row

    def overlay(self) -> "Known":
        """For the archive: the same knowledge, to which `expect` can add without a trace here."""
        return Known(self._read, self._catalogue, self._settled)
