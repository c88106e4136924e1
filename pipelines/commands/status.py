"""`corpus status`: how the newest run did, and whether a person should look."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from pipelines.archive import Concern, HealthDay, RunRecord, Store, list_runs, load_health_days, read_run
from pipelines.commands.output import one_line, painted, say, say_json, say_painted, table
from pipelines.commands.places import ArchiveOption, Json, named_store
from pipelines.errors import ConfigurationError, ExitCode
from pipelines.health.concerns import fresh_pages
from pipelines.health.metrics import metrics_of

_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
# A clock may be a little wrong. A run of next year was made by one that is: it is not the newest for a year.
_CLOCK_SLACK = timedelta(hours=1)
# Of records without health, those whose runs ended so are worth a look.
_BAD_ENDS = (ExitCode.BUG, ExitCode.NOTHING_STORED, ExitCode.ARCHIVE_DAMAGED)

MaxAge = Annotated[
    str, typer.Option("--max-age", help="how old the newest run may be: a number with s, m, h or d behind it")
]
Prometheus = Annotated[bool, typer.Option("--prometheus", help="print its metrics for Prometheus")]


def status(
    archive: ArchiveOption = None,
    max_age: MaxAge = "26h",
    as_json: Json = False,
    prometheus: Prometheus = False,
) -> None:
    """Say whether a person should look, and why.

    The exit code tells a monitor.
    """
    most, store, now = _span(max_age), named_store(archive), datetime.now(UTC)
    record = _newest(store, now)
    if record is None:
        typer.echo(f"error: {store.url} has no record of a run yet; crawl first", err=True)
        raise typer.Exit(ExitCode.NOT_FOUND)
    code = _code(record, now - most)
    if prometheus:
        say(metrics_of(record).rstrip("\n"))
    elif as_json:
        say_json(_as_dict(record, code, load_health_days(store)))
    else:
        _tell(record, code, max_age, now, load_health_days(store))
    if code is not ExitCode.DONE:
        raise typer.Exit(code)


def _newest(store: Store, now: datetime) -> RunRecord | None:
    keys = list(list_runs(store))
    latest = f"runs/{now + _CLOCK_SLACK:%Y%m%dT%H%M%SZ}"
    past = [key for key in keys if key < latest] or keys
    return read_run(store, past[-1]) if past else None


def _code(record: RunRecord, oldest: datetime) -> ExitCode:
    if datetime.fromisoformat(record.finished or record.started) < oldest:
        return ExitCode.NO_RUN
    return ExitCode.LOOK if _concerns(record) else ExitCode.DONE


def _concerns(record: RunRecord) -> Sequence[Concern]:
    if record.health is not None:
        return record.health
    bad = record.exit_code in _BAD_ENDS
    return [Concern(slug="fault", sentence=record.verdict or "it ended badly")] if bad else ()


def _as_dict(record: RunRecord, code: ExitCode, days: Sequence[HealthDay]) -> dict[str, object]:
    return {
        "code": int(code),
        "look": code is not ExitCode.DONE,
        "health": [concern.model_dump() for concern in _concerns(record)],
        "run": record.run,
        "started": record.started,
        "finished": record.finished,
        "exit_code": record.exit_code,
        "verdict": record.verdict,
        "fetched": record.fetched,
        "archived": record.archived,
        "rejected": record.rejected,
        "failed": record.failed,
        "publishers": [dict(zip(("publisher", "last_new"), cells, strict=True)) for cells in _last_new(days)],
    }


def _tell(record: RunRecord, code: ExitCode, max_age: str, now: datetime, days: Sequence[HealthDay]) -> None:
    concerns = _concerns(record)
    if code is ExitCode.NO_RUN:
        say_painted(painted(f"look: no run has ended within {max_age}", "yellow"))
    elif not concerns:
        say_painted(painted("fine", "green"))
    for concern in concerns:
        say_painted(painted(f"look: {one_line(concern.sentence)}", "yellow"))
    ended = datetime.fromisoformat(record.finished or record.started)
    say(f"newest run: {record.run}, ended {record.finished}, {_in_words(now - ended)} ago")
    say(f"  {one_line(record.verdict or '-')} (exit code {record.exit_code})")
    say(
        f"  fetched {record.fetched} = archived {record.archived} + rejected {record.rejected}"
        f" + failed {record.failed} + abandoned {record.abandoned}"
    )
    if rows := sorted(_last_new(days), key=lambda row: row[1] or ""):
        cells = ((name, day or "-", _silence(day, now)) for name, day in rows)
        table(("publisher", "last new page", "silent for"), cells)


def _last_new(days: Sequence[HealthDay]) -> Iterator[tuple[str, str | None]]:
    """Of each publisher the last day on which something of it was looked at for the first time."""
    newest: dict[str, str | None] = {}
    for day in days:
        newest[day.publisher] = day.day if fresh_pages(day) else newest.get(day.publisher)
    yield from sorted(newest.items())


def _silence(day: str | None, now: datetime) -> str:
    """Since the day of the last new page, in days."""
    if day is None:
        return "as long as is remembered"
    days = (now.date() - date.fromisoformat(day)).days
    return "-" if days < 1 else "1 day" if days == 1 else f"{days} days"


def _span(text: str) -> timedelta:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ConfigurationError(f"--max-age {text}: give a number and s, m, h or d, as 26h")
    try:
        return timedelta(**{_UNITS[match[2]]: float(match[1])})
    except OverflowError:
        raise ConfigurationError(f"--max-age {text}: longer than there is time") from None


def _in_words(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return (
        f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} h" if hours >= 1 else "less than an hour"
    )
