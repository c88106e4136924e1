"""`python -m bench.real_pages`: crawls the real pages beside the project and tells what became of each.

Twice, each time into a fresh archive: with every page accepted, then with the real threshold. Every page
must be accounted for and both archives must verify; the exit code is 1 where they do not. Pages that are
not there are not a failure: a sentence says so.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.crawl import Crawled, crawl
from bench.pages import SHARED, SavedPage, has_shared_pages
from bench.web import load_pages, web_of_pages
from pipelines.archive import Archive, DocumentRow, FailureRow, LogRow, RejectionRow, verify
from pipelines.config import RelevanceConfig
from pipelines.urls import url_key

ABSENT = "needs ../shared/data/pages: absent"

_TIMEOUT_S = 900.0
_DAY = len("2026-11-22")


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the pages of one crawl; `unaccounted` and `findings` should be empty."""

    threshold: float
    pages: int
    fetched: int
    archived: int
    rejected: int
    failed: int
    abandoned: int
    skipped: dict[str, int]
    unaccounted: list[str]
    findings: list[str]
    languages: dict[str, int]
    dates: dict[str, int]
    rejections: dict[str, list[str]]
    failures: dict[str, list[str]]
    listing_problems: list[str]

    @property
    def adds_up(self) -> bool:
        """Whether the three ends add up to what was fetched, and every page came to one of them."""
        ends = self.archived + self.rejected + self.failed
        return ends == self.fetched and not self.abandoned and not self.unaccounted and not self.findings


def account(crawled: Crawled, pages: Sequence[SavedPage], threshold: float) -> Account:
    """Reads the archive that the crawl has left."""
    archive, record = Archive.open(str(crawled.archive)), crawled.record
    rows = rows_by_key(archive)
    documents = [row for row in archive.log_rows() if isinstance(row, DocumentRow) and row.url is not None]
    return Account(
        threshold=threshold,
        pages=len(pages),
        fetched=record.fetched,
        archived=record.archived,
        rejected=record.rejected,
        failed=record.failed,
        abandoned=record.abandoned,
        skipped=dict(record.skipped_by_reason),
        unaccounted=[page.url for page in pages if url_key(page.url) not in rows],
        findings=[f"{finding.key}: {finding.problem}" for finding in verify(archive.store).findings],
        languages=_counted(row.language or "und" for row in documents),
        dates=_counted(_precision(row.published) for row in documents),
        rejections=_by_slug((row.reason, row) for row in archive.rejections()),
        failures=_by_slug((row.cause, row) for row in archive.failures()),
        listing_problems=[f"{each.url}: {each.problem}" for each in record.listings if each.problem],
    )


def rows_by_key(archive: Archive) -> dict[str, LogRow]:
    """The newest row of the log for each URL key that any row names."""
    return {key: row for row in archive.log_rows() for key in row.keys}


def _precision(published: str | None) -> str:
    if published is None:
        return "none"
    return "day" if len(published) == _DAY else "time"


def _counted(names: Iterator[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())


def _by_slug(rows: Iterator[tuple[str, RejectionRow | FailureRow]]) -> dict[str, list[str]]:
    slugs: dict[str, list[str]] = {}
    for slug, row in rows:
        slugs.setdefault(slug, []).append(f"{row.url} ({row.detail})")
    return slugs


def describe(told: Account) -> Iterator[str]:
    """The account in lines for people."""
    yield f"\nThreshold {told.threshold:g}: of {told.pages} pages"
    yield (
        f"  fetched {told.fetched} = archived {told.archived} + rejected {told.rejected}"
        f" + failed {told.failed}; not fetched {told.skipped or 'none'}"
    )
    yield f"  unaccounted: {', '.join(told.unaccounted) or 'none'}"
    yield f"  verify: {'; '.join(told.findings) or 'clean'}"
    yield f"  languages: {_listed(told.languages)}"
    yield f"  dates: {_listed(told.dates)}"
    for slug, pages in (*told.rejections.items(), *told.failures.items()):
        yield f"  {slug} {len(pages)}, such as {pages[0]}"
    yield f"  listings with a problem: {'; '.join(told.listing_problems) or 'none'}"


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def crawl_and_account(count: int | None, thresholds: Sequence[float], folder: Path) -> Iterator[Account]:
    """One crawl for each threshold, its archive in a folder of its own under `folder`."""
    pages = load_pages("shared", count)
    with web_of_pages("shared", count) as proxy:
        for threshold in thresholds:
            place = folder / f"threshold-{threshold:g}"
            crawled = crawl(pages, proxy, place, threshold=threshold, timeout_s=_TIMEOUT_S)
            yield account(crawled, pages, threshold)


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl, account, tell."""
    options = _options(arguments)
    if not has_shared_pages():
        print(f"Nothing measured: {ABSENT} (looked in {SHARED})")
        return 0
    thresholds = (0.0, RelevanceConfig().threshold)
    with tempfile.TemporaryDirectory(prefix="real-pages-") as scratch:
        told = []
        for each in crawl_and_account(options.pages, thresholds, options.keep or Path(scratch)):
            print("\n".join(describe(each)), flush=True)
            told.append(each)
    if options.keep:
        (options.keep / "account.json").write_text(json.dumps([asdict(each) for each in told], indent=2))
    return 0 if all(each.adds_up for each in told) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.real_pages", description=__doc__)
    parser.add_argument("--pages", type=int, help="so many of them (default: all)")
    parser.add_argument("--keep", type=Path, help="a new folder to leave the archives and account.json in")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
