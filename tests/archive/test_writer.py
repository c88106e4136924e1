"""Commits: what they leave, what they refuse."""

import gzip
import hashlib
import io
from pathlib import Path

import pandas
import pytest

from pipelines.archive import INDEX, Archive, Kept, Known, SeedText, Store, TurnedAway, verify
from pipelines.archive.entries import Entry
from pipelines.archive.segment import segment_key
from pipelines.document import Document, Fingerprint, Language, Mentions, Outcome, Relevance
from pipelines.errors import ArchiveDamaged, ConfigurationError, UnknownFormatVersion
from tests.archive.pages import SEEDS, document, failure, judge, opened, rejection, seeds


def contents(store: Store) -> dict[str, bytes]:
    return {key: store.get(key).data for key, _ in store.list()}


def test_an_archive_begins_with_the_seeds_byte_for_byte(store: Store) -> None:
    writer = opened(store)
    assert [writer.is_empty, writer.commit_seeds(seeds())] == [True, True]
    assert [writer.is_empty, writer.commit_seeds(seeds())] == [False, False]
    for path in sorted(SEEDS.glob("*.txt")):
        assert store.get(path.name).data == path.read_bytes()
    rows = list(Archive.open(store).rows())
    assert [row.file for row in rows] == sorted(path.name for path in SEEDS.glob("*.txt"))
    assert [row.sha256 for row in rows] == [hashlib.sha256(seed.data).hexdigest() for seed in seeds()]
    assert verify(store).findings == ()


def test_a_page_with_the_text_of_a_seed_is_known_final_newline_or_not(store: Store) -> None:
    writer = opened(store)
    writer.commit_seeds(seeds())
    pages = [document(f"copy{n}", seed.data.decode().removesuffix("\n")) for n, seed in enumerate(seeds())]
    commit = writer.commit(pages, judge)
    assert [row.kind for row in commit.rows] == ["rejected"] * 4


def test_a_commit_leaves_everything_a_reader_needs(store: Store) -> None:
    writer = opened(store)
    writer.commit_seeds(seeds())
    outcomes: list[Outcome] = [document("a"), rejection("b"), failure("c"), document("d"), failure("e", None)]
    commit = writer.commit(outcomes, judge)
    assert [row.kind for row in commit.rows] == ["document", "rejected", "failed", "document", "failed"]
    assert [row.number for row in commit.rows if row.kind == "document"] == [4, 5]
    assert (commit.segment, commit.head) == (1, writer.head)
    archive = Archive.open(store)
    assert (len(archive), archive.head) == (6, commit.head)
    assert archive.get(5).headline == "Headline of d"
    assert archive.text(5) == store.get(archive.get(5).file).data.decode()
    assert [row.stage for row in archive.rejections()] == ["relevance"]
    assert [row.quarantine is None for row in archive.failures()] == [False, True]
    for row in list(archive.rows())[4:]:
        assert row.file == f"{row.number:03}_{hashlib.sha256(store.get(row.file).data).hexdigest()[:16]}.txt"
    writer.close()
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())
    assert (report.documents, report.rejected, report.failed, report.head) == (6, 1, 2, commit.head)


def test_pandas_reads_index(store: Store) -> None:
    writer = opened(store)
    writer.commit_seeds(seeds())
    writer.commit([document("a"), document("b")], judge)
    table = pandas.read_json(io.BytesIO(store.get(INDEX).data), lines=True)
    assert list(table["number"]) == list(range(6))
    assert list(table["headline"][4:]) == ["Headline of a", "Headline of b"]
    assert table["authors"][4] == ["Ann Author"]
    texts = [store.get(name).data.decode() for name in table["file"]]
    assert texts[4].startswith("a: ByteDance 字节跳动\n")


def test_nothing_to_write_writes_nothing(store: Store) -> None:
    writer = opened(store)
    assert writer.commit([], judge).segment is None
    assert list(store.list()) == []


def test_the_verdicts_a_crawl_asks_for(store: Store) -> None:
    writer = opened(store)
    key = "http://news.test/{}".format
    writer.commit(
        [document("kept"), rejection("no"), failure("lost"), failure("later"), failure("worse")], judge
    )
    writer.commit([document("later"), rejection("worse"), rejection("kept"), failure("no")], judge)
    for known in (writer.known, opened(store).known, Archive.open(store)):
        verdicts = {
            name: known.verdict(key(name)) for name in ("kept", "no", "lost", "later", "worse", "never")
        }
        kinds = {
            name: verdict and (verdict.kind, verdict.number, verdict.reason)
            for name, verdict in verdicts.items()
        }
        assert kinds == {
            "kept": ("archived", 0, None),
            "no": ("rejected", None, "unrelated"),
            "lost": ("failed", None, "deadline"),
            "later": ("archived", 1, None),
            "worse": ("rejected", None, "unrelated"),
            "never": None,
        }
    record = Archive.open(store).record(key("no"))
    assert record is not None
    assert record.kind == "rejected"
    assert record.detail == "0.1 < 0.5"


