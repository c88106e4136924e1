"""CC-NEWS, the news crawl of Common Crawl: WARC files by month, read for the pages of the publishers.

The files of the months asked for and of the month after: a page is captured in the month of its publication
or soon after. A file is read from where an earlier run with the same question left it.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from functools import partial

from scrapy import Request

from crawler.capture import now
from crawler.discovery.candidate import Listing
from crawler.discovery.dates import date_in_path
from crawler.history.account import Account
from crawler.history.progress import Progress, question_id
from crawler.history.reading import slices
from crawler.history.source import Errand
from crawler.history.wanted import Wanted
from crawler.history.warc_bytes import Unreachable
from crawler.history.warc_places import (
    COMMON_CRAWL,
    WarcFile,
    base_of,
    in_folder,
    is_remote,
    list_of,
    listed,
    months_of,
)
from crawler.history.warc_slice import Question, Slice
from pipelines.document import Capture
from pipelines.judging.learned import newest_learned
from pipelines.names.gazetteer import load_gazetteer
from pipelines.urls import url_key
from pipelines.worker import ListingFailed

logger = logging.getLogger("crawler")


class CcNews:
    """A source of captures."""

    def __init__(self, errand: Errand) -> None:
        self._run = errand.run
        self._allowance = errand.allowance
        self._base = base_of(errand.arguments.ccnews or errand.run.config.history.ccnews or COMMON_CRAWL)
        self._months = months_of(errand.arguments.window, now())
        self._question = Question(
            Wanted.of(errand.run.publishers), errand.arguments.window, errand.settings["USER_AGENT"]
        )
        self._progress = Progress(
            errand.run.store,
            question_id(errand.run.publishers, errand.arguments.window, _judged_by(errand)),
            errand.passage,
            errand.run.commit_every_s,
            again=errand.arguments.again,
            single_writer=errand.run.config.archive.single_writer,
        )
        self._met: set[str] = set()

    async def start(self) -> AsyncIterator[Request | Capture]:
        """The wanted pages, file by file."""
        async for file in self._files():
            if self._progress.of(file.name).done:
                self._run.tally.listing(_listing(file), "unchanged")
                continue
            async for capture in self._file(file):
                yield capture
            if self._allowance.is_spent:
                break
        await self._progress.save()

    async def _files(self) -> AsyncIterator[WarcFile]:
        """By month; a list that cannot be had is in the tally."""
        if not is_remote(self._base):
            for file in self._in_folder():
                yield file
            return
        for month in self._months:
            try:
                files = await self._run.pool.call(
                    partial(listed, self._base, month, self._question.user_agent)
                )
            except (Unreachable, ListingFailed) as error:
                place = list_of(self._base, month)
                self._run.tally.listing(_listing(place), "failed", problem=f"unreachable: {error}")
                continue
            for file in files:
                yield file

    def _in_folder(self) -> tuple[WarcFile, ...]:
        try:
            files, trouble = in_folder(self._base, self._months), "no WARC file of these months below it"
        except OSError as error:
            files, trouble = (), str(error.strerror)
        if not files:
            place = WarcFile(self._base, self._base, self._base)
            self._run.tally.listing(_listing(place), "failed", problem=f"unreachable: {trouble}")
        return files

    async def _file(self, file: WarcFile) -> AsyncIterator[Capture]:
        """Its wanted pages that are not known; what came of it is in the tally."""
        account, begun = Account(), self._progress.of(file.name).offset
        async with aclosing(slices(self._run.pool, file, begun, self._question)) as parts:
            async for part in parts:
                account.take(part)
                for capture in filter(self._is_new, part.captures):
                    if not self._allowance.take():
                        break
                    account.found += 1
                    yield capture
                if self._allowance.is_spent:
                    break
                await self._reached(file, part)
        self._tell(file, account)

    async def _reached(self, file: WarcFile, part: Slice) -> None:
        if part.end is None:
            await self._progress.reached(file.name, 0, done=True)
        else:
            await self._progress.reached(file.name, part.end)

    def _is_new(self, capture: Capture) -> bool:
        key = url_key(capture.url)
        reason = self._run.seen.reason_to_skip_capture(capture.url, date_in_path(capture.url))
        if reason is None and key in self._met:
            reason = "known"
        if reason is not None:
            self._run.tally.skip(capture.url, reason)
            return False
        self._met.add(key)
        self._run.claim(capture.url)
        return True

    def _tell(self, file: WarcFile, account: Account) -> None:
        for reason, pages in account.passed_over.items():
            if reason != "elsewhere":
                self._run.tally.passed_over(reason, pages)
        self._run.tally.listing(
            _listing(file), account.came, candidates=account.found, problem=account.problem
        )
        problem = f"; {account.problem}" if account.problem else ""
        logger.info(
            "%s: %d records, %d pages to look at%s", file.name, account.records, account.found, problem
        )


def _listing(file: WarcFile) -> Listing:
    return Listing(file.shown, "ccnews", "")


def _judged_by(errand: Errand) -> str:
    """What the look at a page before it is read goes by."""
    config, store = errand.run.config, errand.run.store
    learned = newest_learned(store) if store is not None else None
    gazetteer = load_gazetteer(config.seeds.gazetteer)
    judged = f"{gazetteer.digest} {config.relevance.threshold} {learned.name if learned else ''}"
    return " ".join((judged, *config.crawl.languages))
