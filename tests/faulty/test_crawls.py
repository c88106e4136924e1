"""Whole crawls into a store that has faults now and then, goes away, or is away."""

import signal
import time
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from tests.crawl.crawling import Crawled, assert_sound, crawl, crawling, last_record, rows, texts
from tests.faulty.crawls import configured, spooled
from tests.faulty.proxy import Call, Fault, Plan, Proxy, now_and_then, undisturbed
from tests.warm_process import WarmProcess

pytestmark = pytest.mark.s3

# What the whole end of a crawl may take from the first call that hangs.
ENDS_WITHIN_S = 120.0

Finished = tuple[Path, Crawled]

# An answer to a crawl that was good for so many commits.
GONE_AT = "log/0000000003"


def from_then_on(fault: Fault, path: str = GONE_AT) -> Plan:
    """Every call meets `fault` from the first PUT of `path` on."""
    gone = False

    def plan(call: Call) -> Fault | None:
        nonlocal gone
        gone = gone or (call.method == "PUT" and path in call.path)
        return fault if gone else None

    return plan


def test_faults_now_and_then_lose_and_double_nothing(
    site: DemoSite, finished: Finished, proxy: Proxy, url: str, tmp_path: Path
) -> None:
    _crawl_through_faults(site, finished, proxy, url, tmp_path, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 10))
def test_many_crawls_with_faults_now_and_then(
    site: DemoSite, finished: Finished, proxy: Proxy, url: str, tmp_path: Path, seed: int
) -> None:
    _crawl_through_faults(site, finished, proxy, url, tmp_path, seed)


def _crawl_through_faults(
    site: DemoSite, finished: Finished, proxy: Proxy, url: str, tmp_path: Path, seed: int
) -> None:
    proxy.plan = now_and_then(0.1, seed)
    extra = {**configured(tmp_path, "max_attempts = 8\n"), **proxy.environment}
    crawled = crawl(site.proxy, url, extra=extra)
    assert crawled.code == 0, crawled.output
    assert len(proxy.faults) >= 4
    proxy.plan = undisturbed
    _assert_complete(url, finished)
    assert spooled(tmp_path) == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault.HANG,
        pytest.param(Fault.DENIED, marks=pytest.mark.slow),
        pytest.param(Fault.NO_BUCKET, marks=pytest.mark.slow),
        pytest.param(Fault.SLOW_DOWN, marks=pytest.mark.slow),
        pytest.param(Fault.RESET_AFTER, marks=pytest.mark.slow),
        pytest.param(Fault.CUT, marks=pytest.mark.slow),
        pytest.param(Fault.SKEWED, marks=pytest.mark.slow),
    ],
    ids=lambda fault: fault.name,
)
def test_a_store_that_goes_away_costs_nothing_but_time(
    site: DemoSite, finished: Finished, proxy: Proxy, url: str, tmp_path: Path, fault: Fault
) -> None:
    """What was finished waits in the spool, and the next crawl makes the archive complete."""
    proxy.plan = from_then_on(fault)
    extra = {**configured(tmp_path), **proxy.environment}
    crawled = crawl(site.proxy, url, extra=extra)
    assert crawled.code == 5, crawled.output
    assert "Traceback" not in crawled.output
    [file] = spooled(tmp_path)
    assert f"finished pages wait in {tmp_path}/spool/{file}" in crawled.output
    proxy.plan = undisturbed
    if fault not in (Fault.RESET_AFTER, Fault.CUT):
        # In these a commit went through, of which the crawl heard nothing, and its texts are not there yet.
        assert_sound(url)
    _assert_next_completes(site, finished, url, extra, tmp_path)


def _assert_next_completes(
    site: DemoSite, finished: Finished, url: str, extra: dict[str, str], tmp_path: Path
) -> None:
    crawled = crawl(site.proxy, url, extra=extra)
    assert crawled.code == 0, crawled.output
    assert "pages that an earlier run could not store are stored now" in crawled.output
    assert spooled(tmp_path) == []
    record = last_record(url)
    assert record.fetched == record.archived + record.rejected + record.failed
    assert sum(row.run == record.run for row in rows(url) if row.url) == record.archived
    _assert_complete(url, finished)


