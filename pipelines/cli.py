"""`corpus …`: look at an archive, and at how the pipeline decides."""

import os
import sys

import typer

from pipelines.commands import (
    copies,
    entities,
    exporting,
    gaps,
    judging,
    keeping,
    listing,
    looking,
    moving,
    quarantine,
    rejudging,
    retagging,
    status,
    trying,
)
from pipelines.config import secrets_of_process
from pipelines.errors import CorpusError
from pipelines.guarded_output import complain, guard_output
from pipelines.lean_imports import spare_pandas

app = typer.Typer(
    name="corpus",
    help="Look at an archive, check it, and see why a page is in it or not. "
    "ARCHIVE_URL, or pipelines.toml, says where it lies.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("ls")(listing.ls)
app.command("show")(listing.show)
app.command("why")(looking.why)
app.command("status")(status.status)
app.command("gaps")(gaps.gaps)
app.command("copies")(copies.copies)
app.command("quarantine")(quarantine.quarantine)
app.command("judge")(judging.judge)
app.command("rejudge")(rejudging.rejudge)
app.command("retag")(retagging.retag)
app.command("verify")(keeping.verify)
app.command("repair")(keeping.repair)
app.command("compact")(keeping.compact)
app.command("remove")(keeping.remove)
app.command("export")(exporting.export)
app.command("import")(moving.import_)
app.command("copy")(moving.copy)
app.command("entities")(entities.entities)
app.command("try")(trying.try_)


def main() -> None:
    """Run the command line; a user's mistake ends in one sentence and its exit code."""
    spare_pandas()
    guard_output(secrets_of_process())
    # Called as it is, typer would set a hook of its own for what is caught nowhere.
    command = typer.main.get_command(app)
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
