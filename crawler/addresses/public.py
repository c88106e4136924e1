"""Which addresses everybody can reach, and which host names are addresses.

The tables are IANA's registries of special-purpose addresses (RFC 6890 and its successors), written out here:
what `ipaddress` calls global changes with the version of Python.
"""

import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # the metadata server of one cloud, at an address that looks public
        "169.254.0.0/16",  # link-local, and the metadata servers of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation, as are 198.51.100 and 203.0.113
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, with broadcast at its end
    )
)
# Of IPv6 only global unicast is public, and of that not what is no place or hides an address of IPv4.
_GLOBAL_UNICAST = ip_network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ip_network(text)
    for text in (
        "2001::/23",  # protocol assignments, with Teredo and ORCHID
        "2001:db8::/32",  # documentation, as is 3fff
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)

_LOOPBACK_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback")
_ENDS_IN_A_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")


def is_public(address: Address) -> bool:
    """Whether it is somewhere in the open internet; multicast, NAT64 and mapped addresses are not."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    # A zone is of this machine.
    if address.scope_id is not None or address not in _GLOBAL_UNICAST:
        return False
    return not any(address in network for network in _NOT_PUBLIC_6)


def address_of(host: str) -> Address | None:
    """The address that `host` spells or always stands for, in any way that a C library reads; else None.

    Raises ValueError where it looks like a number and is no address: who reads it may find one all the same.
    """
    host = host.strip("[]").rstrip(".").lower()
    if host in _LOOPBACK_NAMES or host.endswith(".localhost"):
        return IPv4Address("127.0.0.1")
    with suppress(ValueError):
        return ip_address(host)
    # As in the URL Standard: such a host is an address of IPv4 or none at all.
    if not _ENDS_IN_A_NUMBER.search(host):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError as error:
        raise ValueError(f"{host} is no address and no name") from error
