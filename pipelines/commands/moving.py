"""`corpus import` and `corpus copy`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.archive import Copied, Store, StoreOptions, copy_archive, count_segments, open_store, verify
from pipelines.commands.output import one_line, say, say_line, table
from pipelines.commands.places import ArchiveOption, Json, named_store
from pipelines.commands.progress import progress
from pipelines.config import load_config
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.import_folder import read_folder, shown
from pipelines.import_metadata import Metadata, load_metadata
from pipelines.import_plan import Task, foresee
from pipelines.software import new_run_id

if TYPE_CHECKING:
    from pipelines.importing import Imported


def import_(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="folder of texts named *.txt, in UTF-8")],
    metadata: Annotated[Path | None, typer.Option(help="JSON Lines: `file`, and what is known of it")] = None,
    archive: ArchiveOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="skip near-copies and known URLs too")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be done, write nothing")] = False,
    as_json: Json = False,
) -> None:
    """Archive a folder of texts.

    An empty archive begins with them, another goes on with them.
    """
    texts = read_folder(folder)
    known = _metadata(metadata, frozenset(text.name for text in texts))
    store = named_store(archive)
    arguments = {
        "folder": shown(folder),
        "metadata": shown(metadata) if metadata else "",
        "strict": "1" if strict else "",
    }
    task = Task(texts, known, strict, tuple(pair for pair in arguments.items() if pair[1]))
    if dry_run:
        _foresee(task, store, as_json)
    else:
        _import(task, store, as_json)


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="folder or s3://bucket/prefix")],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="folder or s3://bucket/prefix, or an earlier copy")
    ],
    check: Annotated[bool, typer.Option("--verify", help="read the copy again, every byte of it")] = False,
    as_json: Json = False,
) -> None:
    """Copy an archive, or continue a copy.

    Every object is held against the log on its way.
    """
    config = load_config().archive
    options = StoreOptions(**config.patience())
    here, there = open_store(source, options), open_store(target, options)
    with _continued(), progress("copying", count_segments(here)) as done:
        copied = copy_archive(here, there, single_writer=config.single_writer, on_segment=done)
    say_line(copied.model_dump_json()) if as_json else say(_copied(copied))
    if check:
        _verify(there, as_json)


@contextmanager
def _continued() -> Iterator[None]:
    """Lets Ctrl-C end the command in a sentence: what is done stays."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("interrupted; the same command goes on from here", err=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def _metadata(path: Path | None, files: frozenset[str]) -> dict[str, Metadata]:
    return {} if path is None else load_metadata(path, files)


def _foresee(task: Task, store: Store, as_json: bool) -> None:
    rows = list(foresee(task, store))
    if as_json:
        for row in rows:
            say_line(row.model_dump_json())
        return
    table(
        ("text", "becomes"), ((row.text, row.file or f"skipped, the same as {row.same_as}") for row in rows)
    )
    added = sum(row.file is not None for row in rows)
    say(f"{store.url}: {added} of {len(rows)} texts would be added; nothing was written")


def _import(task: Task, store: Store, as_json: bool) -> None:
    try:
        # The models take a second to load, and a base install lacks them.
        from pipelines.importing import import_texts
    except ModuleNotFoundError as error:
        lacking = f"corpus import reads texts as a crawl does and lacks {error.name}"
        raise ConfigurationError(f"{lacking}; install corpus-crawler[crawl]") from error
    with _continued(), progress("importing", len(task.texts)) as done:
        imported = import_texts(task, load_config(), store, run=new_run_id(), on_text=done)
    say_line(imported.model_dump_json()) if as_json else say(_imported(imported))


def _imported(imported: "Imported") -> str:
    skipped = ", ".join(f"{count} {reason}" for reason, count in imported.skipped.items())
    linked = f" ({imported.linked} near-copies)" if imported.linked else ""
    left = f", skipped {skipped}" if skipped else ""
    return f"{imported.archive}: added {imported.added}{linked}{left}; {imported.documents} documents"


def _copied(copied: Copied) -> str:
    removed = f", removed {copied.removed} documents" if copied.removed else ""
    return (
        f"{copied.target}: wrote {copied.written} objects of {copied.written_bytes} bytes, "
        f"{copied.present} were there{removed}; {copied.documents} documents in {copied.segments} segments; "
        f"head {copied.head}"
    )


def _verify(store: Store, as_json: bool) -> None:
    report = verify(store)
    if as_json:
        say_line(report.model_dump_json())
    for finding in () if as_json else report.findings:
        say(f"fault  {one_line(finding.key)}: {one_line(finding.problem)}")
    if not report.clean:
        raise typer.Exit(ExitCode.ARCHIVE_DAMAGED)
    if not as_json:
        say(f"{report.url}: clean; {report.objects} objects")
