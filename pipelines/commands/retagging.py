"""`corpus retag`: the present gazetteer and tagger over what is archived."""

from dataclasses import replace
from typing import Annotated

import typer

from pipelines.archive import Archive, ArchiveWriter
from pipelines.commands.filters import Entity, Language, Publisher, Since, Until, where
from pipelines.commands.naming import meant
from pipelines.commands.output import one_line, say, say_line, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.progress import progress
from pipelines.commands.taggers import open_tagger
from pipelines.config import ArchiveConfig, load_config
from pipelines.retag import EntityCounts, Example, Retagged
from pipelines.retag import retag as retag_archive
from pipelines.software import new_run_id, software

_SHOWN = 40

DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would change, write nothing")]


def retag(
    archive: ArchiveOption = None,
    publisher: Publisher = None,
    language: Language = None,
    entity: Entity = None,
    since: Since = None,
    until: Until = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Find entities anew in archived texts.

    What changed is committed, and told as it was before and is now.
    """
    config = load_config()
    chosen = replace(where(publisher, language, entity, since, until), status="live")
    opened = open_archive(archive)
    chosen = meant(opened, chosen)
    tagger = open_tagger("corpus retag")
    writer = None if dry_run else _writer(opened, config.archive)
    # No older than the writer, which then knows of all that comes behind.
    opened = Archive.open(opened.store)
    with progress("retagging", sum(1 for _ in opened.values(("number",), chosen))) as done:
        retagged = retag_archive(opened, tagger, tagger.name, writer, where=chosen, on_document=done)
    if writer is not None:
        writer.close()
    if as_json:
        say_line(retagged.model_dump_json())
    else:
        _tell(retagged)


def _writer(archive: Archive, config: ArchiveConfig) -> ArchiveWriter:
    return ArchiveWriter.open(
        archive.store, run=new_run_id(), software=software(), single_writer=config.single_writer
    )


def _tell(retagged: Retagged) -> None:
    changed = [each for each in retagged.entities if each.gained or each.lost]
    if changed:
        table(("entity", "before", "after", "gained", "lost", "examples"), map(_cells, changed[:_SHOWN]))
    if len(changed) > _SHOWN:
        say(f"and {len(changed) - _SHOWN} more; --json has them all")
    say(f"{retagged.archive}: {retagged.looked_at} documents, {retagged.tagger}: {_outcome(retagged)}")
    say(f"mentions {retagged.mentions_before} → {retagged.mentions_after}")
    if retagged.older:
        say(f"{retagged.older} documents keep the name of an older tagger, which found the same in them")


def _outcome(retagged: Retagged) -> str:
    if retagged.committed is None:
        return f"{retagged.changed} would change"
    elsewhere = retagged.changed - retagged.committed
    others = f", {elsewhere} were removed or retagged meanwhile" if elsewhere else ""
    return f"{retagged.committed} changed{others}"


def _cells(each: EntityCounts) -> tuple[str, ...]:
    counts = (each.before, each.after, each.gained, each.lost)
    return (each.entity, *map(str, counts), " ".join(map(_shown, each.examples)))


def _shown(example: Example) -> str:
    sign = "+" if example.change == "gained" else "-"
    surface = "in the headline" if example.surface is None else f'"{one_line(example.surface)}"'
    return f"{sign}{example.number:03d} {surface}"
