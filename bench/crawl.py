"""One whole crawl of the saved pages: `scrapy crawl news` into a fresh folder, watched."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.listings import publishers_of, publishers_toml
from bench.pages import PROJECT, SavedPage
from bench.processes import Usage, measure
from bench.web import first_asked
from pipelines.archive import RunRecord, list_runs, open_store, read_run
from pipelines.errors import ExitCode

_CONFIG = """
[archive]
spool = "{spool}"

[relevance]
threshold = {threshold}

[seeds]
folder = "{seeds}"
publishers = "publishers.toml"
gazetteer = "{seeds}/entities.toml"

[crawl]
contact = "bench@bench.example"
"""
# Loopback need not be spared. Scrapy keeps as many connections to the proxy as it may to one host.
# All pages that the listings name and no other: trafilatura alone is given the same.
_SETTINGS = (
    "DOWNLOAD_DELAY=0",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    "RETRY_TIMES=0",
    "LINK_DEPTH=0",
    "LEAST_CHANCE=0",
)
ENDED_WELL = (ExitCode.DONE, ExitCode.SOME_PUBLISHERS_FAILED)


class CrawlFailed(Exception):
    """The crawl did not end as it should; carries the end of its log."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """`work_s` is the time from the first page asked for to the end of the last process."""

    usage: Usage
    record: RunRecord
    archive: Path
    work_s: float


def crawl(
    pages: Sequence[SavedPage], proxy: str, folder: Path, *, threshold: float, timeout_s: float
) -> Crawled:
    """Crawls `pages`, served behind `proxy`, into `folder`/archive. Raises CrawlFailed or TookTooLong."""
    archive, log = folder / "archive", folder / "crawl.log"
    folder.mkdir(parents=True)
    configure(folder, pages, threshold)
    first_asked(proxy)
    with log.open("wb") as output:
        usage = measure(
            command(),
            cwd=PROJECT,
            env=environment(proxy, str(archive), folder),
            output=output,
            timeout_s=timeout_s,
        )
    if usage.exit_code not in ENDED_WELL:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise CrawlFailed("\n".join([f"the crawl ended with exit code {usage.exit_code}:", *lines[-15:]]))
    return Crawled(usage, _record(archive), archive, usage.ended - (first_asked(proxy) or usage.started))


def configure(folder: Path, pages: Sequence[SavedPage], threshold: float) -> None:
    """Writes the configuration of a crawl of `pages` into `folder`."""
    config = _CONFIG.format(threshold=threshold, seeds=PROJECT / "seeds", spool=folder / "spool")
    (folder / "pipelines.toml").write_text(config, encoding="utf-8")
    (folder / "publishers.toml").write_text(publishers_toml(publishers_of(pages)), encoding="utf-8")


def command() -> list[str]:
    """That of a crawl of all that is listed."""
    settings = [part for setting in _SETTINGS for part in ("-s", setting)]
    return [sys.executable, "-m", "scrapy", "crawl", "news", *settings]


def environment(proxy: str, archive: str, folder: Path) -> dict[str, str]:
    """For a crawl into `archive`, a folder or `s3://…`, as `folder` is configured."""
    return {
        **os.environ,
        "http_proxy": proxy,
        "no_proxy": "127.0.0.1,localhost",
        "ARCHIVE_URL": archive,
        "CORPUS_CONFIG": str(folder / "pipelines.toml"),
    }


def _record(archive: Path) -> RunRecord:
    store = open_store(str(archive))
    return read_run(store, list(list_runs(store))[-1])
