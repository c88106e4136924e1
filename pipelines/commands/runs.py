"""`corpus runs`: what each run asked for, what came of it, and what it cost."""

from datetime import datetime
from typing import Annotated, NamedTuple

import typer

from pipelines.archive import RunRecord, Store, list_runs, read_run
from pipelines.commands.output import say, say_json, table
from pipelines.commands.places import ArchiveOption, Json, named_store
from pipelines.commands.progress import progress
from pipelines.errors import ExitCode
from pipelines.guarded_output import complain

_SHOWN = 20
_ASKED = ("read", "unchanged", "failed")
_MEGABYTE = 1_000_000
_HEAD = ("started", "took", "run", "spider", "asked", "bytes", "fetched", "archived", "failed", "ended")
_GIVE_WAY = (3, 2, 5, 4, 1)

Limit = Annotated[int, typer.Option("--limit", min=1, help="runs to show at most, the newest")]


class Cost(NamedTuple):
    """Of one run. `requests` are all that were made, `received_bytes` all that came.

    Records of releases up to 0.7 do not tell these: there `requests` are listings and pages, each counted
    once, and `received_bytes` None. `listing_bytes` are those of the listings' answers, which no archive
    keeps; None in records before 0.4. `seconds` None: it has not ended.
    """

    run: str
    spider: str
    started: str
    seconds: float | None
    requests: int
    listing_bytes: int | None
    fetched: int
    archived: int
    rejected: int
    failed: int
    exit_code: int | None
    verdict: str | None
    received_bytes: int | None

    @property
    def known_bytes(self) -> int | None:
        """Of all answers, or of as many as the record tells of."""
        return self.listing_bytes if self.received_bytes is None else self.received_bytes


def runs(archive: ArchiveOption = None, limit: Limit = _SHOWN, as_json: Json = False) -> None:
    """List the newest runs, what they cost and brought.

    When, how long, what they asked for and what came of it; and what is stored.
    """
    store = named_store(archive)
    found = [cost_of(read_run(store, key)) for key in list(list_runs(store))[-limit:]]
    if as_json:
        for each in found:
            say_json(each._asdict())
    elif found:
        table(_HEAD, map(_cells, found), give_way=_GIVE_WAY)
        _tell_sums(found, store)
    if not found:
        complain(f"{store.url} has no record of a run yet; crawl first")
        raise typer.Exit(ExitCode.NOT_FOUND)


def cost_of(record: RunRecord) -> Cost:
    """What the record tells of it."""
    asked = [each for each in record.listings if each.came in _ASKED or each.came is None]
    sizes = [each.bytes for each in record.listings if each.bytes is not None]
    return Cost(
        run=record.run,
        spider=record.spider,
        started=record.started,
        seconds=_seconds(record),
        requests=len(asked) + record.fetched if record.requests is None else record.requests,
        listing_bytes=sum(sizes) if sizes or not asked else None,
        fetched=record.fetched,
        archived=record.archived,
        rejected=record.rejected,
        failed=record.failed,
        exit_code=record.exit_code,
        verdict=record.verdict,
        received_bytes=record.received_bytes,
    )


def _seconds(record: RunRecord) -> float | None:
    if record.finished is None:
        return None
    begun, ended = (datetime.fromisoformat(each) for each in (record.started, record.finished))
    return (ended - begun).total_seconds()


def _cells(each: Cost) -> tuple[str, ...]:
    counts = (each.fetched, each.archived, each.failed)
    return (
        each.started,
        "-" if each.seconds is None else in_short(each.seconds),
        each.run,
        each.spider,
        str(each.requests),
        _size(each.known_bytes),
        *map(str, counts),
        each.verdict or "-",
    )


def in_short(seconds: float) -> str:
    """`7:05` for minutes and seconds, `1:07:05` from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _tell_sums(found: list[Cost], store: Store) -> None:
    asked = sum(each.requests for each in found)
    came = sum(each.known_bytes or 0 for each in found)
    kept = sum(each.archived for each in found)
    with progress("counting", None):
        objects, stored = _stored(store)
    runs_told = f"{len(found)} run{'s' * (len(found) > 1)}"
    say(
        f"{runs_told}: {asked} requests, {_size(came)}, {kept} documents; "
        f"the archive is {objects} objects of {_size(stored)}"
    )


def _stored(store: Store) -> tuple[int, int]:
    sizes = [size for _, size in store.list("")]
    return len(sizes), sum(sizes)


def _size(count: int | None) -> str:
    if count is None:
        return "-"
    return f"{count / _MEGABYTE:.1f} MB" if count >= _MEGABYTE / 10 else f"{count / 1000:.1f} kB"
