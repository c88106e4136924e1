"""`corpus quarantine`: failed pages whose capture is kept, one of them, or all through the stages again."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.archive import Archive, FailureRow, quarantine_sizes, quarantined, quarantined_capture
from pipelines.commands.filters import Publisher, where
from pipelines.commands.output import one_line, say, say_json, table
from pipelines.commands.places import ArchiveOption, Json, open_archive
from pipelines.commands.progress import progress
from pipelines.config import load_config
from pipelines.document import Capture
from pipelines.errors import ConfigurationError, ExitCode, StoreError
from pipelines.software import new_run_id
from pipelines.urls import url_key

if TYPE_CHECKING:
    from pipelines.retrying import Retried


class Action(StrEnum):
    """What to do with them."""

    LIST = "list"
    SHOW = "show"
    RETRY = "retry"


Page = Annotated[str | None, typer.Argument(help="of show: key of the capture, its 16 hex digits, or a URL")]


def quarantine(
    action: Annotated[Action, typer.Argument(help=", ".join(Action))] = Action.LIST,
    page: Page = None,
    archive: ArchiveOption = None,
    publisher: Publisher = None,
    cause: Annotated[str | None, typer.Option(help="the cause of the failure, as deadline")] = None,
    since: Annotated[str | None, typer.Option(help="failed on or after a day, month or year")] = None,
    save: Annotated[Path | None, typer.Option(help="of show: a new file for the page as it came")] = None,
    as_json: Json = False,
) -> None:
    """List failed pages, show one, or try them again.

    Those whose capture is kept, on which the stages run again without a request.
    """
    _refuse_misplaced(action, page, save, (publisher, cause, since))
    opened = open_archive(archive)
    if action is Action.SHOW:
        _show(opened, str(page), save, as_json=as_json)
        return
    first = where(None, None, None, since, None).since or ""
    rows = [
        row
        for row in quarantined(opened.log_rows())
        if publisher in (None, row.publisher)
        and cause in (None, row.cause)
        and row.time[: len(first)] >= first
    ]
    if action is Action.LIST:
        _list(opened, rows, as_json=as_json)
    else:
        _retry(opened, rows, as_json=as_json)


def _refuse_misplaced(
    action: Action, page: str | None, save: Path | None, filters: tuple[str | None, ...]
) -> None:
    if (action is Action.SHOW) != (page is not None):
        raise ConfigurationError(f"corpus quarantine {action}: name a page with show, and with nothing else")
    if action is Action.SHOW and any(filters):
        raise ConfigurationError("corpus quarantine show: takes no filter; it shows the page that is named")
    if save is not None and action is not Action.SHOW:
        raise ConfigurationError(f"corpus quarantine {action}: --save goes with show")


def _list(archive: Archive, rows: list[FailureRow], *, as_json: bool) -> None:
    sizes = quarantine_sizes(archive.store)
    if as_json:
        for row in rows:
            say_json(row.model_dump(mode="json") | {"bytes": sizes.get(row.quarantine or "")})
        return
    cells = (
        (
            row.time,
            row.publisher or "-",
            row.cause,
            str(sizes.get(row.quarantine or "", "-")),
            row.detail,
            row.url,
        )
        for row in rows
    )
    table(("failed", "publisher", "cause", "bytes", "detail", "url"), cells, give_way=(4, 3, 1))


def _show(archive: Archive, page: str, save: Path | None, *, as_json: bool) -> None:
    row = _found(archive, page)
    capture = quarantined_capture(archive.store, row)
    if save is not None:
        _save(capture, save)
    fields = row.model_dump(mode="json") | {
        "http_status": capture.status,
        "http_headers": [list(pair) for pair in capture.headers],
        "bytes": len(capture.body),
    }
    if as_json:
        say_json(fields)
        return
    for name, value in _told(fields):
        say(f"{name:<15}{one_line(value)}")
    say(f"{'saved as':<15}{one_line(str(save))}" if save else "--save FILE writes the page as it came")


def _told(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if name == "http_headers":
            yield from (("header", f"{header}: {said}") for header, said in value)
        elif name not in ("kind", "keys"):
            yield name, "-" if value is None else str(value)


def _found(archive: Archive, page: str) -> FailureRow:
    """The newest failure of that page, or with that capture, whatever came later."""
    name = page.removeprefix("quarantine/").removesuffix(".warc.gz")
    try:
        key = url_key(page)
    except ValueError:
        key = ""
    found = [
        row
        for row in archive.failures()
        if row.quarantine and (row.quarantine == f"quarantine/{name}.warc.gz" or key in row.keys)
    ]
    if not found:
        typer.echo(f"error: no capture of {one_line(page)} is kept; `corpus quarantine` lists them", err=True)
        raise typer.Exit(ExitCode.NOT_FOUND)
    return found[-1]


def _save(capture: Capture, path: Path) -> None:
    try:
        with path.open("xb") as file:
            file.write(capture.body)
    except FileExistsError as error:
        raise ConfigurationError(f"{path} exists; name another file") from error
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}); name another file") from error


def _retry(archive: Archive, rows: list[FailureRow], *, as_json: bool) -> None:
    try:
        # The stages take a second to load: only a retry pays for them.
        from pipelines.assembly import open_retrying
        from pipelines.retrying import can_be_retried, retry
    except ModuleNotFoundError as error:
        lacking = f"corpus quarantine retry reads pages as a crawl does and lacks {error.name}"
        raise ConfigurationError(f"{lacking}; install corpus-crawler[crawl]") from error
    config = load_config()
    # The oldest first, as they came.
    tried = [row for row in reversed(rows) if can_be_retried(row)]
    counts: Counter[str] = Counter()
    if tried:
        with (
            progress("retrying", len(tried)) as done,
            open_retrying(config, archive.store, new_run_id()) as (writer, pool, judge),
        ):
            most = config.crawl.pages_per_article
            for each in retry(tried, writer, judge, pool, pages_per_article=most, on_page=done):
                counts[each.outcome] += 1
                _tell(each, as_json=as_json)
    if not as_json:
        _sum_up(counts, len(rows) - len(tried))
    if counts["failed"] or counts["left"]:
        raise typer.Exit(ExitCode.SOME_PUBLISHERS_FAILED)


def _tell(each: "Retried", *, as_json: bool) -> None:
    if as_json:
        say_json(each._asdict())
        return
    ended = f"as {each.number:03d}" if each.number is not None else f"{each.reason or ''}".strip()
    say(one_line(f"{each.outcome} {ended}: {each.url} ({each.cause}; {each.detail})"))


def _sum_up(counts: Counter[str], others: int) -> None:
    said = ", ".join(f"{counts[name]} {name}" for name in ("archived", "rejected", "failed", "left"))
    rest = f"; {others} are what a server said in the place of a page, and are not tried" if others else ""
    say(f"{counts.total()} tried: {said}{rest}")
