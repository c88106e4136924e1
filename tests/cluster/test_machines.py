"""Several machines on the real engine: one is lost, one is unlike the others, the head is lost."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.cluster.machines import Machines, machines
from tests.cluster.ray_cluster import WITHIN_S, clustered, descendants, gone, kill
from tests.cluster.test_ray import ALL, FAST, host_of, wait_for_one_of
from tests.cluster.web import LittleWeb, configured, little_web
from tests.crawl.crawling import ROOT, assert_sound, environment, rows

pytestmark = pytest.mark.slow


@pytest.fixture
def web() -> Iterator[LittleWeb]:
    with little_web() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return configured(tmp_path, ROOT)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def variables(web: LittleWeb, config: Path, archive: Path) -> dict[str, str]:
    return environment(web.proxy, str(archive), {"CORPUS_CONFIG": str(config)})


def test_of_a_lost_machine_another_takes_the_shard(
    tmp_path: Path, web: LittleWeb, config: Path, archive: Path, variables: dict[str, str]
) -> None:
    hosts = [host_of(config, number) for number in (1, 2)]
    for host in hosts:
        web.hold(host)
    log = tmp_path / "log"
    with machines(tmp_path, variables) as cluster:
        cluster.add("one")
        cluster.add("two")
        arguments = ("crawl", "--address", cluster.address, *FAST)
        with clustered(cluster.environment, log, *arguments) as process:
            for host in hosts:
                assert web.reached(host, WITHIN_S), log.read_text(encoding="utf-8")
                wait_for_one_of(host, archive)
            assert len(_crawls(cluster, "one")) == len(_crawls(cluster, "two")) == 1
            cluster.lose("one")
            for host in hosts:
                web.let_go(host)
            assert process.wait(WITHIN_S) == 0, log.read_text(encoding="utf-8")
    assert len(rows(archive)) == 4 + ALL
    assert_sound(archive)


def test_with_its_head_a_cluster_ends_its_crawls(
    tmp_path: Path, web: LittleWeb, config: Path, archive: Path, variables: dict[str, str]
) -> None:
    """And the next run of anything goes on from what was committed."""
    web.hold(host_of(config, 1))
    log = tmp_path / "log"
    with machines(tmp_path, variables) as cluster:
        cluster.add("one")
        arguments = ("crawl", "--address", cluster.address, "--workers", "1", *FAST)
        with clustered(cluster.environment, log, *arguments) as process:
            assert web.reached(host_of(config, 1), WITHIN_S), log.read_text(encoding="utf-8")
            crawls = _crawls(cluster, "one")
            assert crawls
            kill(psutil.Process(cluster.pid("head")))
            for each in descendants(cluster.pid("head")):
                kill(each)
            assert process.wait(WITHIN_S) != 0
            assert gone(crawls, WITHIN_S)
        web.let_go(host_of(config, 1))
    assert_sound(archive)


def test_an_unlike_machine_is_refused_before_anything_is_asked_for(
    tmp_path: Path, web: LittleWeb, archive: Path, variables: dict[str, str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    text = configured(other, ROOT).read_text(encoding="utf-8")
    (other / "pipelines.toml").write_text(text.replace("threshold = 0", "threshold = 0.4"), encoding="utf-8")
    log = tmp_path / "log"
    # The head says nothing of a file, so that each machine has its own.
    own = {name: value for name, value in variables.items() if name != "CORPUS_CONFIG"}
    with machines(tmp_path, own) as cluster:
        cluster.add("one", {"CORPUS_CONFIG": str(other / "pipelines.toml")})
        arguments = ("crawl", "--address", cluster.address, *FAST)
        with clustered(cluster.environment, log, *arguments) as process:
            assert process.wait(WITHIN_S) == 2
    assert "has pipelines.toml " in log.read_text(encoding="utf-8")
    assert "make them the same on every machine" in log.read_text(encoding="utf-8")
    assert not web.asked
    assert not archive.exists()


def _crawls(cluster: Machines, machine: str) -> list[psutil.Process]:
    every = descendants(cluster.pid(machine))
    return [each for each in every if "scrapy" in each.cmdline()]