def test_copies_inside_a_batch_are_seen_and_nothing_leaks_out_of_it(store: Store) -> None:
    writer = opened(store)
    seen: list[tuple[int, ...]] = []

    def look(outcome: Outcome, known: Known) -> Entry:
        assert isinstance(outcome, Document)
        seen.append(known.near(outcome.fingerprint.near_keys))
        if known.near(outcome.fingerprint.near_keys):
            assert known.text_of(0) == "first text"
            assert known.verdict("k/first") is not None
            assert writer.known.verdict("k/first") is None
            return TurnedAway(rejection("copy", "near_copy"), ())
        return Kept(outcome, ("k/first",))

    pages = [document("a", "first text", "0000000100000002"), document("b", "second", "0000000900000002")]
    commit = writer.commit(pages, look)
    assert seen == [(), (0,)]
    assert [row.kind for row in commit.rows] == ["document", "rejected"]
    assert writer.known.near("00000001") == (0,)
    assert writer.known.near("00000002") == (), "the place of a key matters"
    assert writer.known.text_of(0) == opened(store).known.text_of(0) == "first text"
    with pytest.raises(LookupError):
        writer.known.text_of(1)


def test_near_names_those_that_share_most_first(store: Store) -> None:
    writer = opened(store)
    writer.commit(
        [document("a", near_keys="00000001" + "0" * 8), document("b", near_keys="0000000100000002")], judge
    )
    assert writer.known.near("0000000100000002") == (1, 0)


def test_a_judge_cannot_archive_a_text_twice(store: Store) -> None:
    writer = opened(store)
    with pytest.raises(ValueError, match="archived already as document 0"):
        writer.commit([document("a", "same"), document("b", "same")], lambda page, _: _kept(page))
    assert writer.is_empty
    assert [row.kind for row in writer.commit([document("a", "same")], judge).rows] == ["document"]


def _kept(page: Outcome) -> Kept:
    assert isinstance(page, Document)
    return Kept(page, ())


def test_an_archive_of_a_later_format_is_left_alone(store: Store, tmp_path: Path) -> None:
    store.put("log/0000000000.jsonl.gz", gzip.compress(b'{"kind":"header","format_version":2}\n', mtime=0))
    before = contents(store)
    for use in (lambda: opened(store), lambda: Archive.open(store), lambda: verify(store)):
        with pytest.raises(UnknownFormatVersion):
            use()
    assert contents(store) == before


def test_a_log_that_lost_its_end_is_not_continued(store: Store) -> None:
    writer = opened(store)
    writer.commit([document("a")], judge)
    writer.commit([document("b")], judge)
    store.delete("log/0000000001.jsonl.gz")
    with pytest.raises(ArchiveDamaged, match="INDEX lists 2 documents, the log holds 1"):
        opened(store)


@pytest.mark.parametrize("lost", [0, 1])
def test_a_log_with_a_gap_is_not_continued(store: Store, lost: int) -> None:
    """Neither INDEX nor columns tell that there was more: only the names behind the gap do."""
    writer = opened(store)
    for name in "abc":
        writer.commit([document(name)], judge)
    writer.close()
    for key in ("INDEX", "INDEX.parquet", "REJECTED.parquet", segment_key(lost)):
        store.delete(key)
    before = contents(store)
    with pytest.raises(ArchiveDamaged, match=f"{segment_key(lost)} is missing"):
        opened(store)
    assert contents(store) == before


def test_no_archive_is_one_sentence(store: Store) -> None:
    with pytest.raises(ConfigurationError, match="holds no archive"):
        Archive.open(store)
    with pytest.raises(ConfigurationError, match="holds no archive"):
        verify(store)


def test_documents_are_found_among_segments_without_any(store: Store) -> None:
    writer = opened(store)
    for batch in (
        [rejection("a")],
        [document("b"), document("c")],
        [rejection("d")],
        [document("e")],
        [failure("f")],
    ):
        writer.commit(batch, judge)
    archive = Archive.open(store)
    assert [archive.get(number).headline for number in range(3)] == [
        "Headline of b",
        "Headline of c",
        "Headline of e",
    ]
    for number in (-1, 3, 99):
        with pytest.raises(LookupError):
            archive.get(number)


def test_a_seed_keeps_its_byte_order_mark_and_line_ends(store: Store) -> None:
    like, data = seeds()[0], "\ufeffone\r\ntwo".encode()
    writer = opened(store)
    writer.commit_seeds([SeedText("000_x.txt", data, None, *_parts(like))])
    assert store.get("000_x.txt").data == data
    assert Archive.open(store).text(0).encode() == data
    assert verify(store).findings == ()


def _parts(like: SeedText) -> tuple[Language, Fingerprint, Mentions, Relevance]:
    return like.language, like.fingerprint, like.mentions, like.relevance
