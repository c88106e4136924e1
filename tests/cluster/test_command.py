"""What `corpus cluster` refuses before an engine is begun, and what it has the engine run."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.cluster.shards import crawls, replays
from pipelines.config import load_config
from tests.cluster.web import configured, little_web
from tests.crawl.crawling import ROOT, corpus, crawl
from tests.weed import free_ports


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("page",), "spider page has no parts; give news or history"),
        (("-a", "nonsense"), "-a nonsense: give it a value, as -a NAME=VALUE"),
        (("-a", "nonsense=1"), "error: -a nonsense=…: unknown argument; known are publishers"),
        (("-a", "since=yesterday"), "'yesterday' is not a date"),
        (("-a", "shard=1/2"), "the cluster gives each crawl its own; say --workers"),
        (("--workers", "0"), "should be greater than or equal to 1"),
    ],
)
def test_a_mistake_is_told_before_anything_is_begun(arguments: tuple[str, ...], sentence: str) -> None:
    done = corpus("cluster", "crawl", *arguments)
    assert done.code == 2
    assert sentence in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_without_ray_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['ray'] = None; sys.argv = ['corpus', 'cluster', 'crawl']\n"
        "from pipelines.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: corpus cluster needs Ray; install corpus-crawler with the extras crawl and cluster\n"
    )


def test_where_nobody_answers_it_does_not_wait() -> None:
    """Ray alone tries for minutes."""
    (port,) = free_ports(1)
    done = corpus("cluster", "crawl", "--address", f"127.0.0.1:{port}")
    assert done.code == 2
    assert done.output.startswith(
        f"error: --address 127.0.0.1:{port}: no Ray cluster that can be used answers there: "
    )
    assert done.output.count("\n") == 1


def test_a_crawl_for_each_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = configured(tmp_path, ROOT)
    monkeypatch.setenv("CORPUS_CONFIG", str(file))
    monkeypatch.setenv("ARCHIVE_URL", "archive")
    first, second = crawls("news", ["since=2020", "limit=5"], ["LOG_LEVEL=ERROR"], load_config(), 2, 3)
    shared = ("crawl", "news", "-a", "since=2020", "-a", "limit=5", "-s", "LOG_LEVEL=ERROR", "-a")
    assert first.arguments == (*shared, "shard=1/2")
    assert second == first._replace(name="shard 2/2", arguments=(*shared, "shard=2/2"))
    assert (first.module, first.name) == ("scrapy", "shard 1/2")
    # Wherever the engine's process lies.
    assert first.archive == str(Path.cwd() / "archive")
    assert dict(first.variables) == {
        "CORPUS_CONFIG": str(file),
        "CORPUS_CONTACT": "crawl@aare.example",
        "CORPUS_PROCESSES": "3",
    }


def test_a_replay_for_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVE_URL", "s3://bucket/archive")
    first, _ = replays(["--publisher", "aare", "--apply"], load_config(), 2, 1)
    assert first.module == "pipelines.cli"
    assert first.arguments == ("replay", "--publisher", "aare", "--apply", "--shard", "1/2")
    assert first.archive == "s3://bucket/archive"


def test_a_shard_without_publishers_is_done_at_once(tmp_path: Path) -> None:
    """A task of a job that has nothing to do must not fail it, nor begin an archive."""
    file, archive = configured(tmp_path, ROOT), tmp_path / "archive"
    extra = {"CORPUS_CONFIG": str(file)}
    with little_web() as web:
        done = crawl(web.proxy, archive, "-a", "publishers=aare", "-a", "shard=9/9", extra=extra)
        other = crawl(web.proxy, archive, "-a", "publishers=aare", "-a", "shard=0/9", extra=extra)
    assert done.code == 0
    assert "no publisher falls to this shard; there is nothing to do" in done.output
    assert other.code == 2
    assert "-a shard=0/9: give one of how many, from 1/8 to 8/8 for eight; at most 10000" in other.output
    assert not archive.exists()
    assert not web.asked
