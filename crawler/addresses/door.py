"""The one door out of a process that fetches: every connection passes it, at the address that it is made to.

Twisted's reactor makes them. Behind the door nothing is looked up any more, so redirects, rebinding and
whatever spelling a resolver understands come to the same question.
"""

from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IResolverSimple
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.addresses.reach import Reach, reach_of

# What a name is told to stand for that stands for the proxy; nobody can connect to it.
_NOWHERE = "255.255.255.255"


@implementer(IResolverSimple)
class Door:
    """Scrapy's TWISTED_DNS_RESOLVER: what is set there is put on the reactor before it runs.

    A proxy's address is open to who asks for the proxy by its name, and closed to all others.
    """

    def __init__(self, reactor: Any, lookup: Any, reach: Reach) -> None:
        self._reactor = reactor
        self._lookup = lookup
        self._reach = reach
        self._connect = reactor.connectTCP
        self._proxy_names = {host for host, _ in reach.proxies}
        self._proxies = set(reach.proxies)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """Scrapy's way in. Its own resolver looks names up: addresses of IPv4, kept for the run."""
        lookup = CachingThreadedResolver.from_crawler(crawler, reactor)
        return cls(reactor, lookup, reach_of(crawler.settings))

    def install_on_reactor(self) -> None:
        """From now on for the whole process."""
        self._reactor.installResolver(self)
        self._reactor.connectTCP = self.connect

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        """Twisted asks for every host that it is to connect to, addresses included."""
        with suppress(ValueError):
            if isinstance(ip_address(name), IPv6Address):
                return succeed(name)
        found: Deferred[str] = self._lookup.getHostByName(name, timeout)
        return found.addCallback(self._found, name.lower())

    def connect(self, host: str, port: int, *arguments: Any, **named: Any) -> Any:
        """The reactor's connectTCP. Raises AddressRefused."""
        if (host.lower(), port) not in self._proxies:
            self._reach.refuse(host, port)
        return self._connect(host, port, *arguments, **named)

    def _found(self, address: str, name: str) -> str:
        """The proxy is known by its address from now on, and no other name leads there."""
        if name in self._proxy_names:
            self._proxies |= {(address, port) for host, port in self._reach.proxies if host == name}
            return address
        is_the_proxy = any(address == host for host, _ in self._proxies)
        return _NOWHERE if is_the_proxy and not self._reach.allows(ip_address(address)) else address
