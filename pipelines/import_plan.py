"""What an import is to do, and what would come of it; looks and changes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.archive import Archive, IndexRow, Known, Store, count_segments
from pipelines.document import Value
from pipelines.import_folder import FolderText, are_numbered, shown
from pipelines.import_metadata import Metadata


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be imported, in order; `metadata` by file name. `strict` turns away what a crawl would.

    `arguments` are for the run record.
    """

    texts: tuple[FolderText, ...]
    metadata: Mapping[str, Metadata]
    strict: bool = False
    arguments: tuple[tuple[str, str], ...] = ()


class Foreseen(Value):
    """What would become of one text: the name it gets, or the document or file that has it already."""

    text: str
    file: str | None
    same_as: str | None


class Beginning(NamedTuple):
    """Whether the archive begins with these texts, and whether they then keep their names."""

    with_them: bool
    keeps_names: bool


def foresee(task: Task, store: Store) -> Iterator[Foreseen]:
    """What an import would do, but for what only the stages can tell: near-copies are not looked for."""
    known, number = _known(store), sum(1 for _ in listed(store))
    begins = beginning(unique(task.texts), listed(store))
    seen: dict[str, str] = {}
    for text in task.texts:
        name, twin = shown(text.path), twin_of(text, known)
        same_as = seen.get(text.line_sha256) if twin is None else f"document {twin:03d}"
        file = None if same_as else _file(text, number, begins)
        yield Foreseen(text=name, file=file, same_as=same_as)
        seen.setdefault(text.line_sha256, name)
        number += file is not None


def unique(texts: Iterable[FolderText]) -> tuple[FolderText, ...]:
    """The first of each text."""
    found: dict[str, FolderText] = {}
    for text in texts:
        found.setdefault(text.line_sha256, text)
    return tuple(found.values())


def beginning(texts: tuple[FolderText, ...], rows: Iterable[IndexRow]) -> Beginning:
    """Whether the archive consists of the first of `texts`, as an import leaves it that was broken off."""
    numbered = are_numbered(texts)
    for number, row in enumerate(rows):
        if number == len(texts) or row.extractor is not None:
            return Beginning(False, False)
        file = _file(texts[number], number, Beginning(True, numbered))
        if (row.file, row.sha256) != (file, texts[number].sha256):
            return Beginning(False, False)
    return Beginning(True, numbered)


def twin_of(text: FolderText, known: Known) -> int | None:
    """The document that has this text, with or without its final newline."""
    number = known.number_of_text(text.sha256)
    return known.number_of_text(text.line_sha256) if number is None else number


def listed(store: Store) -> Iterator[IndexRow]:
    """The rows of the archive, none where there is none."""
    if count_segments(store):
        yield from Archive.open(store).rows()


def _file(text: FolderText, number: int, begins: Beginning) -> str:
    return text.name if begins.keeps_names else f"{number:03}_{text.sha256[:16]}.txt"


def _known(store: Store) -> Known:
    known = Known(Archive(store, 0).get)
    if count_segments(store):
        for row in Archive.open(store).log_rows():
            known.learn(row)
    return known
