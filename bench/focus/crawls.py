"""Real crawls of the proving web: `scrapy crawl news`, and what its server saw of each."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.crawl import CrawlFailed
from bench.focus.articles import Host
from bench.focus.hosts import publishers_toml
from bench.focus.server import CONTROL_HOST, Asked
from bench.pages import PROJECT
from bench.processes import measure
from pipelines.archive import Archive, RunRecord, list_runs, open_store, read_run
from pipelines.errors import ExitCode

_CONFIG = """
[seeds]
folder = "{seeds}"
publishers = "publishers.toml"
gazetteer = "{seeds}/entities.toml"

[crawl]
contact = "bench@bench.example"
"""
# Loopback need not be spared; one request at a time to a host, so that the order of requests is the crawl's.
_SETTINGS = ("DOWNLOAD_DELAY=0", "RETRY_TIMES=0")


@dataclass(frozen=True, slots=True)
class Seen:
    """A crawl: what the server was asked for, in order; the URLs that are archived after it; its record."""

    asked: tuple[Asked, ...]
    archived: frozenset[str]
    record: RunRecord
    wall_s: float

    @property
    def sent(self) -> int:
        """Bytes of all bodies."""
        return sum(asked.sent for asked in self.asked)


class Web:
    """A proving web in a process of its own, and the crawls of it."""

    def __init__(self, proxy: str, hosts: Sequence[Host]) -> None:
        self._proxy = proxy
        self._hosts = hosts

    def grow(self) -> None:
        """Listings name the new articles from now on."""
        self._control("/grow")

    def crawl(self, folder: Path, *settings: str, timeout_s: float = 600.0) -> Seen:
        """Into `folder`/archive, which may be there already. Raises CrawlFailed or TookTooLong."""
        folder.mkdir(parents=True, exist_ok=True)
        config, archive, log = folder / "pipelines.toml", folder / "archive", folder / "crawl.log"
        config.write_text(_CONFIG.format(seeds=PROJECT / "seeds"), encoding="utf-8")
        (folder / "publishers.toml").write_text(publishers_toml(self._hosts), encoding="utf-8")
        self._control("/log")
        with log.open("wb") as output:
            usage = measure(
                [sys.executable, "-m", "scrapy", "crawl", "news", *_given((*_SETTINGS, *settings))],
                cwd=PROJECT,
                env=self._environment(archive, config),
                output=output,
                timeout_s=timeout_s,
            )
        if usage.exit_code != ExitCode.DONE:
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            raise CrawlFailed("\n".join([f"the crawl ended with exit code {usage.exit_code}:", *lines[-15:]]))
        asked = tuple(Asked(*each) for each in json.loads(self._control("/log")))
        rows = Archive.open(str(archive)).rows()
        urls = frozenset(row.url for row in rows if row.url is not None)
        return Seen(asked, urls, _record(archive), usage.wall_s)

    def _environment(self, archive: Path, config: Path) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        proxied = {"http_proxy": self._proxy, "no_proxy": "127.0.0.1,localhost"}
        return own | proxied | {"ARCHIVE_URL": str(archive), "CORPUS_CONFIG": str(config)}

    def _control(self, target: str) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": self._proxy}))
        with opener.open(f"http://{CONTROL_HOST}{target}", timeout=30) as answer:
            body: bytes = answer.read()
        return body


@contextmanager
def proving_web(size: int, hosts: Sequence[Host]) -> Iterator[Web]:
    """Runs until the end of the block."""
    command = [sys.executable, "-m", "bench.focus.server", str(size), *(host.id for host in hosts)]
    server = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield Web(f"http://127.0.0.1:{int(server.stdout.readline())}", hosts)
    finally:
        server.terminate()
        server.communicate()


def _given(settings: Sequence[str]) -> list[str]:
    return [part for setting in settings for part in ("-s", setting)]


def _record(archive: Path) -> RunRecord:
    store = open_store(str(archive))
    return read_run(store, list(list_runs(store))[-1])
