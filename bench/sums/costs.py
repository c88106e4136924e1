"""What a page costs and takes: three crawls of saved pages, and what they leave."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from bench.crawl import Crawled, crawl
from bench.pages import SavedPage
from bench.sums.sizes import Sizes, weighed
from bench.web import Source, load_pages, web_of_pages

_SLOWEST_S = 1800.0
_THRESHOLD = 0.5


class Costs(NamedTuple):
    """CPU seconds of all processes for a page that is archived, and for one turned away for its subject.

    `sizes` are of an archive of all the pages.
    """

    kept: float
    rejected: float
    sizes: Sizes


def measured_costs(source: Source, count: int) -> Costs:
    """By the difference of large and small crawls, so that their starts do not count. Raises CrawlFailed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        few = _crawled(source, count // 4, Path(scratch) / "few", threshold=0.0)
        all_kept = _crawled(source, count, Path(scratch) / "kept", threshold=0.0)
        judged = _crawled(source, count, Path(scratch) / "judged", threshold=_THRESHOLD)
        pages = load_pages(source, count)
        sizes = weighed(all_kept.archive, sum(len(page.body) for page in pages) / len(pages))
    kept = (all_kept.usage.cpu_s - few.usage.cpu_s) / (all_kept.record.archived - few.record.archived)
    start = few.usage.cpu_s - kept * few.record.archived
    away = judged.record.rejected - all_kept.record.rejected
    rejected = (judged.usage.cpu_s - start - kept * judged.record.archived) / max(1, away)
    return Costs(kept, rejected, sizes)


def _crawled(source: Source, count: int, folder: Path, *, threshold: float) -> Crawled:
    pages: tuple[SavedPage, ...] = load_pages(source, count)
    with web_of_pages(source, count) as proxy:
        return crawl(pages, proxy, folder, threshold=threshold, timeout_s=_SLOWEST_S)
