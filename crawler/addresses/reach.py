"""Where requests may go: the bounds that the settings give, and what is refused for lying outside of them."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.settings import BaseSettings

from crawler.addresses.public import Address, address_of, is_public
from pipelines.errors import ConfigurationError

Network = IPv4Network | IPv6Network
Endpoint = tuple[str, int]
"""Host as it is spelled, in lower case, and port."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
# What every reader of URLs reads in the same way: no credentials, escapes, zones or backslashes.
_PLAIN = re.compile(r"(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]*)?", re.IGNORECASE)


class AddressRefused(Exception):
    """A request that would go somewhere that is not public. Never worth another attempt."""


class SchemeRefused(AddressRefused):
    """A request that would not go by http or https."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`networks` may be asked beside what is public, on `ports`. `proxies` are the user's own word."""

    networks: tuple[Network, ...]
    ports: frozenset[int]
    proxies: frozenset[Endpoint]

    def allows(self, address: Address) -> bool:
        """Whether it is public, or the settings say so."""
        return is_public(address) or any(address in network for network in self.networks)

    def refuse(self, host: str, port: int) -> None:
        """For an address to connect to; raises AddressRefused."""
        self._refuse_port(port)
        try:
            address = ip_address(host)
        except ValueError as error:
            raise AddressRefused(f"{host} is no address") from error
        self._refuse_address(address, host)

    def refuse_url(self, url: str) -> None:
        """For what its spelling alone tells; raises AddressRefused. A name may lead anywhere still."""
        host, port = endpoint_of(url)
        self._refuse_port(port)
        if (host, port) in self.proxies:
            raise AddressRefused(f"{host}:{port} is the proxy, and no publisher")
        try:
            address = address_of(host)
        except ValueError as error:
            raise AddressRefused(str(error)) from error
        if address is not None:
            self._refuse_address(address, host)

    def _refuse_port(self, port: int) -> None:
        if port not in self.ports:
            raise AddressRefused(f"port {port} is not among ALLOWED_PORTS")

    def _refuse_address(self, address: Address, host: str) -> None:
        if not self.allows(address):
            also = "" if host == str(address) else f" ({address})"
            raise AddressRefused(f"{host}{also} is no public address, nor in ALLOWED_NETWORKS")


def reach_of(settings: BaseSettings) -> Reach:
    """Raises ConfigurationError naming the setting and the remedy."""
    ports = frozenset(_port(text) for text in settings.getlist("ALLOWED_PORTS"))
    if not ports:
        raise ConfigurationError("ALLOWED_PORTS is empty, so nothing could be fetched; give 80,443")
    networks = tuple(_network(text) for text in settings.getlist("ALLOWED_NETWORKS"))
    return Reach(networks, ports, frozenset(_proxies()))


def endpoint_of(url: str) -> Endpoint:
    """Of an http or https URL. Raises AddressRefused where they may be read in more than one way."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(f"{url[:200]}: {error}") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise SchemeRefused(f"{parts.scheme or 'no scheme'} is neither http nor https")
    if not host or not _PLAIN.fullmatch(parts.netloc):
        raise AddressRefused("the host is not written as everybody reads it")
    return host.lower().rstrip("."), _DEFAULT_PORTS[parts.scheme] if port is None else port


def _network(text: object) -> Network:
    try:
        return ip_network(str(text).strip())
    except ValueError as error:
        raise ConfigurationError(
            f"ALLOWED_NETWORKS={text}: {error}; give networks as 127.0.0.0/8, commas between"
        ) from error


def _port(text: object) -> int:
    written = str(text).strip()
    if not written.isascii() or not written.isdecimal() or not 1 <= int(written) <= 65535:
        raise ConfigurationError(f"ALLOWED_PORTS={text}: give ports from 1 to 65535, commas between")
    return int(written)


def _proxies() -> list[Endpoint]:
    """As Scrapy reads them: those of the environment for http and https."""
    named = getproxies()
    return [endpoint for scheme in _DEFAULT_PORTS if (endpoint := _endpoint(named.get(scheme, "")))]


def _endpoint(proxy: str) -> Endpoint | None:
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 80)
        return ((parts.hostname or "").lower(), port) if parts.hostname else None
    except ValueError:
        return None
