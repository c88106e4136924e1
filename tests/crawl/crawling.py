"""Starts real crawls in processes of their own, over the demo web, and looks at what they left."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.__main__ import crawl_environment
from pipelines.archive import Archive, IndexRow, RunRecord, list_runs, open_store, read_run
from tests.warm_process import WarmProcess
from tests.warm_start import run_warm

ROOT = Path(__file__).resolve().parent.parent.parent

# Enough for the slowest machine; a crawl that hangs fails its test.
TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Crawled:
    """What a crawl said and how it ended."""

    code: int
    output: str


def command(*arguments: str, spider: str = "news", delay_s: float = 0.0) -> list[str]:
    """`scrapy crawl …` as this Python runs it."""
    return [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        spider,
        "-s",
        f"DOWNLOAD_DELAY={delay_s}",
        *arguments,
    ]


def environment(proxy: str, archive: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """That of `make demo`, without what the machine's owner may have set."""
    inherited = crawl_environment(proxy, archive)
    own = {name: value for name, value in inherited.items() if not name.startswith("AWS_")}
    return own | dict(extra or {})


def crawl(
    proxy: str,
    archive: str | Path,
    *arguments: str,
    spider: str = "news",
    delay_s: float = 0.0,
    extra: Mapping[str, str] | None = None,
    stdin: str = "",
    cwd: Path = ROOT,
) -> Crawled:
    """One crawl to its end."""
    whole, env = command(*arguments, spider=spider, delay_s=delay_s), environment(proxy, str(archive), extra)
    if cwd == ROOT:
        done = run_warm(whole[2], whole[3:], env, stdin.encode(), TIMEOUT_S)
    else:
        done = subprocess.run(
            whole, cwd=cwd, env=env, input=stdin.encode(), capture_output=True, timeout=TIMEOUT_S, check=False
        )
    return Crawled(done.returncode, (done.stdout + done.stderr).decode())


@contextmanager
def crawling(
    proxy: str,
    archive: str | Path,
    *arguments: str,
    delay_s: float = 0.0,
    extra: Mapping[str, str] | None = None,
) -> Iterator[WarmProcess]:
    """A crawl under way; killed at the end of the block if it still runs."""
    whole = command(*arguments, delay_s=delay_s)
    process = WarmProcess(whole[2], whole[3:], environment(proxy, str(archive), extra))
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
        process.close()


@contextmanager
def starting(
    proxy: str, archive: str | Path, *arguments: str, extra: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """As `crawling`, with a Python that imports all anew; for what is about that, or about memory."""
    process = subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env=environment(proxy, str(archive), extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def corpus(*arguments: str, archive: str | Path | None = None, stdin: bytes = b"") -> Crawled:
    """One `corpus` command."""
    env = dict(os.environ)
    env.pop("ARCHIVE_URL", None)
    if archive is not None:
        env["ARCHIVE_URL"] = str(archive)
    done = run_warm("pipelines.cli", arguments, env, stdin, TIMEOUT_S)
    return Crawled(done.returncode, (done.stdout + done.stderr).decode())


def rows(archive: str | Path) -> list[IndexRow]:
    """INDEX."""
    return list(Archive.open(str(archive)).rows())


def texts(archive: str | Path) -> set[str]:
    """The texts of all documents."""
    opened = Archive.open(str(archive))
    return {opened.text(row.number) for row in opened.rows()}


def last_record(archive: str | Path) -> RunRecord:
    """The newest run record, in a folder also of several runs that began within a second."""
    store = open_store(str(archive))
    return read_run(store, sorted(list_runs(store), key=lambda key: _written(archive, key))[-1])


def _written(archive: str | Path, key: str) -> int:
    file = Path(archive, key)
    return file.stat().st_mtime_ns if file.is_file() else 0


def assert_sound(archive: str | Path) -> None:
    """Numbers without gaps, no text and no URL twice, and `corpus verify` finds nothing."""
    listed = rows(archive)
    assert [row.number for row in listed] == list(range(len(listed)))
    assert len({row.sha256 for row in listed}) == len(listed)
    urls = [row.url for row in listed if row.url is not None]
    assert len(set(urls)) == len(urls)
    verified = corpus("verify", archive=archive)
    assert verified.code == 0, verified.output
