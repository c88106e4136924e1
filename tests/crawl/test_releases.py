"""What a publisher's budget pays for, and that no fault of ours holds up what waits."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request

from crawler.budget import Budget
from crawler.discovery.candidate import Candidate
from crawler.discovery.frontier import Frontier
from crawler.discovery.orders import NewestFirst
from crawler.item_pipeline import PagePipeline
from crawler.run import CrawlRun
from crawler.seen import Seen
from crawler.spiders.articles import Articles
from crawler.spiders.releases import AT_ONCE, Releases
from crawler.window import ANY_DATE
from pipelines.document import Capture
from pipelines.worker import WorkerPool
from tests.archive.pages import document

PUBLISHER = "aare"


class BrokenPool:
    """A worker pool with a fault of ours in it."""

    async def process(self, capture: Capture) -> Any:
        raise ZeroDivisionError(capture.url)


def run() -> CrawlRun:
    return CrawlRun(
        id="test",
        publishers=(),
        seen=Seen(lambda _: None, ANY_DATE, timedelta(), lambda: document("a").capture.fetched),
        window=ANY_DATE,
        pool=cast("WorkerPool", BrokenPool()),
        ingest=None,
        commit_every_s=60,
        pages_per_article=1,
    )


def releases(articles: int, waiting: int, sent: list[str], limit: int | None = None) -> Releases:
    frontier = Frontier(NewestFirst, limit)
    frontier.open(PUBLISHER)
    for number in range(waiting):
        frontier.add(Candidate(f"https://aare.example/{number}", PUBLISHER, None, None, "feed"))
    budget = Budget(articles, minutes=0, link_depth=1, order="breadth", least_chance=0)

    def send(request: Request) -> None:
        sent.append(request.url)

    crawl = run()
    made = Releases(crawl, frontier, Articles(crawl), budget, send, limit)
    made.begin(frontier.close(PUBLISHER))
    return made


def test_what_robots_forbids_costs_no_budget() -> None:
    sent: list[str] = []
    spending = releases(2, 5, sent)
    assert len(sent) == 2
    spending.forbidden(PUBLISHER, sent[0])
    spending.ended(PUBLISHER, sent[1], related=True)
    assert len(sent) == 3
    spending.ended(PUBLISHER, sent[2], related=None)
    assert len(sent) == 3


def test_nor_does_it_cost_a_place_within_the_limit() -> None:
    sent: list[str] = []
    spending = releases(10, 5, sent, limit=2)
    assert len(sent) == 2
    spending.forbidden(PUBLISHER, sent[0])
    assert len(sent) == 3
    spending.ended(PUBLISHER, sent[1], related=True)
    assert len(sent) == 3


def test_a_fault_of_ours_loses_its_page_and_not_those_behind_it() -> None:
    sent: list[str] = []
    crawl = run()
    crawl.follower = cast("Any", releases(10, AT_ONCE + 1, sent))
    pipeline = PagePipeline(cast("Any", SimpleNamespace(spider=SimpleNamespace(run=crawl))))
    lost = document("a").capture.model_copy(update={"url": sent[0], "publisher": PUBLISHER})
    with pytest.raises(ZeroDivisionError):
        asyncio.run(pipeline.process_item(lost))
    assert len(sent) == AT_ONCE + 1
