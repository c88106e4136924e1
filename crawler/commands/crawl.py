"""`scrapy crawl`: opens the archive before the first request, and tells the truth in its exit code."""

import argparse
import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from crawler.addresses.proof import Proof
from crawler.addresses.reach import reach_of
from crawler.answers.loading import load_handler
from crawler.budget import budget_of, refuse_wrong_bounds
from crawler.capture import now
from crawler.closing import summary_of
from crawler.discovery.domains import is_own
from crawler.ending import closed
from crawler.health import HABITUAL
from crawler.history.reachable import require_reachable
from crawler.interrupt import Interrupt
from crawler.manners import behave, hide_main, quieten_libraries
from crawler.middlewares.pacing import PacingMiddleware
from crawler.opening import opened, run_of, spool_lines, surely_reads
from crawler.publishers import Publisher, load_publishers, select
from crawler.render import prepare
from crawler.resources import refuse_scarcity
from crawler.run import CrawlRun
from crawler.setting_types import refuse_wrong_log
from crawler.shards import in_shard
from crawler.spiders.arguments import (
    AnyArguments,
    HistoryArguments,
    PageArguments,
    require_web_archive,
)
from crawler.streams import open_closed_streams
from crawler.tally import Tally
from pipelines.config import load_config, secrets_of_process
from pipelines.errors import ConfigurationError, CorpusError, ExitCode
from pipelines.guarded_output import complain, guard_output, sentence
from pipelines.software import new_run_id
from pipelines.worker import prepare as prepare_workers

if TYPE_CHECKING:
    from crawler.progress import ProgressView

logger = logging.getLogger("crawler")


class Command(ScrapyCrawl):
    """Scrapy's `crawl`, with the archive around it."""

    def long_desc(self) -> str:
        """For `--help`; Scrapy lets no newline through."""
        return (
            "Run a spider into the archive. "
            "news: all enabled publishers, or -a publishers=theverge,techcrunch, or -a shard=1/8; "
            "-a since=2019-09-01 -a until=2020-12-31 -a limit=50 -a poll=all -a revisit=7d -a dry_run=1. "
            "page: -a url=https://… (repeatable), -a file=urls.txt (- for stdin), -a again=1. "
            "history: what was published then, -a since=2019-09 -a until=2020-12 -a publishers=theverge "
            "-a source=archives,ccnews,cdx -a ccnews=folder -a cdx=https://… -a gone=1 -a again=1. "
            "Exit codes: 0 done, 2 bad configuration, 3 some publishers failed, 4 nothing could be fetched, "
            "5 nothing could be stored, 6 interrupted but committed."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """`-a url=…` may be repeated, so arguments are lists until the spider has read them."""
        open_closed_streams()
        guard_output(secrets_of_process())
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
        refuse_wrong_log(self.settings)
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
            complain(error)
            self.exitcode = int(error.exit_code)
        except KeyboardInterrupt:
            # Once pages are asked for, Interrupt ends the crawl in order.
            sys.stderr.write("interrupted before anything was asked for\n")
            self.exitcode = int(ExitCode.INTERRUPTED)

    def _crawl(self, spider: str, opts: argparse.Namespace) -> int:
        assert self.settings is not None
        assert self.crawler_process is not None
        spider_class = self._spider_class(spider)
        config = load_config()
        arguments: AnyArguments = spider_class.arguments(opts.spargs)
        everybody = publishers = load_publishers(config.seeds.publishers)
        if not isinstance(arguments, PageArguments):
            publishers = select(everybody, arguments.publishers, file=config.seeds.publishers)
            if arguments.shard is not None:
                publishers = in_shard(publishers, everybody, arguments.shard)
        if isinstance(arguments, HistoryArguments):
            require_web_archive(arguments, config.history.cdx)
            require_reachable(arguments, config.history, reach_of(self.settings))
        budget_of(self.settings)  # What is wrong with it is said now, and not when it is spent.
        refuse_wrong_bounds(self.settings)
        refuse_scarcity(config.workers, self.settings.getint("CONCURRENT_REQUESTS"))
        if not publishers and not isinstance(arguments, PageArguments):
            _tell(opts, "no publisher falls to this shard; there is nothing to do")
            return ExitCode.DONE
        behave(self.settings, config.crawl.contact)
        prepare(self.settings, _taking_part(publishers, arguments))
        hide_main()
        load_handler()
        started, tally, run_id = now(), Tally(), new_run_id()
        pipeline = opened(config, run_id, tally, dry=arguments.dry_run)
        for line in spool_lines(pipeline, dry=arguments.dry_run):
            _tell(opts, line)
        try:
            run = run_of(config, run_id, publishers, arguments, pipeline, tally)
            if surely_reads(run, arguments):
                prepare_workers()
            with _watching(opts, tally) as view:
                faults = self._run_spider(spider_class, run, arguments, view)
        except (CorpusError, KeyboardInterrupt):
            pipeline.pool.stop()
            raise
        closing = closed(pipeline, run, spider, opts.spargs, started, faults)
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

    def _run_spider(
        self, spider_class: Any, run: CrawlRun, arguments: Any, view: "ProgressView | None"
    ) -> int:
        """How many exceptions came out of our own code. Raises ConfigurationError where none was guarded."""
        process = self.crawler_process
        assert process is not None
        crawler = process.create_crawler(spider_class)
        if view is not None:
            from crawler.live_concerns import live_concerns
            from crawler.under_way import under_way

            view.look = partial(under_way, crawler, run)
            if spider_class.name == HABITUAL:
                view.concerns = live_concerns(run, now()).of
        proof = Proof(crawler)
        # What is here stays to the end.
        gc.freeze()
        gc.enable()
        process.crawl(crawler, run=run, arguments=arguments)
        with Interrupt(crawler, run):
            process.start(install_signal_handlers=False)
        proof.require()
        assert crawler.stats is not None
        never_began = int(process.bootstrap_failed)
        run.tally.requests, run.tally.received_bytes = _had(crawler)
        return never_began + int(crawler.stats.get_value("spider_exceptions/count", 0))


def _had(crawler: Crawler) -> tuple[int, int]:
    """How many requests were made, and bytes received; none where its engine never came to be."""
    try:
        pacing = crawler.get_downloader_middleware(PacingMiddleware)
    except RuntimeError:
        return 0, 0
    return pacing.had if pacing is not None else (0, 0)


def _taking_part(publishers: tuple[Publisher, ...], arguments: AnyArguments) -> Iterator[Publisher]:
    """Those of whom something may be fetched: of pages by hand, the pages' own."""
    if not isinstance(arguments, PageArguments):
        return iter(publishers)
    urls = arguments.urls
    return (each for each in publishers if any(is_own(url, each.domains) for url in urls))


def _watched(opts: argparse.Namespace) -> bool:
    """Whether a person looks on, who has not asked for log lines instead."""
    asked = opts.nolog or opts.loglevel or opts.logfile
    return sys.stderr.isatty() and not asked


@contextmanager
def _watching(opts: argparse.Namespace, tally: Tally) -> "Iterator[ProgressView | None]":
    if _watched(opts):
        # Most crawls are watched by nobody, and need not load it.
        from rich.console import Console

        from crawler.progress import live_view

        with live_view(tally, Console(stderr=True)) as view:
            yield view
    else:
        yield None


def _tell(opts: argparse.Namespace, line: str) -> None:
    if _watched(opts):
        sys.stderr.write(sentence(line) + "\n")
    else:
        logger.info("%s", line)
