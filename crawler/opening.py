"""What stands before the first request of a crawl: the archive, workers, all that a run works with."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from crawler.capture import now
from crawler.memory.keeping import remembered
from crawler.publishers import Publisher
from crawler.revisits import revisits_in
from crawler.run import CrawlRun
from crawler.seen import Seen
from crawler.spiders.arguments import AnyArguments, HistoryArguments, NewsArguments
from crawler.tally import Tally
from crawler.wanted_again import WantedAgain
from pipelines.archive import Commit
from pipelines.assembly import Pipeline, open_dry, open_pipeline
from pipelines.config import Config

logger = logging.getLogger("crawler")


def opened(config: Config, run_id: str, tally: Tally, *, dry: bool) -> Pipeline:
    """The archive and the workers. Raises CorpusError."""

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


def spool_lines(pipeline: Pipeline, *, dry: bool) -> Iterator[str]:
    """What a person should know of the spool before the crawl; a dry run leaves it alone."""
    if pipeline.unspooled:
        yield f"{len(pipeline.unspooled)} pages that an earlier run could not store are stored now"
    for file, archive in {} if dry else pipeline.spool.strangers().items():
        yield f"{file} holds pages for {archive}; it is left alone"


def run_of(
    config: Config,
    run_id: str,
    publishers: tuple[Publisher, ...],
    arguments: AnyArguments,
    pipeline: Pipeline,
    tally: Tally,
) -> CrawlRun:
    """All that the spider needs. Raises CorpusError."""
    rest = timedelta(hours=config.crawl.retry_failed_after_h)
    crawl = config.crawl
    seen = Seen(
        pipeline.verdict,
        arguments.window,
        rest,
        now,
        pipeline.is_barred,
        crawl.obey,
        WantedAgain(pipeline.store, crawl.languages),
    )
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


def surely_reads(run: CrawlRun, arguments: AnyArguments) -> bool:
    """Whether something has to be read in a worker whatever comes: their server takes a second to start.

    Otherwise it starts with the first that does. Most runs of a day find no listing changed.
    """
    is_news = isinstance(arguments, NewsArguments)
    return not is_news or run.memory.is_blank or any(run.revisits.values())
