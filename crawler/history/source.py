"""What a source of past pages is, and what it is given to work with."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from scrapy import Request
from scrapy.settings import BaseSettings

from crawler.history.allowance import Allowance
from crawler.history.passage import Passage
from crawler.run import CrawlRun
from crawler.spiders.arguments import HistoryArguments
from pipelines.document import Capture


@dataclass(frozen=True, slots=True)
class Errand:
    """`allowance` is what is left of `-a limit` for all sources. `send` hands a request to Scrapy."""

    run: CrawlRun
    arguments: HistoryArguments
    settings: BaseSettings
    passage: Passage
    allowance: Allowance
    send: Callable[[Request], None]


class Source(Protocol):
    """A place where pages of the past can be had: made of an Errand, and used once.

    Requests bring their own callbacks. A capture goes to the pipeline as it is, and counts as fetched; the
    spider waits with the next one while too many are on their way.
    """

    def start(self) -> AsyncIterator[Request | Capture]:
        """All that it has, best or oldest first as suits it. What goes wrong is in the tally, not raised."""
