"""The demo web answers as its truth says, and its server comes and goes cleanly."""

import gzip
import http.client
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from lxml import html

from demo.site import DemoSite, Expected, truth
from demo.site.content import LANQIAO, PIXEL, load_stories
from pipelines.fingerprint import similarity
from pipelines.urls import canonical_url, host_of
from tests.demo.asking import body, get

ROOT = Path(__file__).parents[2]
STORIES = load_stories()
TRUTH = truth()


def paragraphs_of(page: bytes) -> list[str]:
    """The paragraphs of a Harbour Courier article."""
    return [
        "".join(map(str, p.itertext()))
        for p in html.fromstring(page).iterfind(".//div[@class='article-body']/p")
    ]


def test_the_server_answers_every_url_as_the_truth_says() -> None:
    with DemoSite() as fresh:
        for url, expected in TRUTH.items():
            for status in expected.statuses:
                assert get(fresh, url)[0] == status, url
        answered = [request.status for request in fresh.requests]
    assert answered == [status for expected in TRUTH.values() for status in expected.statuses]


def test_the_truth_holds_every_kind_of_outcome() -> None:
    assert {expected.outcome for expected in TRUTH.values()} == {
        "archived", "copy", "rejected", "failed", "forbidden",
    }  # fmt: skip
    groups = {e.group for e in TRUTH.values() if e.outcome == "copy"}
    for group in groups:
        assert sum(e.group == group for e in TRUTH.values()) >= 2, group
    kept = len(groups) + sum(e.outcome == "archived" for e in TRUTH.values())
    assert kept == sum(story.related for story in STORIES)


def test_redirects_lead_to_stories(site: DemoSite) -> None:
    homes = {story.url for story in STORIES}
    moved = [url for url, expected in TRUTH.items() if expected.statuses[0] in (301, 302)]
    assert len(moved) == 3
    for url in moved:
        while TRUTH[url].statuses[0] != 200:
            where = get(site, url)[1]["location"]
            url = where if "://" in where else f"http://{host_of(url)}{where}"
        assert url in homes


def test_a_busy_page_names_the_wait_and_answers_the_second_time() -> None:
    (busy,) = [url for url, expected in TRUTH.items() if expected.statuses == (503, 200)]
    with DemoSite() as fresh:
        first, headers, _ = get(fresh, busy)
        assert (first, headers["retry-after"]) == (503, "1")
        assert get(fresh, busy)[0] == 200
    with DemoSite() as again:
        assert get(again, busy)[0] == 503


def test_the_gbk_host_speaks_gbk_and_once_denies_it(site: DemoSite) -> None:
    denied = 0
    for story in (story for story in STORIES if story.host == LANQIAO):
        status, headers, content = get(site, story.url)
        if status == 503:
            continue
        assert story.paragraphs[0] in content.decode("gbk"), story.slug
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")
        declared = headers["content-type"].partition("charset=")[2]
        assert f"charset={declared}".encode() in content
        denied += declared == "utf-8"
    assert denied == 1


def test_pages_that_are_no_pages(site: DemoSite) -> None:
    starts = {"slides": b"%PDF-", "chart": b"\xff\xd8\xff"}
    for name, start in starts.items():
        status, headers, content = get(site, f"http://daybook.example/entries/{name}.html")
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert content.startswith(start)
    assert body(site, "http://daybook.example/entries/empty.html") == b""


def test_a_host_that_is_not_ours_is_502_and_tracking_changes_nothing(site: DemoSite) -> None:
    assert get(site, "http://elsewhere.example/")[0] == 502
    story = STORIES[0]
    assert body(site, f"{story.url}?utm_source=feed&utm_medium=rss") == body(site, story.url)
    assert get(site, f"{story.url}x")[0] == 404


def test_it_answers_by_host_header_and_keeps_the_connection(site: DemoSite) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    story = next(story for story in STORIES if story.host == PIXEL)
    for _ in range(2):
        connection.request("GET", story.path, headers={"Host": PIXEL.name, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        packed = answer.read()
        assert answer.getheader("Content-Encoding") == "gzip"
        assert story.title.replace("'", "&#x27;") in gzip.decompress(packed).decode()
        assert connection.sock is not None, "closed by the server"
    connection.request("HEAD", story.path, headers={"Host": PIXEL.name})
    assert connection.getresponse().read() == b""
    connection.close()


def test_stop_leaves_no_thread_even_with_open_connections() -> None:
    before = set(threading.enumerate())
    site = DemoSite()
    site.start()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request("GET", STORIES[0].url)
    connection.getresponse().read()
    ours = set(threading.enumerate()) - before
    assert len(ours) >= 2
    site.stop()
    assert not [thread for thread in ours if thread.is_alive()]
    connection.close()
    site.stop()


@pytest.mark.parametrize("how", ["SIGTERM", "end of input"])
def test_in_its_own_process_it_prints_the_port_and_ends_when_told(how: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "demo.site", "--port", "0"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        port = int(process.stdout.readline())
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "http://wanbao.example/robots.txt")
        assert connection.getresponse().status == 200
        connection.close()
        if how == "SIGTERM":
            process.send_signal(signal.SIGTERM)
        else:
            process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_the_hanging_page_is_small_enough_to_be_fetched() -> None:
    (hanging,) = [e for e in TRUTH.values() if e.reason == "deadline"]
    with DemoSite() as fresh:
        content = body(fresh, hanging.url)
    assert 1_000_000 < len(content) < 3_000_000
    assert b"ByteDance" in content


_HANG = """
from datetime import UTC, datetime
from demo.site.hanging import hanging_page
from pipelines.document import Capture
from pipelines.extract import extract
page = Capture(url="http://daybook.example/", final_url="http://daybook.example/", fetched=datetime.now(UTC),
    status=200, headers=(), body=hanging_page(), publisher=None, discovered_via=None)
print("ready", flush=True)
extract(page, min_characters=40)
"""


@pytest.mark.parametrize("seconds", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_the_hanging_page_hangs_the_extractor(seconds: int) -> None:
    with subprocess.Popen([sys.executable, "-c", _HANG], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=seconds)
            assert psutil.Process(process.pid).memory_info().rss < 700_000_000
        finally:
            process.kill()


def test_the_near_copy_is_one_and_older_than_its_original(site: DemoSite) -> None:
    (near,) = [url for url in TRUTH if "first-edition" in url]
    (original,) = [story for story in STORIES if story.slug == TRUTH[near].group]
    edited = "\n".join(paragraphs_of(body(site, near)))
    assert 0.9 < similarity(edited, original.text) < 1
    earlier = original.published - timedelta(days=1)
    assert earlier.isoformat().encode() in body(site, near)


def test_expected_is_keyed_by_its_own_url() -> None:
    assert all(isinstance(e, Expected) and e.url == canonical_url(e.url) == url for url, e in TRUTH.items())
