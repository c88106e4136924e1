"""Entities found anew in archived texts: what is not as it was is committed, and all of it counted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from pipelines.archive import Archive, ArchiveWriter, DocumentRow, Where
from pipelines.document import Article, Mention, Mentions, Value

_COMMIT_EVERY = 2000
_EXAMPLES = 3

Tag = Callable[[Article], Mentions]
Change = Literal["gained", "lost"]


class Example(Value):
    """A document that gained or lost an entity, and the name in its text; None: only the headline has it."""

    number: int
    change: Change
    surface: str | None


class EntityCounts(Value):
    """Documents that name an entity, before and after; how many came and went, and some of these."""

    entity: str
    before: int
    after: int
    gained: int
    lost: int
    examples: tuple[Example, ...]


class Retagged(Value):
    """What a retagging came to.

    `changed` of the documents looked at have other entities or mentions; `committed` leaves out those that
    another process removed or retagged meanwhile, and is None where nothing was to be written. `older` are
    not changed, so that they keep the name of the tagger that found the same before.
    """

    archive: str
    tagger: str
    looked_at: int
    changed: int
    committed: int | None
    older: int
    mentions_before: int
    mentions_after: int
    entities: tuple[EntityCounts, ...]


def retag(
    archive: Archive,
    tag: Tag,
    tagger: str,
    writer: ArchiveWriter | None,
    *,
    where: Where,
    on_document: Callable[[int], None] = lambda _: None,
) -> Retagged:
    """Looks at the live documents of `archive`, a snapshot that is no older than `writer`.

    Commits in batches, so that a run that was broken off is continued by the next one; INDEX follows when
    `writer` is closed. Without a `writer` it only counts. `on_document` is called with 1 for each document.
    Raises CorpusError.
    """
    counts, waiting, committed = _Counts(), dict[int, Mentions](), 0
    for row in archive.documents(where):
        mentions = tag(article_of(row))
        if counts.take(row, mentions) and writer is not None:
            waiting[row.number] = mentions
        if len(waiting) >= _COMMIT_EVERY:
            committed += _committed(writer, waiting)
        on_document(1)
    committed += _committed(writer, waiting)
    return counts.report(archive.store.url, tagger, None if writer is None else committed)


def article_of(row: DocumentRow) -> Article:
    """The article that the tagger saw when the document was archived, as far as a tagger looks.

    A text that came without a page was read with its final newline.
    """
    text = row.text if row.warc is None else row.text.removesuffix("\n")
    return Article.of_text(text, row.headline, row.extractor or "seed")


def _committed(writer: ArchiveWriter | None, waiting: dict[int, Mentions]) -> int:
    rows = writer.retag(waiting) if writer is not None else ()
    waiting.clear()
    return len(rows)


class _Found(NamedTuple):
    """What one tagger said of one text."""

    entities: frozenset[str]
    mentions: tuple[Mention, ...]

    def surface(self, entity: str, text: str) -> str | None:
        first = next((mention for mention in self.mentions if mention.entity == entity), None)
        return text[first.start : first.end] if first is not None else None


class _Counts:
    """Grows with the entities, not with the documents."""

    def __init__(self) -> None:
        self.looked_at = self.changed = self.older = 0
        self._mentions: Counter[str] = Counter()
        self._documents: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._examples: defaultdict[tuple[str, Change], list[Example]] = defaultdict(list)

    def take(self, row: DocumentRow, mentions: Mentions) -> bool:
        """Whether the document changes."""
        is_changed = (row.entities, row.mentions) != (mentions.entities, mentions.mentions)
        self.looked_at += 1
        self.changed += is_changed
        self.older += not is_changed and row.tagger != mentions.tagger
        before = _Found(frozenset(row.entities), row.mentions)
        after = _Found(frozenset(mentions.entities), mentions.mentions)
        for when, found in (("before", before), ("after", after)):
            self._mentions[when] += len(found.mentions)
            for entity in found.entities:
                self._documents[entity][when] += 1
        self._differ(row, "gained", after.entities - before.entities, after)
        self._differ(row, "lost", before.entities - after.entities, before)
        return is_changed

    def _differ(self, row: DocumentRow, change: Change, entities: frozenset[str], found: _Found) -> None:
        for entity in entities:
            self._documents[entity][change] += 1
            examples = self._examples[entity, change]
            if len(examples) < _EXAMPLES:
                surface = found.surface(entity, row.text)
                examples.append(Example(number=row.number, change=change, surface=surface))

    def report(self, url: str, tagger: str, committed: int | None) -> Retagged:
        return Retagged(
            archive=url,
            tagger=tagger,
            looked_at=self.looked_at,
            changed=self.changed,
            committed=committed,
            older=self.older,
            mentions_before=self._mentions["before"],
            mentions_after=self._mentions["after"],
            entities=tuple(self._entity(entity, counts) for entity, counts in self._sorted()),
        )

    def _sorted(self) -> list[tuple[str, Mapping[str, int]]]:
        """Those that change most come first."""
        pairs = self._documents.items()
        return sorted(pairs, key=lambda pair: (-pair[1]["gained"] - pair[1]["lost"], pair[0]))

    def _entity(self, entity: str, counts: Mapping[str, int]) -> EntityCounts:
        return EntityCounts(
            entity=entity,
            before=counts["before"],
            after=counts["after"],
            gained=counts["gained"],
            lost=counts["lost"],
            examples=(*self._examples[entity, "gained"], *self._examples[entity, "lost"]),
        )
