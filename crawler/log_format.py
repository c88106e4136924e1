"""Log lines for cron: no line per page, no body in any line."""

from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from twisted.python.failure import Failure


class QuietLogFormatter(LogFormatter):
    """The tally and the run record say what became of each page; the log need not."""

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> None:
        """None means no line: an item is a page with its body. (Scrapy allows it and does not type it.)"""

    def crawled(  # type: ignore[override]
        self, request: Request, response: Response, spider: Spider
    ) -> None:
        """Nothing."""
