"""`scrapy crawl`: opens the archive before the first request, and tells the truth in its exit code."""

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.budget import budget_of, refuse_wrong_bounds
from crawler.capture import now
from crawler.closing import Closing, record_of, summary_of
from crawler.discovery.domains import is_own
from crawler.interrupt import Interrupt
from crawler.manners import behave, hide_main, quieten_libraries
from crawler.memory.keeping import keep, remembered
from crawler.progress import live_view
from crawler.publishers import Publisher, load_publishers, select
from crawler.render import prepare
from crawler.revisits import revisits_in
from crawler.run import CrawlRun
from crawler.seen import Seen
from crawler.spiders.arguments import (
    Arguments,
    HistoryArguments,
    NewsArguments,
    PageArguments,
    require_web_archive,
)
from crawler.tally import Tally
from pipelines.archive import Commit, put_run
from pipelines.assembly import Pipeline, open_dry, open_pipeline
from pipelines.config import Config, load_config
from pipelines.errors import ConfigurationError, CorpusError, StoreError
from pipelines.software import new_run_id, software

logger = logging.getLogger("crawler")


AnyArguments = NewsArguments | PageArguments | HistoryArguments


class Command(ScrapyCrawl):
    """Scrapy's `crawl`, with the archive around it."""

    def long_desc(self) -> str:
        """For `--help`; Scrapy lets no newline through."""
        return (
            "Run a spider into the archive. "
            "news: all enabled publishers, or -a publishers=theverge,techcrunch; "
            "-a since=2019-09-01 -a until=2020-12-31 -a limit=50 -a poll=all -a revisit=7d -a dry_run=1. "
            "page: -a url=https://… (repeatable), -a file=urls.txt (- for stdin), -a again=1. "
            "history: what was published then, -a since=2019-09 -a until=2020-12 -a publishers=theverge "
            "-a source=archives,ccnews,cdx -a ccnews=folder -a cdx=https://… -a gone=1 -a again=1. "
            "docs/commands.md tells each argument. "
            "Exit codes: 0 done, 2 bad configuration, 3 some publishers failed, 4 nothing could be fetched, "
            "5 nothing could be stored, 6 interrupted but committed."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """`-a url=…` may be repeated, so arguments are lists until the spider has read them."""
        given = [pair.partition("=") for pair in opts.spargs]
        opts.spargs = []
        super().process_options(args, opts)
        if not all(mark for _, mark, _ in given):
            raise UsageError("Invalid -a value, use -a NAME=VALUE", print_help=False)
        arguments: dict[str, list[str]] = {}
        for name, _, value in given:
            arguments.setdefault(name, []).append(value)
        opts.spargs = arguments
        assert self.settings is not None
        if _watched(opts):
            self.settings.set("LOG_ENABLED", False, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; a user's mistake ends in one sentence and its exit code."""
        if len(args) != 1:
            raise UsageError("name one spider: news, page or history")
        assert self.settings is not None
        quieten_libraries(self.settings)
        try:
            self.exitcode = int(self._crawl(args[0], opts))
        except CorpusError as error:
            sys.stderr.write(f"error: {error}\n")
            self.exitcode = int(error.exit_code)

    def _crawl(self, spider: str, opts: argparse.Namespace) -> int:
        assert self.settings is not None
        assert self.crawler_process is not None
        spider_class = self._spider_class(spider)
        config = load_config()
        arguments: AnyArguments = spider_class.arguments(opts.spargs)
        publishers = load_publishers(config.seeds.publishers)
        if not isinstance(arguments, PageArguments):
            publishers = select(publishers, arguments.publishers, file=config.seeds.publishers)
        if isinstance(arguments, HistoryArguments):
            require_web_archive(arguments, config.history.cdx)
        budget_of(self.settings)  # What is wrong with it is said now, and not when it is spent.
        refuse_wrong_bounds(self.settings)
        behave(self.settings, config.crawl.contact)
        prepare(self.settings, _taking_part(publishers, arguments))
        hide_main()
        started, tally, run_id = now(), Tally(), new_run_id()
        pipeline = _opened(config, run_id, tally, dry=arguments.dry_run)
        for line in _spool_lines(pipeline, dry=arguments.dry_run):
            _tell(opts, line)
        try:
            run = _run_of(config, run_id, publishers, arguments, pipeline, tally)
        except CorpusError:
            pipeline.pool.stop()
            raise
        with _watching(opts, tally):
            faults = self._run_spider(spider_class, run, arguments)
        closing = _closed(pipeline, run, spider, opts.spargs, started, faults)
        for line in summary_of(closing):
            _tell(opts, line)
        return int(closing.exit_code)

    def _spider_class(self, name: str) -> Any:
        assert self.crawler_process is not None
        try:
            return self.crawler_process.spider_loader.load(name)
        except KeyError as error:
            known = ", ".join(self.crawler_process.spider_loader.list())
            raise ConfigurationError(f"there is no spider {name!r}; there are {known}") from error

    def _run_spider(self, spider_class: Any, run: CrawlRun, arguments: Any) -> int:
        """How many exceptions came out of our own code."""
        process = self.crawler_process
        assert process is not None
        crawler = process.create_crawler(spider_class)
        process.crawl(crawler, run=run, arguments=arguments)
        with Interrupt(crawler, run):
            process.start(install_signal_handlers=False)
        assert crawler.stats is not None
        return int(crawler.stats.get_value("spider_exceptions/count", 0))


def _taking_part(publishers: tuple[Publisher, ...], arguments: AnyArguments) -> Iterator[Publisher]:
    """Those of whom something may be fetched: of pages by hand, the pages' own."""
    if not isinstance(arguments, PageArguments):
        return iter(publishers)
    urls = arguments.urls
    return (each for each in publishers if any(is_own(url, each.domains) for url in urls))


def _opened(config: Config, run_id: str, tally: Tally, *, dry: bool) -> Pipeline:
    def committed(commit: Commit) -> None:
        tally.committed(commit.rows)
        totals = tally.totals
        logger.info(
            "committed %d pages: %d fetched, %d archived, %d rejected, %d failed so far",
            len(commit.rows),
            totals["fetched"],
            totals["archived"],
            totals["rejected"],
            totals["failed"],
        )

    if dry:
        return open_dry(config)
    pipeline = open_pipeline(config, run_id, committed)
    tally.named_by_seeds = pipeline.named_by_seeds
    tally.took_over(pipeline.unspooled)
    return pipeline


def _spool_lines(pipeline: Pipeline, *, dry: bool) -> Iterator[str]:
    """What a person should know of the spool before the crawl; a dry run leaves it alone."""
    if pipeline.unspooled:
        yield f"{len(pipeline.unspooled)} pages that an earlier run could not store are stored now"
    for file, archive in {} if dry else pipeline.spool.strangers().items():
        yield f"{file} holds pages for {archive}; it is left alone"


def _run_of(
    config: Config,
    run_id: str,
    publishers: tuple[Publisher, ...],
    arguments: AnyArguments,
    pipeline: Pipeline,
    tally: Tally,
) -> CrawlRun:
    rest = timedelta(hours=config.crawl.retry_failed_after_h)
    seen = Seen(pipeline.verdict, arguments.window, rest, now, pipeline.is_barred)
    polls_all = not isinstance(arguments, NewsArguments) or arguments.polls_all
    revisit = arguments.revisit if isinstance(arguments, NewsArguments) else None
    return CrawlRun(
        publishers=publishers,
        seen=seen,
        memory=remembered(
            pipeline.store,
            config.crawl,
            publishers,
            arguments.window,
            seen,
            polls_all=polls_all,
            reads_all=isinstance(arguments, HistoryArguments),
        ),
        revisits=revisits_in(
            pipeline.store, publishers, revisit, rest, now(), arguments.window, pipeline.is_barred
        ),
        window=arguments.window,
        pool=pipeline.pool,
        ingest=pipeline.ingest,
        commit_every_s=config.archive.commit_every_s,
        pages_per_article=config.crawl.pages_per_article,
        config=config,
        store=None if arguments.dry_run else pipeline.store,
        id=run_id,
        tally=tally,
    )


def _closed(
    pipeline: Pipeline, run: CrawlRun, spider: str, arguments: Arguments, started: datetime, faults: int
) -> Closing:
    pipeline.pool.stop()
    error = _finished(pipeline)
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
    )
    if pipeline.writer is None or closing.error is not None:
        return closing
    results = run.tally.listing_results()
    keep(pipeline.store, run.memory, results, single_writer=run.config.archive.single_writer)
    try:
        put_run(pipeline.store, record_of(closing))
    except CorpusError as error:
        return replace(closing, error=error)
    return closing


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


def _watched(opts: argparse.Namespace) -> bool:
    """Whether a person looks on, who has not asked for log lines instead."""
    asked = opts.nolog or opts.loglevel or opts.logfile
    return sys.stderr.isatty() and not asked


@contextmanager
def _watching(opts: argparse.Namespace, tally: Tally) -> Iterator[None]:
    if _watched(opts):
        with live_view(tally, Console(stderr=True)):
            yield
    else:
        yield


def _tell(opts: argparse.Namespace, line: str) -> None:
    if _watched(opts):
        sys.stderr.write(line + "\n")
    else:
        logger.info("%s", line)
