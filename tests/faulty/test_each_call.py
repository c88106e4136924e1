"""One fault at one call of an archive's life, at each of them in turn: nobody notices, nothing is twice."""

from collections.abc import Iterator

import pytest

from pipelines.archive import Archive, ArchiveWriter, open_store, verify
from tests.archive.pages import document, judge, rejection, seeds
from tests.faulty.proxy import Call, Fault, Plan, Proxy, undisturbed
from tests.weed import Weed

pytestmark = pytest.mark.s3


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.archive.s3_server._FIRST_PAUSE_S", 0.01)


def live(url: str) -> None:
    """Opens, begins, commits twice, closes: what a small crawl asks of a store."""
    writer = ArchiveWriter.open(open_store(url), run="r", software="test/1")
    writer.commit_seeds(seeds())
    writer.commit([document("a"), rejection("b")], judge)
    writer.commit([document("c")], judge)
    writer.close()


def at(number: int, fault: Fault) -> Plan:
    """The call with this number meets `fault`."""

    def plan(call: Call) -> Fault | None:
        return fault if call.number == number else None

    return plan


def _disturbed_lives(proxy: Proxy, weed: Weed, url: str, fault: Fault, step: int) -> Iterator[str]:
    live(f"{url}/undisturbed")
    calls = len(proxy.calls)
    assert calls > 20
    for place in range(0, calls, step):
        proxy.plan = at(len(proxy.calls) + place, fault)
        where = f"{url}/{place}"
        live(where)
        proxy.plan = undisturbed
        yield where


def _assert_sound(url: str) -> None:
    archive = Archive.open(url)
    assert [row.number for row in archive.rows()] == list(range(6)), url
    assert len(list(archive.rejections())) == 1
    report = verify(open_store(url))
    assert (report.findings, report.notes) == ((), ()), url


def test_an_answer_lost_at_any_call_is_not_noticed(proxy: Proxy, weed: Weed, url: str) -> None:
    for where in _disturbed_lives(proxy, weed, url, Fault.RESET_AFTER, step=40):
        _assert_sound(where)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER, Fault.CUT, Fault.INTERNAL_ERROR], ids=lambda fault: fault.name
)
def test_a_fault_at_each_call_is_not_noticed(proxy: Proxy, weed: Weed, url: str, fault: Fault) -> None:
    for where in _disturbed_lives(proxy, weed, url, fault, step=1):
        _assert_sound(where)
