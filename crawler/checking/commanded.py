"""What `scrapy publishers` does, once its options are read."""

import argparse
import sys
from functools import partial

from scrapy.settings import Settings

from crawler.checking.completing import is_bare, look_for_listings, show_completed
from crawler.checking.eyes import Eyes, look
from crawler.checking.harvest import by_month, by_week, load_runs, refuse_untold, yields_of
from crawler.checking.harvest_report import show_yield
from crawler.checking.in_order import in_order
from crawler.checking.proposal import Proposal, draft_of, propose, refuse_empty, refuse_private
from crawler.checking.proposal_report import show_proposal
from crawler.checking.publisher_check import PublisherCheck, check_publisher, exit_code_of
from crawler.checking.publisher_toml import append, insert_listings, refuse_known, to_toml
from crawler.checking.report import show_check
from crawler.discovery.dates import parse_bound
from crawler.publishers import Publisher, load_publishers, select
from pipelines.archive import load_listing_states
from pipelines.commands.output import say, say_line
from pipelines.commands.places import named_store
from pipelines.config import load_config
from pipelines.errors import ConfigurationError, ExitCode


def check(opts: argparse.Namespace, settings: Settings) -> ExitCode:
    """Raises CorpusError."""
    config, checks = load_config(), list[PublisherCheck]()
    everything, file = load_publishers(config.seeds.publishers), config.seeds.publishers
    publishers = select(everything, opts.ids, file=file, disabled=True)

    async def work(eyes: Eyes) -> None:
        check_one = partial(check_publisher, eyes=eyes, samples=opts.samples)
        async for found in in_order(check_one, publishers, _at_once(settings)):
            checks.append(found)
            say_line(found.model_dump_json()) if opts.json else show_check(found)

    whole = look(settings, config, publishers, work)
    return exit_code_of(checks) if whole else ExitCode.INTERRUPTED


def add(opts: argparse.Namespace, settings: Settings) -> ExitCode:
    """Raises CorpusError."""
    if opts.url is None:
        return complete(opts, settings)
    config, proposals = load_config(), list[Proposal]()
    file, home = config.seeds.publishers, refuse_private(opts.url)
    known = load_publishers(file)
    refuse_known(draft_of(home, opts.id), known, file)

    async def work(eyes: Eyes) -> None:
        proposals.append(await propose(home, opts.id, opts.samples, eyes))

    if not look(settings, config, (), work):
        return ExitCode.INTERRUPTED
    publisher = proposals[0].publisher
    refuse_known(publisher, known, file)
    show_proposal(proposals[0])
    refuse_empty(publisher)
    say(to_toml(publisher).rstrip())
    if opts.write:
        append(publisher, file)
        sys.stderr.write(f"added to {file}; next: scrapy publishers check {publisher.id}\n")
    return ExitCode.DONE


def complete(opts: argparse.Namespace, settings: Settings) -> ExitCode:
    """Listings for the publishers that have none. Raises CorpusError."""
    config, found = load_config(), list[Publisher]()
    file = config.seeds.publishers
    bare = [each for each in load_publishers(file) if is_bare(each)]
    if not bare:
        raise ConfigurationError(f"{file}: every publisher has listings; name a home page to add another")

    async def work(eyes: Eyes) -> None:
        look_at = partial(look_for_listings, samples=opts.samples, eyes=eyes)
        async for looked in in_order(look_at, bare, _at_once(settings)):
            if (completed := show_completed(looked)) is not None:
                found.append(completed)

    if not look(settings, config, (), work):
        return ExitCode.INTERRUPTED
    if opts.write:
        insert_listings(found, file)
        sys.stderr.write(f"added the listings of {len(found)} of {len(bare)} publishers to {file}\n")
    return ExitCode.DONE if found else ExitCode.NOTHING_FETCHED


def tell_yields(opts: argparse.Namespace) -> ExitCode:
    """Raises CorpusError."""
    store = named_store(opts.archive)
    records = load_runs(store, _day(opts.since))
    refuse_untold(records, opts.ids, store.url)
    by = by_week if opts.by == "week" else by_month
    for found in yields_of(records, load_listing_states(store), opts.ids, by):
        say_line(found.model_dump_json()) if opts.json else show_yield(found)
    return ExitCode.DONE


def _at_once(settings: Settings) -> int:
    """As many publishers as a crawl has requests under way; each of theirs waits for the one before."""
    return max(1, settings.getint("CONCURRENT_REQUESTS"))


def _day(text: str | None) -> str | None:
    try:
        return parse_bound(text) if text else None
    except ValueError as error:
        raise ConfigurationError(f"--since {text}: {error}") from error
