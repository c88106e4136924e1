"""`corpus …`: look at an archive, and at how the pipeline decides."""

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from pipelines.config import secrets_of_process, words_to_complete
from pipelines.errors import CorpusError
from pipelines.guarded_output import complain, guard_output
from pipelines.lean_imports import spare_imports
from pipelines.software import software

# Where in pipelines/commands each is: only what is asked for is imported, all of them for --help alone.
COMMANDS = {
    "init": "beginning.init",
    "ls": "listing.ls",
    "show": "listing.show",
    "search": "searching.search",
    "why": "looking.why",
    "diff": "differing.diff",
    "revisions": "revising.revisions",
    "status": "status.status",
    "runs": "runs.runs",
    "gaps": "gaps.gaps",
    "report": "reporting.report",
    "copies": "copies.copies",
    "browse": "browsing.browse",
    "quarantine": "quarantine.quarantine",
    "judge": "judging.judge",
    "rejudge": "rejudging.rejudge",
    "retag": "retagging.retag",
    "replay": "replaying.replay",
    "verify": "keeping.verify",
    "repair": "keeping.repair",
    "compact": "keeping.compact",
    "remove": "keeping.remove",
    "export": "exporting.export",
    "import": "moving.import_",
    "copy": "moving.copy",
    "cluster": "cluster.cluster",
    "entities": "entities.entities",
    "try": "trying.try_",
}


def command_line(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """`corpus` with these of its commands. A function is a command, a Typer of its own a group of them."""
    app = typer.Typer(
        name="corpus",
        help="Look at an archive, check it, and see why a page is in it or not. "
        "ARCHIVE_URL, or pipelines.toml, says where it lies.",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_corpus)
    for name in names:
        module, _, attribute = COMMANDS[name].partition(".")
        found = getattr(import_module(f"pipelines.commands.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(software())
        raise typer.Exit


def _corpus(
    version: Annotated[
        bool, typer.Option("--version", help="print the version", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    pass


def _command_line() -> typer.Typer:
    """With the command that is asked for; where a shell wants the name of one, with nothing but names."""
    words = words_to_complete()
    if words is None:
        return command_line(_asked_for(sys.argv[1:]))
    if len(words) > 1:
        return command_line(_asked_for(words))
    app = command_line(())
    for name in COMMANDS:
        app.command(name)(_corpus)
    return app


def _asked_for(arguments: list[str]) -> Iterable[str]:
    """The command that is named first; without one, all."""
    match arguments:
        case ["--version", *_]:
            return ()
        case [name, *_] if name in COMMANDS:
            return (name,)
    return COMMANDS


def main() -> None:
    """Run the command line; a user's mistake ends in one sentence and its exit code."""
    spare_imports()
    guard_output(secrets_of_process())
    # Called as it is, typer would set a hook of its own for what is caught nowhere.
    command = typer.main.get_command(_command_line())
    try:
        command()
    except CorpusError as error:
        complain(error)
        raise SystemExit(int(error.exit_code)) from None
    except BrokenPipeError:
        # `corpus ls | head`: the reader has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


if __name__ == "__main__":
    main()
