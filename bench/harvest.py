"""`python -m bench harvest`: what a crawl finds of a web whose truth is known, and what it costs.

1,200 articles of six publishers, a third of them related to the seeds, a tenth of these named by no listing.
The real crawl goes over it best-first and breadth-first; the order of requests is the server's. Then again
over the unchanged web, and once more when new articles have come.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench.crawl import CrawlFailed
from bench.focus.articles import HOSTS, SIZE, Article, Host, articles
from bench.focus.crawls import Seen, Web, proving_web
from bench.focus.curves import curve_of
from bench.focus.result import Harvest, Run
from bench.focus.traps import without_session
from bench.harvest_report import table
from bench.pages import PROJECT
from bench.processes import TookTooLong

RESULTS = PROJECT / "bench-results"
_BREADTH_FIRST = "CANDIDATE_ORDER=breadth"


class Later(NamedTuple):
    """A crawl without bounds, one more over the same web, and one when new articles have come.

    `early` is half of what 98 % took `whole`, or of all its article requests where it never had so many;
    `found_early` are the related articles that so many brought.
    """

    whole: Run
    again: Run
    grown: Run
    needed_for_98: int | None
    early: int
    found_early: int


def measure_harvest(folder: Path, size: int = SIZE, hosts: Sequence[Host] = HOSTS) -> Harvest:
    """Five crawls, their archives and logs in `folder`. Raises CrawlFailed or TookTooLong."""
    told = articles(size, hosts)
    there = [article for article in told if not article.new]
    half = len(there) // (2 * len(hosts))
    bound = f"ARTICLES_PER_PUBLISHER={half}"
    with proving_web(size, hosts) as web:
        best = web.crawl(folder / "best", bound)
        breadth = web.crawl(folder / "breadth", bound, _BREADTH_FIRST)
        later = measure_later(web, folder / "whole", told)
    by_url = {article.url: article for article in told}
    return Harvest(
        articles=len(there),
        related=sum(article.related for article in there),
        unlisted=sum(article.related and not article.listed for article in there),
        new_related=sum(article.related and article.new for article in told),
        half=half,
        best=_run(best, told),
        breadth=_run(breadth, told),
        early=later.early,
        found_early=(later.found_early, curve_of(breadth.asked, by_url).found_after(later.early)),
        whole=later.whole,
        again=later.again,
        grown=later.grown,
        needed_for_98=later.needed_for_98,
    )


def measure_later(web: Web, folder: Path, told: Sequence[Article]) -> Later:
    """Three crawls into one archive. Raises CrawlFailed or TookTooLong."""
    whole = web.crawl(folder)
    again = web.crawl(folder)
    web.grow()
    grown = web.crawl(folder)
    related = sum(article.related and not article.new for article in told)
    curve = curve_of(whole.asked, {article.url: article for article in told})
    needed = curve.needed(-(-98 * related // 100))
    early = (needed or curve.requests) // 2
    return Later(
        whole=_run(whole, told),
        again=_run(again, told, before=whole.archived),
        grown=_run(grown, told, before=again.archived, new=True),
        needed_for_98=needed,
        early=early,
        found_early=curve.found_after(early),
    )


def _run(seen: Seen, told: Sequence[Article], before: Collection[str] = (), *, new: bool = False) -> Run:
    """`before` were archived already; of what is archived those count that belong and are `new`."""
    curve = curve_of(seen.asked, {article.url: article for article in told})
    articles_there = sum(not article.new for article in told)
    wanted = {article.url for article in told if article.related and article.new == new}
    archived = {without_session(url) for url in seen.archived} - {without_session(url) for url in before}
    return Run(
        found=tuple(curve.found_after(articles_there * tenth // 10) for tenth in range(11)),
        article_requests=curve.requests,
        listing_requests=len(seen.asked) - curve.requests,
        traps=curve.traps,
        forbidden=curve.forbidden,
        bytes=seen.sent,
        archived=len(archived & wanted),
        wall_s=seen.wall_s,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where every crawl ran, whatever the figures; 1 where one of them failed."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="harvest-") as scratch:
        try:
            harvest = measure_harvest(options.keep or Path(scratch), options.articles)
        except (CrawlFailed, TookTooLong) as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    print(table(harvest))
    print(f"\nFigures: {_write(harvest, options.results)}")
    if options.plot:
        # Only here is matplotlib needed, which takes a second to import.
        from bench.harvest_plot import plot

        plot(harvest, options.plot)
    return 0


def _write(harvest: Harvest, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"harvest-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
    sums = {
        "recall": harvest.recall,
        "ratio": harvest.ratio,
        "early_ratio": harvest.early_ratio,
        "bytes_again": harvest.bytes_again,
    }
    file.write_text(json.dumps(asdict(harvest) | sums, indent=2) + "\n", encoding="utf-8")
    return file


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench harvest", description=__doc__)
    parser.add_argument("--articles", type=int, default=SIZE, help="so many of them (default: %(default)s)")
    parser.add_argument("--plot", type=Path, help="draw the curves into this SVG file")
    parser.add_argument("--keep", type=Path, help="leave the archives and logs of the crawls in this folder")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the figures")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
