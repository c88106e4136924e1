"""By which rules documents were kept, and what their publishers reserve: told by a sample of the log.

The columns have neither, and the log has every text: of a large archive some segments are read, evenly
spread, the first and the newest among them.
"""

from collections import Counter
from collections.abc import Iterator

from pipelines.archive import Archive, DocumentRow, count_segments
from pipelines.document import Value

SAMPLED_SEGMENTS = 24


class RulesFacts(Value):
    """Of `sampled` documents, which are all where there are few: by `threshold` and `model` of the judge,
    and by what is reserved. `reserving` have any reservation on record; of `unasked` ones (archived before
    0.5.0) nobody knows. `from_web_archives` were captured by another archive.
    """

    sampled: int
    thresholds: dict[str, int]
    models: dict[str, int]
    reserving: int
    reservations: dict[str, int]
    unasked: int
    from_web_archives: int


def rules_of(archive: Archive) -> RulesFacts:
    """Raises as `Archive.segments` does."""
    counts: Counter[str] = Counter()
    thresholds: Counter[str] = Counter()
    models: Counter[str] = Counter()
    reservations: Counter[str] = Counter()
    for row in _sample(archive):
        counts["sampled"] += 1
        counts["from_web_archives"] += row.captured is not None
        counts["reserving"] += bool(row.reservations)
        counts["unasked"] += row.url is not None and "reservations" not in row.model_fields_set
        reservations.update({each.what for each in row.reservations})
        if row.url is not None:
            thresholds["none" if row.threshold is None else f"{row.threshold:g}"] += 1
            models[row.model or "not on record"] += 1
    return RulesFacts(
        sampled=counts["sampled"],
        thresholds=dict(sorted(thresholds.items())),
        models=dict(models.most_common()),
        reserving=counts["reserving"],
        reservations=dict(reservations.most_common()),
        unasked=counts["unasked"],
        from_web_archives=counts["from_web_archives"],
    )


def _sample(archive: Archive) -> Iterator[DocumentRow]:
    segments = count_segments(archive.store)
    step = max(1, (segments - 1) / max(1, SAMPLED_SEGMENTS - 1))
    for number in sorted({min(segments - 1, round(each * step)) for each in range(SAMPLED_SEGMENTS)}):
        segment = next(archive.segments(number), None)
        yield from (row for row in (segment.rows if segment else ()) if isinstance(row, DocumentRow))
