"""Two crawls on the real engine come to the archive of one, though both are killed in mid-publisher."""

import re
import time
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from crawler.publishers import load_publishers
from crawler.shards import holder, shard_names
from tests.cluster.ray_cluster import WITHIN_S, clustered, crawl_of, descendants, gone, kill
from tests.cluster.web import ARTICLES, HOSTS, configured, little_web
from tests.crawl.crawling import ROOT, assert_sound, crawl, environment, rows, texts

FAST = ("-s", "DOWNLOAD_DELAY=0.02", "-s", "LEAST_CHANCE=0")
ALL = len(HOSTS) * ARTICLES


class Told(NamedTuple):
    """What a crawl on a cluster left: its archive, what it said, its exit code, requests for articles.

    `twice` are those that were asked for again though they had been committed.
    """

    archive: Path
    said: str
    code: int
    asked: int
    twice: set[str]
    nothing_left: bool


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return configured(tmp_path_factory.mktemp("configured"), ROOT)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, config: Path) -> Path:
    """The archive of one crawl."""
    archive = tmp_path_factory.mktemp("alone") / "archive"
    with little_web() as web:
        crawled = crawl(web.proxy, archive, *FAST, extra={"CORPUS_CONFIG": str(config)})
    assert crawled.code == 0, crawled.output
    return archive


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory, config: Path) -> Told:
    """Of two shards one crawl is killed, and of the other the engine's process with it."""
    folder = tmp_path_factory.mktemp("killed")
    archive, log = folder / "archive", folder / "log"
    with little_web() as web:
        variables = environment(web.proxy, str(archive), {"CORPUS_CONFIG": str(config)})
        hosts = [host_of(config, number) for number in (1, 2)]
        for host in hosts:
            web.hold(host)
        with clustered(variables, log, "crawl", "--workers", "2", *FAST) as cluster:
            for host in hosts:
                assert web.reached(host, WITHIN_S), log.read_text(encoding="utf-8")
            for host in hosts:
                wait_for_one_of(host, archive)
            first, second = crawl_of(cluster.pid, "1/2"), crawl_of(cluster.pid, "2/2")
            kill(first)
            engines = second.parent()
            assert engines is not None
            kill(engines)
            assert gone([first, second, engines])
            committed = {row.url for row in rows(archive) if row.url is not None}
            for host in hosts:
                web.let_go(host)
            below = descendants(cluster.pid)
            code = cluster.wait(WITHIN_S)
            left_nothing = gone(below)
    twice = {url for url in committed if web.asked[url.removeprefix("http://")] > 1}
    return Told(archive, log.read_text(encoding="utf-8"), code, web.asked.total(), twice, left_nothing)


def test_a_cluster_of_this_machine_alone_leaves_nothing_but_an_archive(tmp_path: Path, config: Path) -> None:
    """One shard of one publisher on one core: more Ray is for the slow tests."""
    archive, log = tmp_path / "archive", tmp_path / "log"
    host = host_of(config, 1)
    with little_web() as web:
        extra = {"CORPUS_CONFIG": str(config), "CORPUS_PROCESSES": "1"}
        variables = environment(web.proxy, str(archive), extra)
        web.hold(host)
        only = f"publishers={host.partition('.')[0]}"
        with clustered(variables, log, "crawl", "--workers", "1", *FAST, "-a", only) as cluster:
            assert web.reached(host, WITHIN_S), log.read_text(encoding="utf-8")
            below = descendants(cluster.pid)
            folders = _folders_of_ray(below)
            web.let_go(host)
            code = cluster.wait(WITHIN_S)
            assert gone(below)
    said = log.read_text(encoding="utf-8")
    assert code == 0, said
    assert "shard 1/1: ended with exit code 0 on " in said
    assert len(rows(archive)) == 4 + ARTICLES
    assert_sound(archive)
    assert folders
    assert not [folder for folder in folders if folder.exists()]


@pytest.mark.slow
def test_all_is_archived_as_by_one_crawl(alone: Path, killed: Told) -> None:
    assert killed.code == 0, killed.said
    assert len(rows(alone)) == 4 + ALL
    assert texts(killed.archive) == texts(alone)
    assert {row.url for row in rows(killed.archive)} == {row.url for row in rows(alone)}


@pytest.mark.slow
def test_nothing_is_there_twice(killed: Told) -> None:
    assert_sound(killed.archive)


@pytest.mark.slow
def test_what_was_committed_is_not_fetched_again(killed: Told) -> None:
    assert killed.asked > ALL
    assert not killed.twice


@pytest.mark.slow
def test_it_says_how_each_shard_ended(killed: Told) -> None:
    assert "shard 1/2: ended by signal 9; started again" in killed.said
    assert "shard 1/2: ended with exit code 0 on " in killed.said
    assert ", started 2 times" in killed.said
    assert "shard 2/2: ended with exit code 0 on " in killed.said


@pytest.mark.slow
def test_no_process_is_left_behind(killed: Told) -> None:
    assert killed.nothing_left


def _folders_of_ray(processes: list[psutil.Process]) -> set[Path]:
    """Where it keeps its logs and sockets, by what it is told."""
    told = " ".join(part for each in processes for part in each.cmdline())
    return {Path(found) for found in re.findall(r"(\S+)/session_\d{4}", told.replace("=", " "))}


def wait_for_one_of(host: str, archive: Path) -> None:
    """Until something of it is archived, and not all."""
    deadline = time.monotonic() + WITHIN_S
    while not any(row.url and row.url.startswith(f"http://{host}/") for row in rows(archive)):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def host_of(config: Path, shard: int) -> str:
    """The first of the publishers that falls to that one of two shards."""
    everybody = load_publishers(config.parent / "publishers.toml")
    names = shard_names(everybody)
    return next(names[each.id] for each in everybody if holder(names[each.id], 2) == shard)
