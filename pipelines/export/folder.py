"""A plain corpus folder: the texts as they are, and the INDEX of those that are there."""

from collections.abc import Iterable
from pathlib import Path

from pipelines.archive import INDEX, DocumentRow
from pipelines.errors import ArchiveDamaged
from pipelines.export.target import TEXT_NAME


def write_folder(documents: Iterable[DocumentRow], folder: Path) -> None:
    """A new folder. Raises ArchiveDamaged for a name that is not a text's."""
    folder.mkdir()
    with (folder / INDEX).open("xb") as index:
        for row in documents:
            with (folder / _name(row)).open("xb") as text:
                text.write(row.text.encode())
            index.write(row.index().model_dump_json().encode() + b"\n")


def _name(row: DocumentRow) -> str:
    """The one thing in an archive that becomes a path here."""
    if not TEXT_NAME.fullmatch(row.file):
        what = f"document {row.number} names its text {row.file!r}, which is no name of a text"
        raise ArchiveDamaged(f"{what}; `corpus verify` says what else is wrong")
    return row.file
