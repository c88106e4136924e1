"""What people said of documents and rejections: `judgements/<time>-<id>.json`, each written once.

A mark carries what it is about, as it was when it was made: a later one on the same page takes its place.
"""

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from pipelines.archive.sealed import keep, sealed, unsealed
from pipelines.archive.store import KeyMissing, Store
from pipelines.document import Evidence, Score, Value
from pipelines.errors import ArchiveDamaged

JUDGEMENTS = "judgements/"
_KEY = re.compile(r"judgements/\d{8}T\d{6}Z-[0-9a-f]{16}\.json")

Verdict = Literal["right", "wrong", "withdrawn"]


class Judgement(Value):
    """A mark: whether it was right that a page is archived, or that it was rejected.

    `number` is that of the document, None for a rejection; `url` as on record, None for a seed. `keys` are
    its URL keys. `relevance`, `threshold`, `evidence` and `model` are those on record; None or () where there
    are none. `time` is `2026-11-22T01:02:03Z`; `id`, five hex digits of microseconds and eleven drawn by lot.
    """

    id: str = Field(pattern=r"^[0-9a-f]{16}$")
    time: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    verdict: Verdict
    outcome: Literal["archived", "rejected"]
    number: int | None = Field(ge=0)
    url: str | None
    keys: tuple[str, ...]
    headline: str | None
    relevance: Score | None
    threshold: Score | None
    evidence: tuple[Evidence, ...]
    model: str | None
    by: str | None
    note: str | None

    @property
    def belongs(self) -> bool:
        """Whether the page belongs into the archive, to whoever made the mark."""
        return (self.outcome == "archived") == (self.verdict == "right")

    @property
    def subject(self) -> str:
        """What it is about, the same for every mark on one page."""
        return self.keys[0] if self.keys else f"{self.number}"


def judgement_key(judgement: Judgement) -> str:
    """`judgements/20261122T010203Z-<id>.json`: in order of time."""
    return f"{JUDGEMENTS}{re.sub('[-:]', '', judgement.time)}-{judgement.id}.json"


def put_judgement(store: Store, judgement: Judgement) -> str:
    """Writes a mark; answers with its key."""
    key = judgement_key(judgement)
    keep(store, key, sealed(judgement.model_dump_json(indent=2).encode()))
    return key


def list_judgements(store: Store) -> Iterator[str]:
    """The keys of all marks, oldest first."""
    return (key for key, _ in store.list(JUDGEMENTS) if _KEY.fullmatch(key))


def read_judgement(store: Store, key: str) -> Judgement:
    """Raises ArchiveDamaged where it is no mark, or not where it belongs; KeyMissing."""
    plain = unsealed(key, store.get(key).data)
    try:
        judgement = Judgement.model_validate_json(plain)
    except ValueError as error:
        raise ArchiveDamaged(f"{key} is no mark; delete it, and judge again") from error
    if judgement_key(judgement) != key:
        raise ArchiveDamaged(f"{key} is the mark {judgement_key(judgement)}; delete it")
    return judgement


def standing_judgements(store: Store) -> list[Judgement]:
    """The newest mark on each page, oldest first, without those withdrawn. Raises ArchiveDamaged."""
    newest: dict[str, Judgement] = {}
    for key in list_judgements(store):
        try:
            judgement = read_judgement(store, key)
        except KeyMissing:
            continue
        newest.pop(judgement.subject, None)
        newest[judgement.subject] = judgement
    return [judgement for judgement in newest.values() if judgement.verdict != "withdrawn"]
