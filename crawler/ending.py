"""The end of a crawl: what is finished becomes durable, and the run record tells of it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from crawler.capture import now
from crawler.closing import Closing, record_of
from crawler.health import health_of
from crawler.memory.keeping import keep
from crawler.metrics_file import write_metrics
from crawler.report_page import write_report
from crawler.run import CrawlRun
from crawler.spiders.arguments import Arguments
from pipelines.archive import ListingState, put_metrics, put_run
from pipelines.assembly import Pipeline
from pipelines.errors import CorpusError, StoreError
from pipelines.health.metrics import metrics_of
from pipelines.software import software


def closed(
    pipeline: Pipeline, run: CrawlRun, spider: str, arguments: Arguments, started: datetime, faults: int
) -> Closing:
    """Commits the rest, keeps what could not be stored, writes the run record."""
    error = _ended(pipeline)
    run.tally.settle()
    closing = Closing(
        run=run.id,
        spider=spider,
        arguments={name: " ".join(values) for name, values in arguments.items()},
        archive=pipeline.store.url,
        started=started,
        finished=now(),
        tally=run.tally,
        interrupted=run.interrupted,
        error=error,
        head=pipeline.writer.head if pipeline.writer is not None else None,
        head_file_sha256=pipeline.writer.head_file_sha256 if pipeline.writer is not None else None,
        faults=faults,
        unstored=_kept_for_later(pipeline, run.id),
        given_up=pipeline.pool.failed,
    )
    if pipeline.writer is not None and closing.error is None:
        closing = _recorded(closing, pipeline, run)
    if pipeline.writer is not None and run.config.metrics.file:
        write_metrics(Path(run.config.metrics.file), metrics_of(record_of(closing)))
    return closing


def _recorded(closing: Closing, pipeline: Pipeline, run: CrawlRun) -> Closing:
    """With its health; what the store does not take is its error."""
    retired = () if closing.given_up is not None else _remembered(pipeline, run)
    closing = replace(closing, health=health_of(closing, run, pipeline.store, pipeline.spool, retired))
    record = record_of(closing)
    try:
        put_run(pipeline.store, record)
        put_metrics(pipeline.store, metrics_of(record))
    except CorpusError as error:
        return replace(closing, error=error)
    return replace(closing, report=write_report(pipeline.store, record))


def _remembered(pipeline: Pipeline, run: CrawlRun) -> Sequence[ListingState]:
    """The listings that are given up. A run whose workers failed would hold it against them."""
    results = run.tally.listing_results()
    return keep(pipeline.store, run.memory, results, single_writer=run.config.archive.single_writer)


def _ended(pipeline: Pipeline) -> Exception | None:
    """Commits the rest, while the workers end: they are waited for."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="workers") as aside:
        stopping = aside.submit(pipeline.pool.stop)
        error = _finished(pipeline)
        stopping.result()
    return error


def _finished(pipeline: Pipeline) -> Exception | None:
    """Commits the rest and brings the archive up to date; the answer is why that failed, if so."""
    if pipeline.ingest is None or pipeline.writer is None:
        return None
    pipeline.ingest.close()
    if pipeline.ingest.error is not None:
        return pipeline.ingest.error
    try:
        pipeline.writer.close()
    except CorpusError as error:
        return error
    return None


def _kept_for_later(pipeline: Pipeline, run: str) -> str | None:
    """Puts into the spool what the store did not take. A fault of our own would only come again with it."""
    ingest = pipeline.ingest
    if ingest is None or not ingest.left or not isinstance(ingest.error, CorpusError):
        return None
    pages = len(ingest.left)
    try:
        file = pipeline.spool.keep(ingest.left, run=run, software=software())
    except StoreError as error:
        return f"{pages} finished pages are lost, to be fetched again: {error}"
    return f"{pages} finished pages wait in {file}; the next crawl into this archive stores them first"
