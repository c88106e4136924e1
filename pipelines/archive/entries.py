"""What a caller hands in to be archived."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from pipelines.archive.known import Known
from pipelines.archive.rows import DocumentRow
from pipelines.document import (
    Access,
    Article,
    Document,
    Failure,
    Fingerprint,
    Language,
    Mentions,
    Outcome,
    Rejection,
    Relevance,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """To be archived. `keys` are the URL keys under which the page is known from now on."""

    document: Document
    keys: tuple[str, ...]
    near_duplicate_of: int | None = None
    revision_of: int | None = None


@dataclass(frozen=True, slots=True)
class ReadAnew:
    """Another text of the capture of `source`, to be archived as its revision; the capture stays where it is.

    Where the new reading gives no date and no headline, those of `source` stay: a listing may have said them.
    """

    source: DocumentRow
    article: Article
    language: Language
    fingerprint: Fingerprint
    mentions: Mentions
    relevance: Relevance
    keys: tuple[str, ...]
    near_duplicate_of: int | None = None


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """To be recorded as rejected."""

    rejection: Rejection
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """To be recorded as failed, its capture put in quarantine."""

    failure: Failure
    keys: tuple[str, ...]


class Origin(NamedTuple):
    """Where a text came from that no crawl has fetched; None or () where nobody has said.

    Dates are ISO 8601, `fetched` as `2026-11-22T01:02:03Z`, `publisher` an id.
    """

    url: str | None = None
    canonical_url: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    access: Access | None = None
    fetched: str | None = None


_NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class SeedText:
    """A text that comes without a page: one the corpus began with, or an imported one.

    `data` is archived as it is, and so is the name `file`, if it is one for the number that the text gets.
    `extractor` is None for a text that the corpus began with; `keys` are as those of Kept.
    """

    file: str | None
    data: bytes
    headline: str | None
    language: Language
    fingerprint: Fingerprint
    mentions: Mentions
    relevance: Relevance
    origin: Origin = _NOWHERE
    keys: tuple[str, ...] = ()
    near_duplicate_of: int | None = None
    extractor: str | None = None


Entry = Kept | ReadAnew | TurnedAway | Lost | SeedText

# Decides, in the light of all that is archived by now, what becomes of one page. It may be asked again
# about the same page, when another process has committed in between: it must look and change nothing.
Judge = Callable[[Outcome, Known], Entry]

# The same for whatever else a caller brings.
Judged = TypeVar("Judged")
JudgeOf = Callable[[Judged, Known], Entry]
