"""Pages that the store did not take: kept whole, brought there once, by one run."""

import gzip
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchiveWriter, open_store, verify
from pipelines.document import Capture, Document, Failure, Outcome, Rejection
from pipelines.duplicates import Duplicates
from pipelines.errors import ConfigurationError, StoreError
from pipelines.fingerprint import overlap
from pipelines.ingest import commit_spooled, make_judge
from pipelines.spool import Spool
from tests.pipeline.test_ingest import document

HERE = "s3://archive/here"
BODY = bytes(range(256)) + "字节跳动".encode()


def page(name: str) -> Capture:
    return Capture(
        url=f"http://courier.example/{name}?a=1",
        final_url=f"http://courier.example/{name}",
        fetched=datetime(2026, 11, 22, 1, 2, 3, 456789, tzinfo=UTC),
        status=200,
        headers=(("Set-Cookie", "a"), ("Set-Cookie", "b"), ("X-Odd", "\udcff")),
        body=BODY,
        publisher="courier",
        discovered_via=None,
        listed_headline="a headline with “quotes” and \ud83d",
    )


def several(name: str) -> Document:
    """A document of three pages."""
    made = document(name, "Ferries, herring and a lighthouse.\nNothing else.")
    second = made.capture.model_copy(update={"url": "http://courier.example/five-2", "body": BODY})
    capture = made.capture.model_copy(update={"further": (second, second)})
    return made.model_copy(update={"capture": capture})


def from_a_web_archive(name: str, text: str) -> Document:
    made = document(name, text)
    captured = datetime(2020, 3, 4, 5, 6, 7, tzinfo=UTC)
    return made.model_copy(update={"capture": made.capture.model_copy(update={"captured": captured})})


OUTCOMES: tuple[Outcome, ...] = (
    from_a_web_archive("one", "A text of one page.\nIts second paragraph, 字节跳动."),
    several("five"),
    Rejection.of(page("two"), "relevance", "not_related", "0.1 < 0.5", "2020-12-11"),
    Failure.of(page("three"), "worker", "deadline", "over 3 s"),
    Failure(
        url="http://courier.example/four",
        final_url="http://courier.example/four",
        publisher=None,
        discovered_via="http://courier.example/feed",
        stage="fetch",
        cause="timeout",
        detail="",
        time=datetime(2026, 11, 22, 1, 2, 4, tzinfo=UTC),
        capture=None,
    ),
)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", HERE)


def kept(spool: Spool, run: str = "aa") -> Path:
    return spool.keep(OUTCOMES, run=run, software="test 1")


def taken(spool: Spool) -> list[tuple[Outcome, ...]]:
    found = []
    for file in spool.waiting():
        with spool.taken(file) as spooled:
            if spooled is not None:
                found.append(spooled.outcomes)
    return found


def test_nothing_waits_where_nothing_was_kept(spool: Spool, tmp_path: Path) -> None:
    assert (taken(spool), list(tmp_path.iterdir())) == ([], [])


def test_outcomes_come_back_as_they_were_and_once(spool: Spool, tmp_path: Path) -> None:
    file = kept(spool)
    assert list(file.parent.iterdir()) == [file]
    assert taken(spool) == [OUTCOMES]
    assert list(file.parent.iterdir()) == []
    assert taken(spool) == []


def test_runs_are_taken_in_order(spool: Spool) -> None:
    files = [kept(spool, run) for run in ("aa", "bb")]
    assert spool.waiting() == sorted(files)
    assert taken(spool) == [OUTCOMES, OUTCOMES]


def test_a_file_stays_until_its_pages_are_stored(spool: Spool) -> None:
    file = kept(spool)
    with pytest.raises(StoreError), spool.taken(file):
        raise StoreError("the store is away again")
    assert taken(spool) == [OUTCOMES]


def test_another_archive_has_its_own(spool: Spool, tmp_path: Path) -> None:
    file = Spool(tmp_path / "spool", "s3://archive/elsewhere").keep(OUTCOMES, run="cc", software="test 1")
    mine = kept(spool)
    assert spool.strangers() == {file: "s3://archive/elsewhere"}
    assert taken(spool) == [OUTCOMES]
    assert (file.exists(), mine.exists()) == (True, False)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6, 0.99])
def test_a_cut_file_is_one_sentence(spool: Spool, share: float) -> None:
    file = kept(spool)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    _assert_damaged(spool, file)


def test_a_changed_file_is_one_sentence(spool: Spool) -> None:
    file = kept(spool)
    data = gzip.decompress(file.read_bytes())
    for altered in (data.replace(b"not_related", b"not_relatee"), data[:-9], data + b"{}\n", b"{}", b""):
        file.write_bytes(gzip.compress(altered))
        _assert_damaged(spool, file)


