"""How an archive is opened without reading its texts: from the columns, if they belong to this log."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.archive.catalogue import Catalogue, wanted
from pipelines.archive.catalogue_later import newest_of_both
from pipelines.archive.column_files import coverage_of, read_files
from pipelines.archive.columns import TABLES
from pipelines.archive.coverage import Held
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.known import Known
from pipelines.archive.log import Log
from pipelines.archive.mapped import keep, kept, place_of
from pipelines.archive.segment import Segment
from pipelines.archive.store import Changed, Store
from pipelines.errors import ArchiveDamaged


class Start(NamedTuple):
    """What the columns know, and the newest segment that they cover."""

    catalogue: Catalogue
    newest: Segment


def read_start(store: Store, cache: Path | None = None) -> Start | None:
    """None where there are no columns, or none that belong to this log: then all of it has to be read.

    Through the folder `cache`, if there is one (mapped.py). Raises ArchiveDamaged where the log is shorter
    than that, UnknownFormatVersion, StoreError.
    """
    files = read_files(store)
    if files is None or coverage_of(files).segments == 0:
        return None
    newest = newest_of_both(store, (files[0].coverage, files[1].coverage))
    if newest is None:
        return None
    try:
        return Start(_catalogue(store, files, newest.number + 1, cache), newest)
    except Changed:
        return read_start(store, cache)
    except ArchiveDamaged:
        return None


def catalogue_held(store: Store, held: tuple[Held, Held], segments: int) -> Catalogue:
    """Of files that were read before. Raises ArchiveDamaged."""
    documents, turned_away = (
        GrowingFile(store, layout, file) for (layout, _), file in zip(TABLES, held, strict=True)
    )
    return _catalogue(store, (documents, turned_away), segments, None)


def _catalogue(
    store: Store, files: tuple[GrowingFile, GrowingFile], segments: int, cache: Path | None
) -> Catalogue:
    documents, turned_away = wanted()
    place = place_of(cache, store.url, files) if cache is not None else None
    if place is not None and (found := kept(place)) is not None:
        return found
    made = Catalogue(_covered(files[0], documents, segments), files[1].groups(turned_away))
    return keep(place, made) if place is not None else made


def _covered(file: GrowingFile, columns: list[str], segments: int) -> Iterator[pa.Table]:
    """Without what a kill between the two files left it ahead by: that is learnt from the log."""
    for table in file.groups(columns):
        is_ahead = file.coverage.segments > segments
        yield table.filter(pc.less(table["segment"], segments)) if is_ahead else table


def read_known(store: Store) -> Known:
    """What exists, for one who only looks. Raises as `read_start` does."""
    start, log = read_start(store), Log(store)
    if start is not None:
        log.resume(start.newest, start.catalogue.segment_of)
    known = Known(lambda _: None, start.catalogue if start is not None else None)
    for segment in log.read_on():
        for row in segment.rows:
            known.learn(row)
    return known
