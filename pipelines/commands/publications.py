"""Who published a text, and when: documents that are linked, and pages turned away as copies of them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from pipelines.archive import Archive, DocumentRow, IndexRow, Refusal, Where, named_document

COPIES = frozenset({"known_text", "near_duplicate"})

_SIMILARITY = re.compile(r"\b[01]\.\d+")

# A function from a text to one from another text to their similarity, 0 to 1.
Likeness = Callable[[str], Callable[[str], float]]

# A document, the one that it resembles, the one that it revises.
Link = tuple[int, int | None, int | None]


class Publication(NamedTuple):
    """One page with the text. `number` and `revision_of` of a document, `reason` of a page turned away.

    `similarity` is to document `similar_to`, 0 to 1; None where it cannot be told. `first`: no other one is
    published earlier, as far as the dates are precise.
    """

    number: int | None
    reason: str | None
    revision_of: int | None
    status: str | None
    publisher: str | None
    url: str | None
    headline: str | None
    published: str | None
    fetched: str | None
    similarity: float | None
    similar_to: int | None
    first: bool = False


def publications(archive: Archive, number: int, likeness: Likeness | None) -> list[Publication]:
    """All pages with the text of a document, or nearly so, in order of publication; undated ones last.

    Without `likeness` nothing is said of how similar documents are.
    """
    group = kin(archive.values(("number", "near_duplicate_of", "revision_of"), Where(linked=True)), number)
    documents = list(_documents(archive, sorted(group)))
    to = _to_text_of(number, documents, likeness)
    kept = (_kept(row, to, number) for row in documents)
    turned = (_turned_away(refusal) for refusal in archive.refusals(COPIES, group))
    return _with_first(sorted([*kept, *turned], key=_place))


def kin(links: Iterable[Link], number: int) -> frozenset[int]:
    """A document with all that are linked to it, directly or by way of others."""
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for one, *others in links:
        for other in others:
            if other is not None:
                neighbours[one].add(other)
                neighbours[other].add(one)
    found, waiting = {number}, [number]
    while waiting:
        fresh = neighbours[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def moment(published: str | None) -> str | None:
    """A date for comparing: UTC where the zone is known, and no more precise than it was."""
    if published is None or "T" not in published:
        return published
    try:
        found = datetime.fromisoformat(published)
    except ValueError:
        return published
    return (found.astimezone(UTC) if found.tzinfo else found).strftime("%Y-%m-%dT%H:%M:%S")


def _documents(archive: Archive, numbers: list[int]) -> Iterator[IndexRow]:
    removed = None
    for number in numbers:
        try:
            yield archive.get(number)
        except LookupError:
            if removed is None:
                removed = {row.number: row for row in archive.rows(Where(status="removed"))}
            if number in removed:
                yield removed[number]


def _to_text_of(
    number: int, documents: list[IndexRow], likeness: Likeness | None
) -> Callable[[str], float] | None:
    for row in documents:
        if row.number == number and isinstance(row, DocumentRow) and likeness is not None:
            return likeness(row.text.removesuffix("\n"))
    return None


def _kept(row: IndexRow, to: Callable[[str], float] | None, number: int) -> Publication:
    similarity = None
    if to is not None and isinstance(row, DocumentRow):
        similarity = to(row.text.removesuffix("\n"))
    return Publication(
        number=row.number,
        reason=None,
        revision_of=row.revision_of,
        status=row.status,
        publisher=row.publisher,
        url=row.url,
        headline=row.headline,
        published=row.published,
        fetched=row.fetched,
        similarity=similarity,
        similar_to=number,
    )


def _turned_away(refusal: Refusal) -> Publication:
    told = _SIMILARITY.search(refusal.detail)
    return Publication(
        number=None,
        reason=refusal.reason,
        revision_of=None,
        status=None,
        publisher=refusal.publisher,
        url=refusal.final_url,
        headline=None,
        published=refusal.published,
        fetched=refusal.time,
        similarity=1.0 if refusal.reason == "known_text" else float(told[0]) if told else None,
        similar_to=named_document(refusal.detail),
    )


def _place(publication: Publication) -> tuple[bool, str, str, bool, int]:
    when, number = moment(publication.published), publication.number
    return when is None, when or "", publication.fetched or "", number is None, number or 0


def _with_first(ordered: list[Publication]) -> list[Publication]:
    earliest = moment(ordered[0].published)
    return [each._replace(first=_is_as_early(moment(each.published), earliest)) for each in ordered]


def _is_as_early(when: str | None, earliest: str | None) -> bool:
    """Compared as far as both are precise."""
    if when is None or earliest is None:
        return False
    precision = min(len(when), len(earliest))
    return when[:precision] == earliest[:precision]
