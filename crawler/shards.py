"""Which of several crawls a publisher falls to: `-a shard=1/8`.

By rendezvous hashing (Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", IEEE/ACM
Transactions on Networking 6(1), 1998): each shard has a lot for each name, and the highest lot has it. Nobody
need be told who has what, and one shard more takes its part from all others and moves nothing between them.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crawler.discovery.domains import registrable_domain
from crawler.publishers import Publisher
from pipelines.urls import canonical_url, host_of

_MOST = 10_000
_SHARD = re.compile(r"([0-9]{1,5})/([0-9]{1,5})")


class Shard(NamedTuple):
    """The `number`th of `of` crawls that share the publishers; 1 to `of`, both included."""

    number: int
    of: int


def parse_shard(text: str) -> Shard:
    """Of `1/8`, the first of eight. Raises ValueError for anything else."""
    match = _SHARD.fullmatch(text.strip())
    shard = Shard(int(match[1]), int(match[2])) if match else Shard(0, 0)
    if not 1 <= shard.number <= shard.of <= _MOST:
        raise ValueError(f"give one of how many, from 1/8 to 8/8 for eight; at most {_MOST}")
    return shard


def in_shard(
    chosen: Iterable[Publisher], everybody: Sequence[Publisher], shard: Shard
) -> tuple[Publisher, ...]:
    """Those of `chosen` that fall to this shard, in their order.

    `everybody` are all publishers of the file: what a crawl leaves out must not move the others.
    """
    names = shard_names(everybody)
    return tuple(each for each in chosen if holder(names[each.id], shard.of) == shard.number)


def holder(name: str, shards: int) -> int:
    """The shard, from 1, that draws the highest lot for `name`."""
    return max(range(1, shards + 1), key=lambda number: _lot(name, number))


def shard_names(everybody: Sequence[Publisher]) -> dict[str, str]:
    """By id, what decides on its shard: the first, in the alphabet, of the domains that hang together.

    Publishers whose pages or listings lie under one registrable domain are asked by one crawl, which keeps
    its delay between all its requests to a host; so are those that such a publisher links.
    """
    domains = {each.id: _domains(each) for each in everybody}
    leads: dict[str, str] = {}
    for group in domains.values():
        first = min(_lead(domain, leads) for domain in group)
        leads.update({_lead(domain, leads): first for domain in group})
    return {name: _lead(min(group), leads) for name, group in domains.items()}


def _lead(domain: str, leads: dict[str, str]) -> str:
    """Where the way over the domains before it ends."""
    while (before := leads.setdefault(domain, domain)) != domain:
        domain = before
    return domain


def _domains(publisher: Publisher) -> set[str]:
    return {registrable_domain(host) for host in _hosts(publisher)}


def _hosts(publisher: Publisher) -> Iterator[str]:
    yield from publisher.domains
    for listing in publisher.listings:
        yield host_of(canonical_url(listing.url))


def _lot(name: str, number: int) -> bytes:
    return hashlib.sha256(f"{number} {name}".encode()).digest()
