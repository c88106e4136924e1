"""`python -m bench plan`: how long a first crawl of the listed publishers takes on 1 to 32 machines, and why.

A simulation, no measurement. Of every host one page after the other, between them the delay, the mean of its
jitter and the time that an answer takes; on every machine so many pages a second for each core. A shard is
done when its slowest host is, and its cores are. How many pages a publisher has is assumed: as many as every
other (`--spread even`), or the largest number divided by its rank (`--spread ranked`). `--times 50` crawls
fifty publishers of the same size for each that is listed.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.pages import PROJECT
from crawler import settings
from crawler.publishers import Publisher, load_publishers, select
from crawler.shards import holder, shard_names

# Of an option that is not named like its field.
_FIELDS = {"delay": "delay_s", "answer": "answer_s", "rate": "pages_per_core_s"}


class Assumed(NamedTuple):
    """`pages` of the largest publisher; `pages_per_core_s` as `make bench` measures it."""

    pages: int
    spread: str
    times: int
    delay_s: float
    answer_s: float
    pages_per_core_s: float
    cores: int


class Site(NamedTuple):
    """A publisher; `name` decides on its shard."""

    name: str
    host: str
    pages: int


class Plan(NamedTuple):
    """Of so many machines; times in hours, of the shard that has most. `idle` machines have no publisher.

    `bound` is what the last shard waits for.
    """

    machines: int
    idle: int
    most_publishers: int
    delay_h: float
    cores_h: float
    hours: float
    bound: str
    speed_up: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table, or JSON Lines."""
    options = vars(_options(arguments))
    file, as_json = options.pop("file"), options.pop("json")
    assumed = Assumed(**options)
    sites = sites_of(load_publishers(file), assumed)
    plans = list(plans_of(sites, assumed))
    lines = (json.dumps(plan._asdict()) for plan in plans) if as_json else _told(plans, sites, assumed)
    for line in lines:
        print(line)
    return 0


def sites_of(everybody: Sequence[Publisher], assumed: Assumed) -> list[Site]:
    """Those that are enabled. Which of them has which rank nobody knows: a hash of the id draws it."""
    names = shard_names(everybody)
    drawn = sorted(select(everybody), key=lambda each: hashlib.sha256(each.id.encode()).digest())
    return [
        Site(f"{names[each.id]}{_mark(turn)}", f"{each.domains[0]}{_mark(turn)}", _pages(rank, assumed))
        for turn in range(assumed.times)
        for rank, each in enumerate(drawn, start=1)
    ]


def plans_of(
    sites: Sequence[Site], assumed: Assumed, counts: Sequence[int] = (1, 2, 4, 8, 16, 32)
) -> Iterator[Plan]:
    """For each number of machines."""
    alone_h = 0.0
    for machines in counts:
        plan = _plan(sites, assumed, machines)
        alone_h = alone_h or plan.hours
        yield plan._replace(speed_up=alone_h / plan.hours)


def _plan(sites: Sequence[Site], assumed: Assumed, machines: int) -> Plan:
    shards: dict[int, list[Site]] = {}
    for site in sites:
        shards.setdefault(holder(site.name, machines), []).append(site)
    delays = {shard: _slowest_host_h(held, assumed) for shard, held in shards.items()}
    cores = {shard: _cores_h(held, assumed) for shard, held in shards.items()}
    last = max(shards, key=lambda shard: max(delays[shard], cores[shard]))
    return Plan(
        machines=machines,
        idle=machines - len(shards),
        most_publishers=max(len(held) for held in shards.values()),
        delay_h=max(delays.values()),
        cores_h=max(cores.values()),
        hours=max(delays[last], cores[last]),
        bound="cores" if cores[last] > delays[last] else "a host's delay",
        speed_up=1.0,
    )


def _slowest_host_h(held: Sequence[Site], assumed: Assumed) -> float:
    pages: Counter[str] = Counter()
    for site in held:
        pages[site.host] += site.pages
    return max(pages.values()) * seconds_of_page(assumed) / 3600


def _cores_h(held: Sequence[Site], assumed: Assumed) -> float:
    return sum(site.pages for site in held) / (assumed.pages_per_core_s * assumed.cores) / 3600


def _pages(rank: int, assumed: Assumed) -> int:
    return assumed.pages if assumed.spread == "even" else max(1, assumed.pages // rank)


def _mark(turn: int) -> str:
    return f"-{turn}" if turn else ""


def seconds_of_page(assumed: Assumed) -> float:
    """From one page of a host to its next, on average."""
    return assumed.delay_s * (1 + settings.DOWNLOAD_DELAY_JITTER / 2) + assumed.answer_s


def _told(plans: Sequence[Plan], sites: Sequence[Site], assumed: Assumed) -> Iterator[str]:
    every_s, rate = seconds_of_page(assumed), assumed.pages_per_core_s
    pages = sum(site.pages for site in sites)
    yield f"{len(sites)} publishers, {pages} pages ({assumed.spread}), {assumed.cores} cores a machine"
    yield (
        f"a host gives a page every {every_s:.1f} s, a core reads {rate:g} in a second: "
        f"a machine keeps up with {rate * assumed.cores * every_s:.0f} hosts"
    )
    yield ""
    yield "machines    idle  most publishers  slowest host h  busiest cores h  done h  speed-up  bound by"
    for plan in plans:
        yield (
            f"{plan.machines:>8}{plan.idle:>8}{plan.most_publishers:>17}{plan.delay_h:>16.2f}"
            f"{plan.cores_h:>17.2f}{plan.hours:>8.2f}{plan.speed_up:>10.2f}  {plan.bound}"
        )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench plan", description=__doc__)
    shown = "(default: %(default)s)"
    most = settings.ARTICLES_PER_PUBLISHER
    for name, kind, default, what in (
        ("pages", int, most, "of the largest publisher"),
        ("times", int, 1, "as many publishers as are listed"),
        ("delay", float, settings.DOWNLOAD_DELAY, "seconds between an answer and the next request"),
        ("answer", float, 0.5, "seconds until a page has come"),
        ("rate", float, 6.7, "pages a second and core"),
        ("cores", int, 2, "of a machine"),
    ):
        parser.add_argument(
            f"--{name}", type=kind, default=default, help=f"{what} {shown}", dest=_FIELDS.get(name, name)
        )
    parser.add_argument("--spread", choices=("even", "ranked"), default="even", help=shown)
    parser.add_argument("--file", type=Path, default=PROJECT / "seeds" / "publishers.toml", help=shown)
    parser.add_argument("--json", action="store_true", help="print JSON Lines")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
