"""Whether the seeds explain why a document was kept, or only what the gazetteer says of their surroundings.

A corpus drifts where new documents speak of what no seed speaks of. The gazetteer knows more entities than
the seeds name, and a product inherits from its firm; words and pairs are always the seeds' own.
"""

from collections.abc import Collection, Iterable

from pipelines.archive import Archive, DocumentRow
from pipelines.document import Evidence

LEAST_SHARE = 0.5


def is_explained(evidence: Iterable[Evidence], named_by_seeds: Collection[str]) -> bool:
    """Whether half of the weight or more is of words, pairs and entities that a seed has.

    `named_by_seeds` are entities. Where there is no evidence, there is nothing to explain: True.
    """
    pieces = [(each.weight, each.kind != "entity" or each.name in named_by_seeds) for each in evidence]
    total = sum(weight for weight, _ in pieces)
    own = sum(weight for weight, is_own in pieces if is_own)
    return own >= LEAST_SHARE * total


def named_by_seeds(archive: Archive) -> frozenset[str]:
    """The entities of the texts that the archive began with; they stand in its first segment."""
    first = next(iter(archive.segments()), None)
    rows = first.rows if first is not None else ()
    seeds = (row for row in rows if isinstance(row, DocumentRow) and row.extractor is None)
    return frozenset(name for row in seeds for name in row.entities)
