"""The door by itself: who may have which address, and what a proxy's is to others."""

from collections.abc import Sequence

import pytest
from scrapy.settings import Settings
from twisted.internet.defer import Deferred, succeed

from crawler.addresses.door import Door
from crawler.addresses.reach import AddressRefused, reach_of


class Lookup:
    """Names and what they stand for."""

    def __init__(self, **names: str) -> None:
        self._names = {name.replace("_", "."): address for name, address in names.items()}

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        return succeed(self._names.get(name, name))


class Reactor:
    """Remembers who was connected to."""

    def __init__(self) -> None:
        self.connected: list[tuple[str, int]] = []
        self.resolver: object = None

    def installResolver(self, resolver: object) -> None:
        self.resolver = resolver

    def connectTCP(self, host: str, port: int, factory: object, timeout: float = 30) -> None:
        self.connected.append((host, port))


def door_of(lookup: Lookup, **settings: object) -> tuple[Door, Reactor]:
    reactor = Reactor()
    defaults = {"ALLOWED_PORTS": [80, 443, 3128], "ALLOWED_NETWORKS": []}
    door = Door(reactor, lookup, reach_of(Settings({**defaults, **settings})))
    door.install_on_reactor()
    assert reactor.resolver is door
    return door, reactor


def looked_up(door: Door, name: str) -> str:
    found: list[str] = []
    door.getHostByName(name).addCallback(found.append)
    return found[0]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_the_address_decides() -> None:
    door, reactor = door_of(Lookup(daily_example="93.184.215.14", inside_example="10.0.0.1"))
    reactor.connectTCP(looked_up(door, "daily.example"), 80, None)
    for host, port in ((looked_up(door, "inside.example"), 80), ("93.184.215.14", 22), ("daily.example", 80)):
        with pytest.raises(AddressRefused):
            reactor.connectTCP(host, port, None)
    assert reactor.connected == [("93.184.215.14", 80)]


def test_addresses_of_ipv6_come_to_the_door_too() -> None:
    door, reactor = door_of(Lookup())
    for host in ("::1", "::ffff:127.0.0.1", "fe80::1%lo"):
        with pytest.raises(AddressRefused):
            reactor.connectTCP(looked_up(door, host), 80, None)
    reactor.connectTCP(looked_up(door, "2606:4700:4700::1111"), 443, None)
    assert reactor.connected == [("2606:4700:4700::1111", 443)]


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:3128", "http://proxy.internal:3128"])
def test_the_proxy_is_open_to_who_asks_for_it_by_name(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    name = proxy.split("/")[2].partition(":")[0]
    door, reactor = door_of(Lookup(proxy_internal="127.0.0.1", evil_example="127.0.0.1"))
    reactor.connectTCP(looked_up(door, name), 3128, None)
    assert reactor.connected == [("127.0.0.1", 3128)]
    for host, port in ((looked_up(door, "evil.example"), 3128), (looked_up(door, name), 80)):
        with pytest.raises(AddressRefused):
            reactor.connectTCP(host, port, None)


def test_a_tunnel_names_the_proxy_to_the_reactor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.internal:3128")
    _, reactor = door_of(Lookup(proxy_internal="10.0.0.9"))
    reactor.connectTCP("proxy.internal", 3128, None)
    with pytest.raises(AddressRefused):
        reactor.connectTCP("proxy.internal", 80, None)


def test_what_is_allowed_by_its_network_is_so_beside_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    door, reactor = door_of(Lookup(near_example="127.0.0.1"), ALLOWED_NETWORKS="127.0.0.0/8")
    reactor.connectTCP(looked_up(door, "near.example"), 80, None)
    assert reactor.connected == [("127.0.0.1", 80)]