def _assert_complete(url: str, finished: Finished) -> None:
    assert texts(url) == texts(finished[0])
    assert_sound(url)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.HANG,
        pytest.param(Fault.DENIED, marks=pytest.mark.slow),
        pytest.param(Fault.SLOW_DOWN, marks=pytest.mark.slow),
    ],
    ids=lambda fault: fault.name,
)
def test_a_store_that_is_away_is_found_out_before_the_first_request(
    site: DemoSite, proxy: Proxy, url: str, tmp_path: Path, fault: Fault
) -> None:
    proxy.plan = lambda _: fault
    crawled = crawl(site.proxy, url, extra={**configured(tmp_path), **proxy.environment})
    assert crawled.code == 5, crawled.output
    assert "error: s3://archive/" in crawled.output
    assert "Traceback" not in crawled.output
    assert (site.requests, spooled(tmp_path)) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("path", [GONE_AT, "warc/", "INDEX", ".txt"])
def test_a_store_that_hangs_ends_a_crawl_in_time_by_default(
    site: DemoSite, finished: Finished, proxy: Proxy, url: str, tmp_path: Path, path: str
) -> None:
    """Wherever in a commit it begins to, with the settings that the project ships."""
    hangs_since: list[float] = []
    hanging = from_then_on(Fault.HANG, path)

    def timed(call: Call) -> Fault | None:
        fault = hanging(call)
        if fault is not None:
            hangs_since.append(time.monotonic())
        return fault

    extra = {**configured(tmp_path, ""), **proxy.environment}
    first = crawl(site.proxy, url, "-a", "limit=1", extra=extra)
    assert first.code == 0, first.output
    proxy.plan = timed
    with crawling(site.proxy, url, extra=extra) as process:
        output, _ = process.communicate(timeout=2 * ENDS_WITHIN_S)
    assert time.monotonic() - hangs_since[0] < ENDS_WITHIN_S
    assert process.returncode == 5, output
    proxy.plan = undisturbed
    _assert_next_completes(site, finished, url, extra, tmp_path)


@pytest.mark.slow
def test_two_crawls_at_once_store_one_spool_once(
    site: DemoSite, finished: Finished, proxy: Proxy, url: str, tmp_path: Path
) -> None:
    proxy.plan = from_then_on(Fault.DENIED)
    extra = {**configured(tmp_path), **proxy.environment}
    assert crawl(site.proxy, url, extra=extra).code == 5
    proxy.plan = undisturbed
    with crawling(site.proxy, url, extra=extra) as first, crawling(site.proxy, url, extra=extra) as second:
        outputs = [process.communicate(timeout=ENDS_WITHIN_S)[0] for process in (first, second)]
        assert (first.returncode, second.returncode) == (0, 0), outputs
    assert spooled(tmp_path) == []
    _assert_complete(url, finished)


@pytest.mark.slow
def test_kills_while_the_spool_is_stored_lose_and_double_nothing(
    site: DemoSite, finished: Finished, proxy: Proxy, url: str, tmp_path: Path
) -> None:
    """Each crawl is killed at another of its calls, which the server still does."""
    proxy.plan = from_then_on(Fault.DENIED)
    extra = {**configured(tmp_path), **proxy.environment}
    assert crawl(site.proxy, url, extra=extra).code == 5
    for after in range(4, 64, 7):
        with crawling(site.proxy, url, extra=extra) as process:
            proxy.plan = _killing(process, len(proxy.calls) + after)
            process.communicate(timeout=ENDS_WITHIN_S)
            assert process.returncode == -signal.SIGKILL
        proxy.plan = undisturbed
    assert crawl(site.proxy, url, extra=extra).code == 0
    assert spooled(tmp_path) == []
    _assert_complete(url, finished)


def _killing(process: WarmProcess, number: int) -> Plan:
    def plan(call: Call) -> Fault | None:
        if call.number < number:
            return None
        process.kill()
        return Fault.RESET_AFTER if call.number == number else Fault.RESET_BEFORE

    return plan


def test_a_dry_run_leaves_the_spool_alone(site: DemoSite, tmp_path: Path) -> None:
    """It does not even look whether it is whole."""
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "20261122T010203Z-ab.jsonl.gz").write_bytes(b"anything")
    looked = crawl(
        site.proxy, tmp_path / "archive", "-a", "dry_run=1", "-a", "limit=1", extra=configured(tmp_path)
    )
    assert (looked.code, len(spooled(tmp_path))) == (0, 1), looked.output


def test_a_damaged_spool_is_one_sentence(site: DemoSite, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    file = tmp_path / "spool" / "20261122T010203Z-ab.jsonl.gz"
    file.write_bytes(b"\x1f\x8b" + bytes(100))
    crawled = crawl(site.proxy, tmp_path / "archive", extra=configured(tmp_path))
    assert crawled.code == 2, crawled.output
    assert f"error: {file}: a damaged spool" in crawled.output
    assert site.requests == []
