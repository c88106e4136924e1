"""Documents that are readings of one capture: it was archived with the first, and the others point to it."""

from pipelines.archive.reader import Archive
from pipelines.archive.rows import DocumentRow
from pipelines.archive.where import Where

_LINKED = Where(status="live", linked=True)


def others_of_capture(archive: Archive, row: DocumentRow) -> list[int]:
    """The other live documents that were read from the capture of `row`; none where it has none."""
    if row.warc is None:
        return []
    places = archive.values(("number", "warc", "offset"), _LINKED)
    found = {number for number, *place in places if place == [row.warc, row.offset]}
    if row.reading_of is not None and _is_live(archive, row.reading_of):
        found.add(row.reading_of)
    return sorted(found - {row.number})


def _is_live(archive: Archive, number: int) -> bool:
    try:
        archive.get(number)
    except LookupError:
        return False
    return True
