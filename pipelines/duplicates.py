"""Is this text or this page in the archive already? Looking changes nothing."""

from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Protocol

from pipelines.document import Article, Fingerprint
from pipelines.errors import Rejected

_LOOKED_AT = 20
# A text longer than this many times the archived one has something of its own, whatever else it repeats.
_LONGER = 1.25


class PageVerdict(Protocol):
    """What became of a page; `number` is set where `kind` is `archived`."""

    @property
    def kind(self) -> str:
        """`archived`, `rejected` or `failed`."""

    @property
    def number(self) -> int | None:
        """The document's number."""


class KnownTexts(Protocol):
    """What the archive knows."""

    def verdict(self, url_key: str) -> PageVerdict | None:
        """What became of the page with this URL key."""

    def number_of_text(self, sha256: str) -> int | None:
        """The number of the document with exactly this text."""

    def near(self, near_keys: str) -> Iterable[int]:
        """Numbers of documents that may be near-copies, the likeliest first."""

    def text_of(self, number: int) -> str:
        """The text of a document."""


class Fingerprinted(Protocol):
    """What is looked at: a text, and the keys under which its copies meet."""

    @property
    def article(self) -> Article:
        """With the text."""

    @property
    def fingerprint(self) -> Fingerprint:
        """Of that text."""


class Overlap(Protocol):
    """What two texts have in common, as shares from 0 to 1."""

    @property
    def similarity(self) -> float:
        """Of what either has."""

    @property
    def held(self) -> float:
        """Of the text that is looked at."""

    @property
    def holds(self) -> float:
        """Of the archived one."""


class Duplicates:
    """Tells copies from texts of their own.

    `overlap(text)` gives a function from another text to what both have in common. A text is a copy where
    an archived one holds at least `reject_from` of it: an excerpt too, but not a version that is longer by
    more than a quarter. Where either holds at least `link_from` of the other, the text is kept and points
    to the most similar one. Of many texts that may be close, the first `_LOOKED_AT` are looked at.
    """

    def __init__(
        self, overlap: Callable[[str], Callable[[str], Overlap]], *, reject_from: float, link_from: float
    ) -> None:
        self._overlap = overlap
        self._reject_from = reject_from
        self._link_from = link_from

    def __call__(self, document: Fingerprinted, keys: tuple[str, ...], known: KnownTexts) -> int | None:
        """The number of the document that this one is close to, or None.

        Raises Rejected with `known_url`, `known_text` or `near_duplicate`.
        """
        for key in keys:
            verdict = known.verdict(key)
            if verdict is not None and verdict.kind == "archived":
                raise Rejected("known_url", f"{key} is document {verdict.number:03d}")
        if (number := known.number_of_text(document.fingerprint.sha256)) is not None:
            raise Rejected("known_text", f"the same text as document {number:03d}")
        found = self._candidates(document, known)
        if copied := [candidate for candidate in found if self._is_copy(candidate[0])]:
            overlap, number = max(copied, key=lambda candidate: (candidate[0].held, -candidate[1]))
            raise Rejected("near_duplicate", f"similarity {overlap.similarity:.3f} to document {number:03d}")
        return self._closest(found)

    def link(self, document: Fingerprinted, known: KnownTexts, *, apart_from: Collection[int]) -> int | None:
        """The document that a revision is close to, however close; none of those that it revises."""
        return self._closest(self._candidates(document, known, apart_from))

    def are_close(self, text: str, other: str) -> bool:
        """Whether one of two texts would point to the other, or be its copy."""
        return self._is_close(self._overlap(text)(other))

    def _candidates(
        self, document: Fingerprinted, known: KnownTexts, apart_from: Collection[int] = ()
    ) -> list[tuple[Overlap, int]]:
        others = (n for n in known.near(document.fingerprint.near_keys) if n not in apart_from)
        numbers = list(islice(others, _LOOKED_AT))
        if not numbers:
            return []
        overlap = self._overlap(document.article.text)
        return [(overlap(known.text_of(number)), number) for number in numbers]

    def _closest(self, found: list[tuple[Overlap, int]]) -> int | None:
        close = [(overlap.similarity, -number) for overlap, number in found if self._is_close(overlap)]
        return -max(close)[1] if close else None

    def _is_copy(self, overlap: Overlap) -> bool:
        return overlap.held >= self._reject_from and overlap.holds <= _LONGER * overlap.held

    def _is_close(self, overlap: Overlap) -> bool:
        return max(overlap.held, overlap.holds) >= self._link_from
