"""`corpus verify`, `repair`, `compact` and `remove`: keeping an archive in order."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from pipelines.archive import (
    Archive,
    ArchiveWriter,
    KeyMissing,
    Report,
    Store,
    count_segments,
    list_run_reports,
    put_run_report,
    read_run,
)
from pipelines.archive import verify as verify_archive
from pipelines.commands.changes import other_texts
from pipelines.commands.output import one_line, say, say_json, say_line
from pipelines.commands.pages import number_of
from pipelines.commands.places import ArchiveOption, Json, named_store, open_archive
from pipelines.commands.progress import progress
from pipelines.config import load_config
from pipelines.errors import ConfigurationError, CorpusError, ExitCode
from pipelines.guarded_output import complain
from pipelines.software import new_run_id, software

Head = Annotated[str | None, typer.Option(help="a digest that the log must have, as run records keep it")]
Sample = Annotated[int | None, typer.Option(min=1, help="look at so many segments only, drawn by chance")]


def verify(
    archive: ArchiveOption = None, head: Head = None, sample: Sample = None, as_json: Json = False
) -> None:
    """Check every byte of an archive.

    The chain of the log, texts, captures, and all that is derived.
    """
    if head is not None and not (16 <= len(head) <= 64 and set(head) <= set("0123456789abcdef")):
        raise ConfigurationError(f"--head {head!r} is no digest; give 16 to 64 of its hex digits")
    store = named_store(archive)
    with progress("verifying", count_segments(store)) as done:
        report = verify_archive(store, head=head, sample=sample, on_segments=done)
    if as_json:
        say_line(report.model_dump_json())
    else:
        _tell(report)
    if not report.clean:
        raise typer.Exit(ExitCode.ARCHIVE_DAMAGED)


def repair(archive: ArchiveOption = None, as_json: Json = False) -> None:
    """Write anew what is derived and not as it should be.

    It is made from the log.
    """
    # numpy and pyarrow take a good part of a second to import.
    from pipelines.archive.repair import repair as repair_archive

    store = named_store(archive)
    with progress("repairing", count_segments(store)) as done:
        repaired = repair_archive(store, done)
    for each in repaired:
        say_json(each._asdict()) if as_json else say(f"{each.action}  {one_line(each.key)}")
    if not as_json:
        say(f"{store.url}: {len(repaired)} objects mended" if repaired else f"{store.url}: nothing to mend")


def compact(archive: ArchiveOption = None) -> None:
    """Make few derived files of many.

    What lost commits left behind is cleared.
    """
    with _writing(open_archive(archive)) as writer:
        with progress("compacting", None):
            writer.compact()
        say(f"{writer.store.url}: compact")


def remove(
    document: Annotated[str, typer.Argument(metavar="NUMBER|URL", help="number or URL of a document")],
    reason: Annotated[str, typer.Option(help="why; kept in the log")],
    archive: ArchiveOption = None,
    as_json: Json = False,
) -> None:
    """Take a document out for good.

    Its text and capture go, and are never archived again.
    """
    if not reason.strip():
        raise ConfigurationError("--reason is empty; say why, for those who find the gap")
    opened = open_archive(archive)
    number = number_of(opened, document)
    told = {*list_run_reports(opened.store)}
    with _writing(opened) as writer:
        try:
            grave = writer.remove(number, " ".join(reason.split()))
        except LookupError as error:
            complain(f"{error}; `corpus ls` lists what there is")
            raise typer.Exit(ExitCode.NOT_FOUND) from None
    made = _reports_anew(opened.store, told - {*list_run_reports(opened.store)})
    if as_json:
        say_line(grave.model_dump_json())
    else:
        headline = one_line(grave.stub.row.headline or grave.stub.row.file)
        say(f"removed {number:03d}, {headline}; its number, URLs and text are never used again")
        for key in made:
            say(f"{key}: made anew without it")
        for other in other_texts(Archive.open(opened.store), grave.stub.row):
            say(f"{other:03d} is another text of the same page and stays; `corpus remove {other}` removes it")


def _reports_anew(store: Store, keys: Iterable[str]) -> list[str]:
    """Of runs whose report went because it showed what was removed; answers with those that could be made."""
    made = []
    for key in sorted(keys):
        # Only a removal from a run that has a report pays for templates and pictures.
        from pipelines.report.run_page import page_of_record

        try:
            record = read_run(store, key.removesuffix(".html") + ".json")
            made.append(put_run_report(store, record, page_of_record(store, record)))
        except (CorpusError, KeyMissing) as error:
            complain(f"{key} is gone, since it showed the document, and cannot be made anew: {error}")
    return made


@contextmanager
def _writing(archive: Archive) -> Iterator[ArchiveWriter]:
    config = load_config().archive
    writer = ArchiveWriter.open(
        archive.store, run=new_run_id(), software=software(), single_writer=config.single_writer
    )
    yield writer
    writer.close()


def _tell(report: Report) -> None:
    for finding in report.findings:
        remedy = "`corpus repair` mends it" if finding.repairable else "restore it from a copy"
        say(f"fault  {one_line(finding.key)}: {one_line(finding.problem)} ({remedy})")
    for note in report.notes:
        say(f"note   {one_line(note.key)}: {one_line(note.problem)}")
    verdict = "clean" if report.clean else f"{len(report.findings)} faults"
    looked = "" if report.sampled is None else f"looked at {report.sampled} of "
    removed = f" ({report.removed} removed)" if report.removed else ""
    say(
        f"{report.url}: {verdict}; {report.documents} documents{removed}, {report.rejected} rejections, "
        f"{report.failed} failures in {looked}{report.segments} segments, {report.objects} objects; "
        f"head {report.head}"
    )
