"""Where the memory of the listings comes from at the start of a crawl, and where it goes at the end."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from crawler.capture import now
from crawler.memory.left_pages import LeftPages
from crawler.memory.listing_memory import ListingMemory, Patience
from crawler.memory.open_candidates import OpenCandidates
from crawler.publishers import Publisher
from crawler.seen import Seen
from crawler.window import Window
from pipelines.archive import ListingResult, ListingState, Store, load_listing_states, save_listing_states
from pipelines.config import CrawlConfig
from pipelines.document import utc_stamp
from pipelines.errors import CorpusError

logger = logging.getLogger(__name__)

# Machines that crawl into one archive need not agree to the minute.
_CLOCK_SLACK = timedelta(hours=1)


def remembered(
    store: Store,
    config: CrawlConfig,
    publishers: Sequence[Publisher],
    window: Window,
    seen: Seen,
    *,
    polls_all: bool,
    reads_all: bool = False,
) -> ListingMemory:
    """What earlier crawls into this archive learned of the listings. Raises StoreError."""
    patience = Patience(
        whole_after=timedelta(hours=config.listings_whole_after_h),
        longest_poll=timedelta(hours=config.longest_poll_h),
        polls_all=polls_all,
        reads_all=reads_all,
        obeyed=(*config.obey, *config.languages),
    )
    rest = timedelta(hours=config.retry_failed_after_h)
    states = believable(load_listing_states(store), now())
    pages = LeftPages(states.values(), now(), looks_anew=patience.reads_all)
    named = OpenCandidates(seen.reason_to_skip, rest, now, pages)
    return ListingMemory(states, publishers, window, named, now, patience)


def believable(states: Mapping[str, ListingState], moment: datetime) -> dict[str, ListingState]:
    """Those that tell of no time to come: one that a clock a year ahead has left would be left for a year."""
    latest = utc_stamp(moment + _CLOCK_SLACK)
    return {url: state for url, state in states.items() if _newest_time(state) <= latest}


def _newest_time(state: ListingState) -> str:
    times = (state.whole, state.retired, state.failing_since, state.left_since)
    return max((*(poll.time for poll in state.polls), *(time for time in times if time)), default="")


def keep(
    store: Store, memory: ListingMemory, results: Sequence[ListingResult], *, single_writer: bool
) -> tuple[ListingState, ...]:
    """Once all is committed; the answer are the listings that this run was the first to give up.

    A crawl that cannot remember has done its work: the next one reads it all.
    """
    if not (changes := memory.changes(results)):
        return ()
    try:
        save_listing_states(store, changes, single_writer=single_writer)
    except CorpusError as error:
        logger.warning("what was learned of the listings is not kept: %s", error)
    return tuple(
        state for url, state in changes.items() if state.retired and url not in memory.retired_before
    )
