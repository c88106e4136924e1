"""Proves before the first request that all requests go out by the door, by knocking at what is closed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.settings import BaseSettings
from twisted.internet.endpoints import HostnameEndpoint

from crawler.addresses.public import address_of
from crawler.addresses.reach import AddressRefused, Reach
from crawler.middlewares.addresses import AddressMiddleware
from pipelines.errors import ConfigurationError

# Loopback by address, by name and by IPv6, then addresses of documentation, for who may ask loopback.
_CLOSED = ("127.0.0.1", "localhost", "[::1]", "192.0.2.1", "[2001:db8::1]")
_WITHIN_S = 5.0
_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


class Proof:
    """Of one crawler; `problem` is why nothing was fetched, None where the door is shut as it should be."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.problem: str | None = None
        crawler.signals.connect(self.prove, signals.spider_opened)

    async def prove(self) -> None:
        """Opens the way for requests, or closes the spider before its first."""
        middleware = self._crawler.get_downloader_middleware(AddressMiddleware)
        if middleware is None:
            self.problem = "AddressMiddleware is not among DOWNLOADER_MIDDLEWARES"
        else:
            self.problem = await self._problem(middleware.reach)
        if self.problem is not None or middleware is None:
            raise CloseSpider("unguarded")
        middleware.is_open = True

    def require(self) -> None:
        """After the crawl; raises ConfigurationError where there was none."""
        if self.problem is not None:
            raise ConfigurationError(
                f"the guard of addresses is not in force ({self.problem}), so nothing was fetched; leave "
                "TWISTED_DNS_RESOLVER, DOWNLOAD_HANDLERS and DOWNLOADER_MIDDLEWARES alone"
            )

    async def _problem(self, reach: Reach) -> str | None:
        """All doors at once."""
        knocks = [(scheme, place) for place in _closed(reach) for scheme in ("http", "https")]
        with _without_pause():
            answers = await asyncio.gather(*(self._knock(f"{scheme}://{place}/") for scheme, place in knocks))
        for (scheme, place), answer in zip(knocks, answers, strict=True):
            if answer is not None:
                return f"{scheme} to {place} was not refused: {answer}"
        return None

    async def _knock(self, url: str) -> str | None:
        """Past all middlewares, at the handler itself; None where the door refused it."""
        assert self._crawler.engine is not None
        handlers = self._crawler.engine.downloader.handlers
        try:
            response = await handlers.download_request_async(
                Request(url, meta={"download_timeout": _WITHIN_S})
            )
        except AddressRefused:
            return None
        except Exception as error:  # noqa: BLE001 - whatever came of it, it was not the door
            return f"{type(error).__name__}: {error}"[:200]
        return f"status {response.status}"


@contextmanager
def _without_pause() -> Iterator[None]:
    """Twisted waits 0.3 s between the last address that it tries and saying that none was reached.

    Nobody else connects meanwhile: the way is closed to all requests.
    """
    pause_s = HostnameEndpoint._DEFAULT_ATTEMPT_DELAY
    HostnameEndpoint._DEFAULT_ATTEMPT_DELAY = 0.0
    try:
        yield
    finally:
        HostnameEndpoint._DEFAULT_ATTEMPT_DELAY = pause_s


def refuse_other_reactor(settings: BaseSettings) -> None:
    """Raises ConfigurationError where connections would be made by something that has no such door."""
    if settings["TWISTED_REACTOR"] != _REACTOR or not settings.getbool("TWISTED_REACTOR_ENABLED"):
        raise ConfigurationError(
            f"the guard of addresses needs Twisted's asyncio reactor; leave TWISTED_REACTOR = {_REACTOR} and "
            "TWISTED_REACTOR_ENABLED as they are"
        )


def _closed(reach: Reach) -> list[str]:
    """Host and port: what the address alone forbids, unless the settings open it, and what the port does."""
    busy = reach.ports | {port for _, port in reach.proxies}
    open_port = min(reach.ports - {port for _, port in reach.proxies}, default=None)
    closed_port = next(port for port in range(1, 65536) if port not in busy)
    addresses = {host: address_of(host) for host in _CLOSED}
    forbidden = [host for host, address in addresses.items() if address and not reach.allows(address)]
    return [*(f"{host}:{open_port or closed_port}" for host in forbidden), f"{_CLOSED[0]}:{closed_port}"]
