"""Which addresses are public, and which hosts spell one."""

from ipaddress import ip_address

import pytest

from crawler.addresses.public import address_of, is_public
from tests.addresses.spellings import NAME_TO_LOOPBACK, SPELLINGS

_NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1
2002:7f00:1:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%lo 2606:4700::1111%lo fec0::1 ff02::1
"""
_PUBLIC = """
1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.0.1 223.255.255.255
2606:4700:4700::1111 2a00:1450:4001::200e 2400:cb00::1
"""


@pytest.mark.parametrize("text", _NOT_PUBLIC.split())
def test_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", _PUBLIC.split())
def test_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("0X7F000001", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("169.16689662", "169.254.169.254"),
        ("127.0.0.1.", "127.0.0.1"),
        ("[::1]", "::1"),
        ("LocalHost", "127.0.0.1"),
        ("any.localhost.", "127.0.0.1"),
        ("ip6-loopback", "127.0.0.1"),
        ("8.8.8.8", "8.8.8.8"),
    ],
)
def test_spelled(host: str, address: str) -> None:
    assert str(address_of(host)) == address


@pytest.mark.parametrize(
    "host", ["daily.example", "1.example", "0x7f.example", "localhost.example", "a-1", "x"]
)
def test_names(host: str) -> None:
    assert address_of(host) is None


@pytest.mark.parametrize(
    "host", ["4294967296", "1.2.3.4.5", "256.0.0.1", "127.0.0.0x", "09.1", "daily.example.1"]
)
def test_numbers_that_are_no_address(host: str) -> None:
    with pytest.raises(ValueError, match="no address and no name"):
        address_of(host)


def test_the_spellings_of_the_routes_differ() -> None:
    assert len(set(SPELLINGS)) == 23
    assert NAME_TO_LOOPBACK in SPELLINGS
