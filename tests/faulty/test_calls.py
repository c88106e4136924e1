"""What one call to a server in trouble does: asks again, finds its own effect, explains, gives up in time."""

import time
from collections.abc import Callable

import pytest

from pipelines.archive import Store, StoreOptions, open_store
from pipelines.archive.store import Changed, KeyExists, KeyMissing
from pipelines.errors import ConfigurationError, CorpusError, StoreError
from tests.faulty.proxy import PASSING, Fault, Proxy, once

pytestmark = pytest.mark.s3

BYTES = bytes(range(256)) * 40

# Short, so that a test of silence need not last.
HASTY = StoreOptions(connect_timeout_s=1.0, read_timeout_s=0.5, max_attempts=4, give_up_after_s=3.0)

CALLS: dict[str, Callable[[Store], object]] = {
    "get": lambda store: store.get("there"),
    "get a part": lambda store: store.get("there", 5, 50),
    "stat": lambda store: store.stat("there"),
    "list": lambda store: list(store.list()),
    "put": lambda store: store.put("k", BYTES),
    "delete": lambda store: store.delete("there"),
}


@pytest.fixture
def store(proxy: Proxy, url: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("pipelines.archive.s3_server._FIRST_PAUSE_S", 0.01)
    opened = open_store(url, HASTY)
    opened.put("there", BYTES)
    return opened


@pytest.mark.parametrize("fault", [*PASSING, Fault.HANG], ids=lambda fault: fault.name)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_that_passes_is_not_seen(store: Store, proxy: Proxy, call: str, fault: Fault) -> None:
    expected = CALLS[call](store)
    store.put("there", BYTES)
    proxy.plan = once(fault, fault)
    assert CALLS[call](store) == expected
    assert proxy.faults == [fault, fault]


def test_an_answer_that_says_what_is_missing_may_break_off_too(store: Store, proxy: Proxy) -> None:
    proxy.plan = once(Fault.CUT)
    with pytest.raises(KeyMissing):
        store.get("nothing")
    assert proxy.faults == [Fault.CUT]


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.CUT], ids=lambda fault: fault.name)
def test_a_conditional_write_whose_answer_got_lost_finds_itself(
    store: Store, proxy: Proxy, fault: Fault
) -> None:
    proxy.plan = once(fault, method="PUT")
    with pytest.raises(KeyExists):
        store.put_if_absent("new", b"ours")
    tag = store.stat("there").tag
    proxy.plan = once(fault, method="PUT")
    with pytest.raises(Changed):
        store.put_if_match("there", b"ours too", tag)
    assert (store.get("new").data, store.get("there").data) == (b"ours", b"ours too")


@pytest.mark.parametrize(
    ("fault", "error", "sentence"),
    [
        (Fault.DENIED, StoreError, "access denied .AccessDenied.; allow these credentials"),
        (Fault.NO_BUCKET, ConfigurationError, "there is no bucket 'archive'; create it"),
        (Fault.SKEWED, ConfigurationError, "set this machine's clock"),
    ],
)
@pytest.mark.parametrize("call", CALLS)
def test_a_refusal_is_one_sentence_at_once(
    store: Store, proxy: Proxy, call: str, fault: Fault, error: type[CorpusError], sentence: str
) -> None:
    before = len(proxy.calls)
    proxy.plan = lambda _: fault
    with pytest.raises(error, match=sentence) as caught:
        CALLS[call](store)
    assert "\n" not in str(caught.value)
    # A HEAD has no body, so that `stat` asks a second time, what the matter is.
    assert len(proxy.calls) - before == (2 if call == "stat" else 1)


@pytest.mark.parametrize("fault", [*PASSING, Fault.HANG], ids=lambda fault: fault.name)
def test_trouble_that_stays_is_one_sentence_in_time(store: Store, proxy: Proxy, fault: Fault) -> None:
    proxy.plan = lambda _: fault
    started = time.monotonic()
    with pytest.raises(StoreError, match="cannot write k") as caught:
        store.put("k", BYTES)
    assert "\n" not in str(caught.value)
    assert 2 <= len(proxy.faults) <= HASTY.max_attempts
    assert time.monotonic() - started < HASTY.give_up_after_s + HASTY.read_timeout_s + 2


def test_a_server_silent_for_long_is_asked_once_more_and_no_longer(store: Store, proxy: Proxy) -> None:
    """So a crawl that tries its luck at the end does not wait for every call as long as for the first."""
    proxy.plan = lambda _: Fault.HANG
    give_up = time.monotonic() + HASTY.give_up_after_s
    while time.monotonic() < give_up:
        with pytest.raises(StoreError):
            store.get("there")
    before = len(proxy.calls)
    with pytest.raises(StoreError):
        store.get("there")
    assert len(proxy.calls) - before == 1
    proxy.plan = once(Fault.INTERNAL_ERROR)
    with pytest.raises(StoreError):
        store.get("there")
    assert store.get("there").data == BYTES
    proxy.plan = once(Fault.INTERNAL_ERROR, Fault.INTERNAL_ERROR)
    assert store.get("there").data == BYTES
