"""Plain lists that say what an archive has to say, whatever was done to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipelines.archive import IndexRow
from pipelines.document import Mention, Mentions, Outcome
from tests.archive.pages import document, failure, rejection


class Page(NamedTuple):
    """`text` tells texts apart; pages of one name have one URL."""

    kind: str
    name: str
    text: int

    def outcome(self) -> Outcome:
        if self.kind == "rejection":
            return rejection(self.name)
        if self.kind == "failure":
            return failure(self.name, b"%d" % self.text)
        return document(self.name, f"text {self.text} 文本", near_keys=f"{self.text % 3:08x}")


@dataclass(frozen=True)
class Kept:
    """What the model knows of a document; its number is its place in the list."""

    name: str
    text: int
    is_removed: bool = False
    tagger: str = "t 1"


class Row(NamedTuple):
    """What a line of INDEX says of a document."""

    number: int
    name: str
    status: str
    tagger: str | None

    @classmethod
    def of(cls, row: IndexRow) -> "Row":
        return cls(row.number, str(row.url).rsplit("/", 1)[1], row.status, row.tagger)


@dataclass
class Model:
    """`segments` counts commits that brought something; `verdicts` has the best that became of a page."""

    documents: list[Kept] = field(default_factory=list)
    verdicts: dict[str, str] = field(default_factory=dict)
    segments: int = 0

    def commit(self, pages: Sequence[Page]) -> None:
        self.segments += bool(pages)
        for page in pages:
            self._add(page)

    def _add(self, page: Page) -> None:
        is_new = page.text not in {each.text for each in self.documents}
        verdict = {"rejection": "rejected", "failure": "failed"}.get(page.kind, "rejected")
        if page.kind == "document" and is_new:
            self.documents.append(Kept(page.name, page.text))
            verdict = "archived"
        ranks = ["failed", "rejected", "archived"]
        self.verdicts[page.name] = max(self.verdicts.get(page.name, verdict), verdict, key=ranks.index)

    def remove(self, number: int) -> None:
        self.segments += 1
        self.documents[number] = replace(self.documents[number], is_removed=True)

    def retag(self, numbers: Sequence[int], tagger: str) -> None:
        self.segments += bool(numbers)
        for number in numbers:
            self.documents[number] = replace(self.documents[number], tagger=tagger)

    @property
    def rows(self) -> list[Row]:
        """Every document."""
        statuses = {True: "removed", False: "live"}
        return [
            Row(n, each.name, statuses[each.is_removed], each.tagger) for n, each in enumerate(self.documents)
        ]

    @property
    def live(self) -> dict[int, str]:
        """The texts by number."""
        return {n: f"text {each.text} 文本\n" for n, each in enumerate(self.documents) if not each.is_removed}


def found_by(tagger: str) -> Mentions:
    """One entity, named after the tagger."""
    entity = tagger.removeprefix("t ")
    return Mentions(mentions=(Mention(entity=entity, start=0, end=1),), entities=(entity,), tagger=tagger)
