"""One crawl's record, `runs/<started>-<id>.json`: what was asked, what came of it, and the head it left."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, FiniteFloat

from pipelines.archive.sealed import sealed, unsealed
from pipelines.archive.store import Store
from pipelines.document import Sha256, Value
from pipelines.errors import ArchiveDamaged

RUNS = "runs/"
METRICS = f"{RUNS}metrics.prom"
MAX_SKIPPED_SAMPLE = 200
_KEY = re.compile(r"runs/\d{8}T\d{6}Z-[A-Za-z0-9_-]+\.json")


def _of_the_calendar(stamp: str) -> str:
    datetime.fromisoformat(stamp)
    return stamp


Count = Annotated[int, Field(ge=-(2**63), lt=2**63)]
_Stamp = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"), AfterValidator(_of_the_calendar)]
Came = Literal["read", "unchanged", "failed", "not_due", "retired"]


class ListingResult(Value):
    """One listing page: `kind` is feed, sitemap and the like, `problem` None where it could be read.

    `came`: `read`, `unchanged` (by its validators or its digest), `failed`; or, without a request, `not_due`,
    `retired`. `bytes` is the size of the answer. Of the candidates, `new` were not known before, `fetched`
    were fetched, `related` were found to belong, `archived` were kept; of those fetched, nothing spoke for
    `unlikely` before, and `unlikely_related` of these belong. Records of releases before 0.4 leave all these
    out.
    """

    url: str
    kind: str
    publisher: str | None
    candidates: int = Field(ge=0)
    problem: str | None
    came: Came | None = None
    bytes: int | None = None
    new: int | None = None
    fetched: int | None = None
    related: int | None = None
    archived: int | None = None
    unlikely: int | None = None
    unlikely_related: int | None = None


class Skipped(Value):
    """A candidate that was not fetched."""

    url: str
    reason: str


class Concern(Value):
    """Why a person should look: `sentence` says it, `slug` (docs/reasons.md) names it, `figures` prove it.

    `publisher` and `listing` are None where it is of no one of them.
    """

    slug: str
    sentence: str
    publisher: str | None = None
    listing: str | None = None
    figures: dict[str, FiniteFloat] = Field(default_factory=dict)


class SlowPage(Value):
    """A page on which the stages spent `seconds` in a worker, most of them in `stage`."""

    url: str
    seconds: FiniteFloat
    stage: str


class RunRecord(Value):
    """`archived + rejected + failed + abandoned == fetched`; abandoned pages were fetched and not committed.

    Times are `2026-11-22T01:02:03Z`, `finished` None while it runs. `archive` is the URL without credentials.
    `head` and `head_file_sha256` name the newest segment at the end. Reasons and causes are slugs.
    `unexplained` are those of `archived` that no seed explains, None in records of releases before 0.3.
    `stage_s` has the seconds that each stage took in the workers, all pages together. `health` is why a
    person should look, empty where nobody need, None in records of releases before 0.5. `slowest` are the
    pages that took the stages longest, the slowest first, None in records of releases before 0.7. `requests`
    were made, robots.txt, redirects and what was tried again included, and `received_bytes` came over the
    line; None in records of releases up to 0.7. `digest` is the SHA-256 of what stands before it in the file;
    None in records of release 0.1.
    """

    run: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    started: _Stamp
    finished: _Stamp | None
    spider: str
    arguments: dict[str, str]
    archive: str
    software: dict[str, str]
    fetched: Count = Field(default=0, ge=0)
    archived: Count = Field(default=0, ge=0)
    rejected: Count = Field(default=0, ge=0)
    failed: Count = Field(default=0, ge=0)
    abandoned: Count = Field(default=0, ge=0)
    unexplained: Count | None = Field(default=None, ge=0)
    rejected_by_reason: dict[str, Count] = Field(default_factory=dict)
    failed_by_cause: dict[str, Count] = Field(default_factory=dict)
    skipped_by_reason: dict[str, Count] = Field(default_factory=dict)
    publishers: dict[str, dict[str, Count]] = Field(default_factory=dict)
    listings: tuple[ListingResult, ...] = ()
    skipped_sample: tuple[Skipped, ...] = Field(default=(), max_length=MAX_SKIPPED_SAMPLE)
    stage_s: dict[str, FiniteFloat] = Field(default_factory=dict)
    exit_code: Count | None = None
    verdict: str | None = None
    health: tuple[Concern, ...] | None = None
    head: str | None = None
    head_file_sha256: str | None = None
    slowest: tuple[SlowPage, ...] | None = None
    requests: Count | None = Field(default=None, ge=0)
    received_bytes: Count | None = Field(default=None, ge=0)
    digest: Sha256 | None = None


def run_key(record: RunRecord) -> str:
    """`runs/20261122T010203Z-<id>.json`: in order of start."""
    return f"{RUNS}{re.sub('[-:]', '', record.started)}-{record.run}.json"


def put_run(store: Store, record: RunRecord) -> str:
    """Writes the record, or writes it anew; answers with its key."""
    key = run_key(record)
    store.put(key, sealed(record.model_dump_json(indent=2, exclude={"digest"}).encode()))
    return key


def put_metrics(store: Store, text: str) -> None:
    """Writes the metrics of a run in the place of those of the run before."""
    store.put(METRICS, text.encode())


def list_runs(store: Store) -> Iterator[str]:
    """The keys of all records, oldest first."""
    return (key for key, _ in store.list(RUNS) if _KEY.fullmatch(key))


def read_run(store: Store, key: str) -> RunRecord:
    """Raises KeyMissing, or ArchiveDamaged where it is no run record."""
    data = store.get(key).data
    try:
        record = RunRecord.model_validate_json(data)
    except ValueError as error:
        raise ArchiveDamaged(f"{key} is no run record; delete it") from error
    if record.digest is not None:
        unsealed(key, data)
    return record
