"""All that the report of an archive says, as one value: from the columns in one pass, and a sample of the
log.
"""

from collections.abc import Callable

from pipelines.archive import (
    Archive,
    list_runs,
    load_listing_states,
    read_run,
    turned_away,
)
from pipelines.document import Value
from pipelines.report.archive_copies import Copies, CopiesFacts
from pipelines.report.archive_coverage import Coverage, CoverageFacts
from pipelines.report.archive_entities import Entities, EntitiesFacts
from pipelines.report.archive_lines import lines
from pipelines.report.archive_quality import Documents, DocumentsFacts
from pipelines.report.archive_refused import Refused, RefusedFacts
from pipelines.report.archive_rules import RulesFacts, rules_of
from pipelines.report.archive_saturation import Saturation, SaturationFacts

# After so many lines a progress bar is told.
_TOLD_EVERY = 1000


class ArchiveFacts(Value):
    """`archive` is the URL without credentials, `head` vouches for all of it. `software` is that of the
    newest run with a record, of which there are `runs`.
    """

    archive: str
    head: str
    runs: int
    software: dict[str, str]
    documents: DocumentsFacts
    coverage: CoverageFacts
    entities: EntitiesFacts
    copies: CopiesFacts
    saturation: SaturationFacts
    refused: RefusedFacts
    rules: RulesFacts


def archive_facts(archive: Archive, done: Callable[[int], None] = lambda _: None) -> ArchiveFacts:
    """`done` is called with how many documents were read since its last call. Raises as `Archive` does."""
    documents, entities, copies, refused = Documents(), Entities(), Copies(), Refused()
    coverage = Coverage(load_listing_states(archive.store).values())
    saturation = Saturation(len(archive), entities)
    for line in lines(archive):
        for each in (documents, coverage, copies):
            each.add(line)
        if line.is_live:
            entities.add(line)
            saturation.add(line)
        if line.number % _TOLD_EVERY == _TOLD_EVERY - 1:
            done(_TOLD_EVERY)
    for away in turned_away(archive.store):
        for counting in (coverage, copies, saturation, refused):
            counting.add_away(away)
    named = entities.facts()
    runs = list(list_runs(archive.store))
    return ArchiveFacts(
        archive=archive.store.url,
        head=archive.head,
        runs=len(runs),
        software=read_run(archive.store, runs[-1]).software if runs else {},
        documents=documents.facts(),
        coverage=coverage.facts(),
        entities=named,
        copies=copies.facts(),
        saturation=saturation.facts(named),
        refused=refused.facts(),
        rules=rules_of(archive),
    )
