"""A host that gives no answer, in whatever way, is left alone."""

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.settings import Settings
from twisted.internet.error import ConnectError

from crawler.middlewares.not_asked import HostSilent
from crawler.middlewares.pacing import PacingMiddleware
from crawler.pace import Manners
from crawler.totals import Bound, Totals


@pytest.mark.parametrize(
    "kind",
    [CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError, ConnectError],
)
def test_after_twelve_times_in_a_row(kind: type[Exception]) -> None:
    """The line is gone, the server is being updated: page after page would fail, and rest for a day each."""
    crawler: Any = SimpleNamespace(engine=None, settings=Settings({"USER_AGENT": "CorpusCrawler/1.0"}))
    bound = Bound(1000, 1000)
    middleware = PacingMiddleware(crawler, Manners(2.0, 30.0, 60.0, 120.0), Totals(bound, bound), 0.5)
    for _ in range(12):
        middleware.process_request(Request("http://daily.example/news"))
        middleware.process_exception(Request("http://daily.example/news"), kind("gone"))
    with pytest.raises(HostSilent):
        middleware.process_request(Request("http://daily.example/news"))
    middleware.process_request(Request("http://other.example/news"))