def test_a_flipped_bit_anywhere_is_one_sentence(spool: Spool) -> None:
    file = kept(spool)
    data = file.read_bytes()
    for at in range(10, len(data), 41):
        file.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        _assert_damaged(spool, file)


def test_a_later_format_is_one_sentence(spool: Spool) -> None:
    file = kept(spool)
    data = gzip.decompress(file.read_bytes()).replace(b'"version":2', b'"version":3')
    file.write_bytes(gzip.compress(data))
    with pytest.raises(ConfigurationError, match="later release"):
        taken(spool)


def _assert_damaged(spool: Spool, file: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"{file}: a damaged spool .*move it away") as caught:
        taken(spool)
    assert "\n" not in str(caught.value)
    assert spool.strangers() == {}
    assert file.exists()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot keep pages there .*`spool` under"):
        kept(Spool(tmp_path / "file", HERE))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_killed_writers_left_goes_with_the_next(spool: Spool, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    for name, age_s in ((".20200101T000000Z-aa.jsonl.gz.12", 7200), (".20200101T000000Z-bb.jsonl.gz.13", 10)):
        (tmp_path / "spool" / name).write_bytes(b"half of i")
        os.utime(tmp_path / "spool" / name, (time.time() - age_s,) * 2)
    assert spool.waiting() == []
    file = kept(spool)
    assert sorted(path.name[:22] for path in file.parent.iterdir()) == [
        ".20200101T000000Z-bb.j",
        file.name[:22],
    ]


HOLD = """
import sys, time
from pathlib import Path
from pipelines.spool import Spool
with Spool(Path(sys.argv[1]), sys.argv[2]).taken(Path(sys.argv[3])) as spooled:
    print(len(spooled.outcomes), flush=True)
    time.sleep(600)
"""


def test_what_another_run_holds_is_not_taken_and_what_a_killed_one_held_is(spool: Spool) -> None:
    file = kept(spool)
    command = [sys.executable, "-c", HOLD, str(file.parent), HERE, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert int(holder.stdout.readline()) == len(OUTCOMES)
        assert taken(spool) == []
        holder.kill()
    assert taken(spool) == [OUTCOMES]


def test_a_file_that_another_run_was_done_with_is_gone(spool: Spool) -> None:
    file = kept(spool)
    assert taken(spool) == [OUTCOMES]
    with spool.taken(file) as spooled:
        assert spooled is None


@pytest.fixture
def writer(tmp_path: Path) -> ArchiveWriter:
    return ArchiveWriter.open(open_store(str(tmp_path / "archive")), run="next", software="test 1")


JUDGE = make_judge(Duplicates(overlap, reject_from=0.8, link_from=0.5))


def test_pages_go_through_the_ordinary_judge(writer: ArchiveWriter, tmp_path: Path) -> None:
    copy = document("copy", "A text of one page.\nIts second paragraph, 字节跳动.")
    commits = list(commit_spooled(writer, JUDGE, (*OUTCOMES, copy), 2))
    assert [row.kind for commit in commits for row in commit.rows] == [
        "document",
        "document",
        "rejected",
        "failed",
        "failed",
        "rejected",
    ]
    assert verify(writer.store).findings == ()


@pytest.mark.parametrize("landed", [1, 2, 3, 4])
def test_what_had_landed_after_all_is_not_recorded_twice(writer: ArchiveWriter, landed: int) -> None:
    writer.commit(OUTCOMES[:landed], JUDGE)
    rows = [row for commit in commit_spooled(writer, JUDGE, OUTCOMES, 50) for row in commit.rows]
    assert len(rows) == len(OUTCOMES) - landed
    assert list(commit_spooled(writer, JUDGE, OUTCOMES, 50)) == []
    log = list(Archive.open(writer.store).log_rows())
    assert len(log) == len(OUTCOMES)


def test_a_page_that_another_run_fetched_meanwhile_is_judged(writer: ArchiveWriter) -> None:
    mine = OUTCOMES[0]
    assert isinstance(mine, Document)
    later = mine.capture.model_copy(update={"fetched": datetime(2026, 11, 23, tzinfo=UTC)})
    writer.commit([mine.model_copy(update={"capture": later})], JUDGE)
    [commit] = commit_spooled(writer, JUDGE, [mine], 50)
    assert [(row.kind, getattr(row, "reason", None)) for row in commit.rows] == [("rejected", "known_url")]
