"""What a caller hands in to be archived."""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.archive.known import Known
from pipelines.document import (
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
class TurnedAway:
    """To be recorded as rejected."""

    rejection: Rejection
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """To be recorded as failed, its capture put in quarantine."""

    failure: Failure
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeedText:
    """One of the texts the corpus began with. `file` and `data` are archived as they are."""

    file: str
    data: bytes
    headline: str | None
    language: Language
    fingerprint: Fingerprint
    mentions: Mentions
    relevance: Relevance


Entry = Kept | TurnedAway | Lost

# Decides, in the light of all that is archived by now, what becomes of one page. It may be asked again
# about the same page, when another process has committed in between: it must look and change nothing.
Judge = Callable[[Outcome, Known], Entry]
