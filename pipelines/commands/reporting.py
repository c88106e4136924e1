"""`corpus report`: what an archive has become, as a page and as a card to publish; or what one run did."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from pipelines.archive import Archive, list_runs
from pipelines.commands.output import say_line
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.progress import progress
from pipelines.commands.spoken_names import spoken_names
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.export import checked_target, explained, new_file
from pipelines.guarded_output import complain

_STANDARD_OUTPUT, _NEWEST, _DEFAULT = "-", "newest", "report.html"
_PAGE, _CARD = b"<!doctype html>", b"---\npretty_name:"
_MAKER = b'<meta name="generator" content="Corpus Crawler">'

Output = Annotated[
    str | None, typer.Option("--output", "-o", help=f"file to write, - prints it; default: {_DEFAULT}")
]
Run = Annotated[
    str | None,
    typer.Option("--run", help="report this run instead: its id, as `corpus runs` has it, or newest"),
]
Card = Annotated[
    str | None, typer.Option("--card", help="write the corpus card, in Markdown, into this file; - prints it")
]


def report(
    archive: ArchiveOption = None,
    output: Output = None,
    run: Run = None,
    card: Card = None,
    as_json: Json = False,
) -> None:
    """Write a page that shows what the archive has become.

    Coverage, who is named, copies, what is missing.

    An earlier report is replaced, any other file is not.
    """
    opened = open_archive(archive)
    targets = _targets(opened, output, card, run, as_json)
    if run is not None:
        _report_run(opened, run, targets[0], as_json)
    else:
        _report_archive(opened, *targets, as_json)


def _targets(
    archive: Archive, output: str | None, card: str | None, run: str | None, as_json: bool
) -> tuple[str | None, str | None]:
    """Where page and card go, None where they are not wanted. Raises ConfigurationError, before any work."""
    if run is not None and card is not None:
        raise ConfigurationError("a card is of the whole archive; leave out --run, or --card")
    if [output, card, _STANDARD_OUTPUT if as_json else None].count(_STANDARD_OUTPUT) > 1:
        raise ConfigurationError(
            "only one of page, card and --json can be printed; name a file for the others"
        )
    page = output if output is not None or as_json or card else _DEFAULT
    for target, begins in ((page, _PAGE), (card, _CARD)):
        if target not in (None, _STANDARD_OUTPUT):
            _refuse_others(checked_target(target, archive.store.url), begins)
    return page, card


def _report_archive(archive: Archive, page: str | None, card: str | None, as_json: bool) -> None:
    # Pictures and templates take a while to load: only those pay who want them.
    from pipelines.report.archive_facts import archive_facts
    from pipelines.report.archive_page import archive_page, card_file

    with progress("reading", len(archive)) as done:
        facts = archive_facts(archive, done)
    names = spoken_names()
    if as_json:
        say_line(facts.model_dump_json())
    _put(page, lambda: archive_page(facts, names))
    _put(card, lambda: card_file(facts, names))


def _report_run(archive: Archive, run: str, page: str | None, as_json: bool) -> None:
    from pydantic import TypeAdapter

    from pipelines.report.run_facts import RunFacts, run_facts
    from pipelines.report.run_page import run_page

    key = _run_key(archive, run)
    if as_json:
        say_line(TypeAdapter(RunFacts).dump_json(run_facts(archive.store, key)).decode())
    _put(page, lambda: run_page(archive.store, key))


def _run_key(archive: Archive, run: str) -> str:
    keys = list(list_runs(archive.store))
    found = keys[-1:] if run == _NEWEST else [key for key in keys if key.endswith(f"-{run}.json")]
    if not found:
        complain(f"{archive.store.url} has no record of a run {run}; `corpus runs` lists them")
        raise typer.Exit(ExitCode.NOT_FOUND)
    return found[-1]


def _put(target: str | None, make: Callable[[], str]) -> None:
    if target is None:
        return
    made = make()
    if target == _STANDARD_OUTPUT:
        _print(made)
        return
    with new_file(Path(target), overwrite=True) as path:
        path.write_text(made, encoding="utf-8")
    typer.echo(f"{target}: {len(made.encode()) / 1000:,.0f} kB", err=True)


def _print(made: str) -> None:
    try:
        with explained("standard output"):
            sys.stdout.write(made)
            sys.stdout.flush()
    except BrokenPipeError:
        # `… | head`: what is left in the buffer has nowhere to go, and Python would try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse_others(path: Path, begins: bytes) -> None:
    """Raises ConfigurationError where something is there that no report left."""
    if not os.path.lexists(path):
        return
    with explained(str(path)):
        is_ours = path.is_file() and _is_report(path, begins)
    if not is_ours:
        raise ConfigurationError(f"{path} is no earlier report, and stays; name another file")


def _is_report(path: Path, begins: bytes) -> bool:
    with path.open("rb") as file:
        head = file.read(2000)
    return head.startswith(begins) and (begins is _CARD or _MAKER in head)
