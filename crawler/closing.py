"""How a crawl ended: its exit code, its verdict in a sentence, its record, its summary."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.tally import NO_PUBLISHER, Tally
from pipelines.archive import Came, Concern, RunRecord
from pipelines.assembly import software_versions
from pipelines.document import utc_stamp
from pipelines.errors import CorpusError, ExitCode

_SHOWN_PROBLEMS = 10
_NOT_READ: tuple[Came, ...] = ("unchanged", "failed", "not_due", "retired")

# So many failures without a success say something of the publisher and not of a page.
_TELLING_PAGES = 3


@dataclass(frozen=True, slots=True)
class Closing:
    """What is known of a run at its end. `error` is why the archive could not be written, if so.

    `unstored` says what became of the finished pages that it did not take, None where it took all.
    `faults` counts exceptions that no code of ours should have let out. `given_up` is why no worker read any
    more pages, if so. `health` is why a person should look. `report` is the key of the page that tells all
    this, None where there is none.
    """

    run: str
    spider: str
    arguments: dict[str, str]
    archive: str
    started: datetime
    finished: datetime
    tally: Tally
    interrupted: bool
    error: Exception | None
    head: str | None
    head_file_sha256: str | None
    faults: int
    unstored: str | None = None
    given_up: CorpusError | None = None
    health: tuple[Concern, ...] = ()
    report: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """The worst thing that happened."""
        if self.error is not None:
            return ExitCode.NOTHING_STORED
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if self.faults or self.given_up is not None or self.tally.totals["abandoned"]:
            return ExitCode.BUG
        if _nothing_came(self.tally):
            return ExitCode.NOTHING_FETCHED
        return ExitCode.SOME_PUBLISHERS_FAILED if failed_publishers(self.tally) else ExitCode.DONE

    @property
    def verdict(self) -> str:
        """One sentence for people."""
        match self.exit_code:
            case ExitCode.NOTHING_STORED:
                return f"could not store: {self.error}"
            case ExitCode.INTERRUPTED:
                return "interrupted; what was finished is committed"
            case ExitCode.BUG:
                pages = self.tally.totals["abandoned"]
                if self.given_up is not None:
                    return f"{self.given_up}; the next crawl fetches {pages} pages again"
                lost = f" lost {pages} pages" if pages else ""
                return f"a fault of the crawler{lost}; the log has the traceback, please report it"
            case ExitCode.NOTHING_FETCHED:
                return "nothing could be fetched"
            case ExitCode.SOME_PUBLISHERS_FAILED:
                return f"done, but nothing came from {', '.join(failed_publishers(self.tally))}"
            case _:
                return "done"


def failed_publishers(tally: Tally) -> list[str]:
    """Publishers of which no listing could be read, or all of at least three pages failed."""
    named = ((name, counts) for name, counts in tally.publishers.items() if name != NO_PUBLISHER)
    return sorted(name for name, counts in named if is_failed(counts))


def record_of(closing: Closing) -> RunRecord:
    """The record that goes into the archive."""
    tally = closing.tally
    return RunRecord(
        run=closing.run,
        started=utc_stamp(closing.started),
        finished=utc_stamp(closing.finished),
        spider=closing.spider,
        arguments=closing.arguments,
        archive=closing.archive,
        software=software_versions(),
        fetched=tally.totals["fetched"],
        archived=tally.totals["archived"],
        rejected=tally.totals["rejected"],
        failed=tally.totals["failed"],
        abandoned=tally.totals["abandoned"],
        unexplained=tally.unexplained,
        rejected_by_reason=dict(tally.rejected_by_reason),
        failed_by_cause=dict(tally.failed_by_cause),
        skipped_by_reason=dict(tally.skipped_by_reason),
        publishers={name: dict(counts) for name, counts in sorted(tally.publishers.items())},
        listings=tally.listing_results(),
        skipped_sample=tuple(tally.skipped),
        stage_s={stage: round(seconds, 3) for stage, seconds in tally.stage_s.items()},
        exit_code=int(closing.exit_code),
        verdict=closing.verdict,
        health=closing.health,
        head=closing.head,
        head_file_sha256=closing.head_file_sha256,
        slowest=tally.slowest.found(),
        requests=tally.requests,
        received_bytes=tally.received_bytes,
    )


def summary_of(closing: Closing) -> Iterator[str]:
    """The closing lines, the same for a person and for a log."""
    tally, totals = closing.tally, closing.tally.totals
    seconds = (closing.finished - closing.started).total_seconds()
    yield f"run {closing.run} after {seconds:.0f} s: {closing.verdict} (exit code {int(closing.exit_code)})"
    abandoned = f" + abandoned {totals['abandoned']}" if totals["abandoned"] else ""
    yield (
        f"fetched {totals['fetched']} = archived {totals['archived']} + rejected {totals['rejected']}"
        f" + failed {totals['failed']}{abandoned}, in {closing.archive}"
    )
    if closing.unstored:
        yield closing.unstored
    for concern in closing.health:
        yield f"look: {concern.sentence}"
    if fetched := totals["fetched"] - tally.unspooled["fetched"]:
        related = totals["related"]
        yield f"harvest: {related} related of {fetched} fetched ({round(100 * related / fetched)} %)"
    if archived := totals["archived"]:
        share = round(100 * tally.unexplained / archived)
        yield f"no seed explains {tally.unexplained} of {archived} documents ({share} %)"
    for name, counts in (
        ("rejected", tally.rejected_by_reason),
        ("failed", tally.failed_by_cause),
        ("not fetched", tally.skipped_by_reason),
    ):
        if counts:
            yield f"{name}: {_listed(counts)}"
    problems = [result for result in tally.listings if result.problem]
    came = Counter(result.came for result in tally.listings)
    rest = (f"{came[way]} {way.replace('_', ' ')}, " for way in _NOT_READ if came[way])
    yield f"listings: {came['read']} read, {''.join(rest)}{len(problems)} with a problem"
    for result in problems[:_SHOWN_PROBLEMS]:
        owner = f"{result.publisher}: " if result.publisher else ""
        yield f"  {owner}{result.url}: {result.problem}"
    if len(problems) > _SHOWN_PROBLEMS:
        yield f"  and {len(problems) - _SHOWN_PROBLEMS} more, in the run record"
    if closing.report:
        yield f"report: {closing.archive.rstrip('/')}/{closing.report}"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{slug} {count}" for slug, count in counts.most_common())


def _nothing_came(tally: Tally) -> bool:
    read = sum(counts["listings_read"] for counts in tally.publishers.values())
    failed = sum(counts["listings_failed"] for counts in tally.publishers.values())
    now = tally.totals - tally.unspooled
    asked = read + failed + now["fetched"]
    answered = now["archived"] + now["rejected"]
    return asked > 0 and read == 0 and answered == 0


def is_failed(counts: Counter[str]) -> bool:
    """Whether nothing came of a publisher with these counts of the tally."""
    no_listing = counts["listings_failed"] > 0 and counts["listings_read"] == 0
    no_page = counts["fetched"] >= _TELLING_PAGES and counts["failed"] == counts["fetched"]
    return no_listing or no_page
