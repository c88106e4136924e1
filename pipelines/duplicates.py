"""Is this text or this page in the archive already? Looking changes nothing."""

from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Protocol

from pipelines.document import Article, Fingerprint
from pipelines.errors import Rejected

_LOOKED_AT = 20


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


class Duplicates:
    """Tells copies from texts of their own.

    `likeness(text)` gives a function from another text to the Jaccard similarity of their shingles, 0 to 1.
    A text at or above `reject_from` is a copy, from `link_from` it is kept and points to the most
    similar one. Of many texts that may be close, the first `_LOOKED_AT` are looked at.
    """

    def __init__(
        self, likeness: Callable[[str], Callable[[str], float]], *, reject_from: float, link_from: float
    ) -> None:
        self._likeness = likeness
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
        score, number = self._closest(document, known)
        if score >= self._reject_from:
            raise Rejected("near_duplicate", f"similarity {score:.3f} to document {number:03d}")
        return number if score >= self._link_from else None

    def link(self, document: Fingerprinted, known: KnownTexts, *, apart_from: Collection[int]) -> int | None:
        """The document that a revision is close to, however close; none of those that it revises."""
        score, number = self._closest(document, known, apart_from)
        return number if score >= self._link_from else None

    def are_close(self, text: str, other: str) -> bool:
        """Whether one of two texts would point to the other, or be its copy."""
        return self._likeness(text)(other) >= self._link_from

    def _closest(
        self, document: Fingerprinted, known: KnownTexts, apart_from: Collection[int] = ()
    ) -> tuple[float, int]:
        others = (n for n in known.near(document.fingerprint.near_keys) if n not in apart_from)
        numbers = list(islice(others, _LOOKED_AT))
        if not numbers:
            return 0.0, 0
        likeness = self._likeness(document.article.text)
        scored = [(likeness(known.text_of(number)), -number) for number in numbers]
        score, negative = max(scored)
        return score, -negative
