"""Captures on their way: never more than the bound, where Scrapy alone would let all of them go at once."""

import json
import subprocess
import sys

import pytest

from tests.crawl.crawling import ROOT

_CAPTURES = 120

# A spider whose start yields captures, and a pipeline that takes its time; in a process, as Scrapy wants.
_PROGRAM = """
import asyncio, json, sys
from datetime import UTC, datetime
from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from crawler.history.passage import Passage
from pipelines.document import Capture

class Slow:
    under_way = peak = done = 0
    async def process_item(self, item):
        Slow.under_way += 1
        Slow.peak = max(Slow.peak, Slow.under_way)
        await asyncio.sleep(0.02)
        Slow.under_way -= 1
        Slow.done += 1
        return item

class Yielding(Spider):
    name = "yielding"
    async def start(self):
        passage = Passage(None, 8, 10**9)
        async def left(item):
            await passage.leave(item, lost=False)
        self.crawler.signals.connect(left, signals.item_scraped, weak=False)
        for number in range(COUNT):
            capture = Capture(url=f"http://a.example/{number}", final_url="http://a.example/", status=200,
                headers=(), fetched=datetime.now(UTC), body=b"x", publisher=None, discovered_via=None)
            if sys.argv[1] == "bounded":
                await passage.enter(capture)
            yield capture

process = AsyncCrawlerProcess({"ITEM_PIPELINES": {Slow: 1}, "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False})
process.crawl(Yielding)
process.start()
print(json.dumps([Slow.peak, Slow.done]))
"""


@pytest.mark.parametrize(("how", "bound"), [("bounded", 8), ("free", _CAPTURES)])
def test_what_start_yields_is_bounded(how: str, bound: int) -> None:
    program = _PROGRAM.replace("COUNT", str(_CAPTURES))
    done = subprocess.run(
        [sys.executable, "-c", program, how], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    peak, count = json.loads(done.stdout)
    assert count == _CAPTURES
    if how == "bounded":
        assert peak == bound
    else:
        # This is why there is a passage; should Scrapy come to push back itself, it can go.
        assert peak > 8
