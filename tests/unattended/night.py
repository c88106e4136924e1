"""What each situation of a night starts with: a folder, the demo web, an archive that was begun."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.crawl.crawling import ROOT, TIMEOUT_S, Crawled, corpus, crawl, environment
from tests.faulty.crawls import HASTY, configured

# Nobody listens there.
NOWHERE = "http://127.0.0.1:9"

# One publisher without pages that take long.
SMALL = ("-a", "publishers=pixel-ledger", "-a", "limit=2")


@dataclass(frozen=True, slots=True)
class Night:
    """`begun` is an archive that a small crawl left, only to be read."""

    folder: Path
    proxy: str
    begun: Path

    @property
    def archive(self) -> Path:
        """Where this night's crawls write."""
        return self.folder / "archive"

    def took_over(self) -> Path:
        """A copy of the archive that was begun, as this night's."""
        if not self.archive.exists():
            shutil.copytree(self.begun, self.archive)
        return self.archive

    def crawl(self, *arguments: str, proxy: str | None = None, spider: str = "news", **extra: str) -> Crawled:
        """A crawl to its end, with a spool in the night's folder."""
        told = configured(self.folder, HASTY)
        return crawl(proxy or self.proxy, self.archive, *arguments, spider=spider, extra={**told, **extra})

    def corpus(self, *arguments: str) -> Crawled:
        """A `corpus` command on this night's archive."""
        return corpus(*arguments, archive=self.archive)

    def shell(self, script: str, *arguments: str, proxy: str | None = None, **extra: str) -> Crawled:
        """`script` with `$CRAWL` in it for the words of a crawl, by bash."""
        words = [sys.executable, "-m", "scrapy", "crawl", "news", "-s", "DOWNLOAD_DELAY=0", *arguments]
        env: Mapping[str, str] = environment(
            self.proxy if proxy is None else proxy, str(self.archive), configured(self.folder, HASTY)
        )
        done = subprocess.run(
            ["bash", "-c", script, *words],
            cwd=ROOT,
            env={**env, "CRAWL": " ".join(words), **extra},
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        return Crawled(done.returncode, (done.stdout + done.stderr).decode(errors="replace"))

    def config(self, text: str) -> dict[str, str]:
        """The environment of a crawl with this as its configuration."""
        file = self.folder / "other.toml"
        file.write_text(text, encoding="utf-8")
        return {"CORPUS_CONFIG": str(file)}


def may_leave_the_network() -> bool:
    """Whether this user may make a network name space, in which there is no network."""
    done = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False)
    return shutil.which("unshare") is not None and done.returncode == 0 and os.name == "posix"
