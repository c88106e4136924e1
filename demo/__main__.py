"""`make demo`: crawl a small news web of our own, offline, into ./archive, and say what came of it.

The same spider, pipeline and archive as the live crawl; only the web is ours. It is reached as a proxy,
so its URLs are the same in every run.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.archive import Archive, IndexRow, RunRecord, list_runs, open_store, read_run
from pipelines.errors import CorpusError, ExitCode

_ROOT = Path(__file__).resolve().parent.parent
_SHOWN = 12


def main() -> int:
    """Crawl and tell; the exit code is the crawl's."""
    archive = os.environ.get("ARCHIVE_URL") or "archive"
    if _holds_other_pages(archive):
        print(
            f"error: {archive} holds documents of a live crawl; set ARCHIVE_URL to a place for the demo",
            file=sys.stderr,
        )
        return ExitCode.BAD_CONFIGURATION
    with demo_web() as proxy:
        code = crawl(proxy, archive, sys.argv[1:])
    if code in (ExitCode.DONE, ExitCode.SOME_PUBLISHERS_FAILED):
        _tell(archive)
    return code


@contextmanager
def demo_web() -> Iterator[str]:
    """The demo web in a process of its own; gives the URL of its proxy."""
    site = subprocess.Popen(
        [sys.executable, "-m", "demo.site"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert site.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(site.stdout.readline())}"
    finally:
        site.terminate()
        site.communicate()


def crawl(proxy: str, archive: str, arguments: list[str]) -> int:
    """`scrapy crawl news` over the demo web; the exit code."""
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-s", "DOWNLOAD_DELAY=0.05", *arguments]
    crawling = subprocess.Popen(command, cwd=_ROOT, env=crawl_environment(proxy, archive))
    while True:
        # Ctrl-C reaches the crawl too, which commits what is finished; we only wait.
        with suppress(KeyboardInterrupt):
            return crawling.wait()


def crawl_environment(proxy: str, archive: str) -> dict[str, str]:
    """What makes an ordinary crawl a crawl of the demo web."""
    return {
        **os.environ,
        "http_proxy": proxy,
        "no_proxy": "127.0.0.1,localhost",
        "ARCHIVE_URL": archive,
        "CORPUS_CONFIG": str(_ROOT / "demo" / "pipelines.toml"),
    }


def _holds_other_pages(url: str) -> bool:
    try:
        rows = Archive.open(url).rows()
        return any(row.url is not None and ".example/" not in row.url for row in rows)
    except CorpusError:
        return False


def _tell(url: str) -> None:
    store = open_store(url)
    archive = Archive.open(store)
    record = read_run(store, list(list_runs(store))[-1])
    kept = [row for row in archive.rows() if row.run == record.run and row.url is not None]
    if kept:
        _tell_kept(kept, len(archive), url)
        _tell_turned_away(archive, record)
    else:
        print(f"\nNothing new: {record.fetched} pages fetched, {len(archive)} documents in {url} as before")
    _tell_next(url, kept[0].number if kept else 4)


def _tell_kept(kept: list[IndexRow], documents: int, url: str) -> None:
    print(f"\nKept {len(kept)} articles; the corpus now holds {documents} documents, in {url}:")
    for row in kept[:_SHOWN]:
        print(f"  {row.number:03d}  {row.language:<8} {row.relevance:.2f}  {row.headline}")
    if len(kept) > _SHOWN:
        print(f"  … and {len(kept) - _SHOWN} more")


def _tell_next(url: str, first: int) -> None:
    print("\nTry next:")
    for command, what in (
        ("corpus report", "the whole archive on one page, report.html"),
        ("corpus browse --open", "search and read it in your browser"),
        (f"corpus show {first}", "one document, and why it was kept"),
        ("corpus verify", "is every byte as it was written?"),
    ):
        print(f"  {_prefix(url)}.venv/bin/{command:<21} # {what}")


def _tell_turned_away(archive: Archive, record: RunRecord) -> None:
    print(f"Turned away {record.rejected}, failed {record.failed}:")
    examples = {row.reason: f"{row.url} ({row.detail})" for row in archive.rejections()}
    examples |= {row.cause: f"{row.url} ({row.detail})" for row in archive.failures()}
    reasons = Counter(record.rejected_by_reason) + Counter(record.failed_by_cause)
    for slug, count in reasons.most_common():
        print(f"  {count:>3}  {slug:<16} such as {examples.get(slug, '')}")
    left = ", ".join(f"{reason} {count}" for reason, count in record.skipped_by_reason.items())
    print(f"Not fetched at all: {left or 'none'}")


def _prefix(url: str) -> str:
    return "" if url == "archive" else f"ARCHIVE_URL={url} "


if __name__ == "__main__":
    raise SystemExit(main())
