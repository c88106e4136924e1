"""Small columns are believed by their footers and read when somebody asks, with the answers of before."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.archive import INDEX, Store, coverage, open_store
from pipelines.archive.catalogue_later import CatalogueLater, CatalogueOfLog, StartLater, begin
from pipelines.archive.columns import TABLES
from pipelines.archive.digests import key_digest
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.start import Start, read_start
from tests.archive.pages import document, failure, judge, opened, rejection

QUIET = """
import sys
from pipelines.archive import ArchiveWriter, open_store
writer = ArchiveWriter.open(open_store(sys.argv[1]), run="quiet", software="test/1")
writer.close()
assert writer.documents == 3, writer.documents
print("\\n".join({name.split(".")[0] for name in sys.modules}))
"""


@pytest.fixture
def archive(tmp_path: Path) -> Store:
    """Two commits, of which one document was removed."""
    store = open_store(str(tmp_path / "archive"))
    writer = opened(store)
    writer.commit([document("ferry", near_keys="0000000a" * 32), document("gone"), rejection("dull")], judge)
    writer.commit([document("late", near_keys="0000000b" * 32), failure("slow")], judge)
    writer.remove(1, "asked for")
    writer.close()
    return store


def test_the_footer_tells_what_pyarrow_reads_of_it(archive: Store) -> None:
    for layout, _ in TABLES:
        held = coverage.held(archive, layout.key)
        assert held is not None
        assert held.coverage == GrowingFile(archive, layout).coverage
        assert GrowingFile(archive, layout, held).coverage == held.coverage


def test_a_flipped_byte_of_a_footer_is_not_believed(archive: Store) -> None:
    data = bytearray(archive.get("INDEX.parquet").data)
    for place in range(len(data) - 400, len(data), 7):
        data[place] ^= 1
        assert coverage.coverage_in(bytes(data)) is None, place
        data[place] ^= 1
    assert coverage.coverage_in(bytes(data)) is not None
    assert [coverage.coverage_in(bytes(data[:size])) for size in (0, 7, 40, len(data) - 1)] == [None] * 4


def test_the_answers_are_those_of_columns_that_are_read_at_once(archive: Store) -> None:
    at_once, later = read_start(archive), begin(archive)
    assert isinstance(at_once, Start)
    assert isinstance(later, StartLater)
    assert not later.catalogue.is_made
    assert later.newest == at_once.newest
    assert _answers(later) == _answers(at_once)
    assert later.catalogue.is_made


def test_damaged_pages_behind_sound_footers_are_made_good_by_the_log(archive: Store) -> None:
    sound = read_start(archive)
    assert sound is not None
    data = bytearray(archive.get("INDEX.parquet").data)
    data[40:400] = bytes(360)
    archive.put("INDEX.parquet", bytes(data))
    later = begin(archive)
    assert isinstance(later, StartLater)
    assert _answers(later) == _answers(sound)
    assert isinstance(later.catalogue._made, CatalogueOfLog)


def test_large_columns_are_read_at_once(archive: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "_AT_ONCE_BYTES", 1000)
    assert isinstance(begin(archive), Start)


def test_no_columns_no_catalogue(archive: Store) -> None:
    archive.delete("REJECTED.parquet")
    assert begin(archive) is None


def test_a_copy_of_a_page_is_known_to_who_asks_only_when_it_comes(archive: Store) -> None:
    writer = opened(archive)
    assert isinstance(catalogue := writer.known._catalogue, CatalogueLater)
    assert not catalogue.is_made
    commit = writer.commit([document("ferry"), document("gone"), document("new")], judge)
    assert [row.kind for row in commit.rows] == ["rejected", "rejected", "document"]
    writer.close()
    assert archive.get(INDEX).data.count(b"\n") == 4


def test_who_finds_nothing_new_loads_neither_numpy_nor_pyarrow(archive: Store) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUIET, archive.url],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not {"numpy", "pyarrow"} & set(done.stdout.split())


def _answers(start: Start | StartLater) -> list[object]:
    catalogue = start.catalogue
    return [
        *(
            catalogue.verdict(key_digest(f"http://news.test/{page}"))
            for page in ("ferry", "gone", "dull", "slow")
        ),
        *(key_digest(f"http://news.test/{page}") in catalogue.barred for page in ("ferry", "gone")),
        *(catalogue.near(place, key) for place in (0, 31) for key in (0xA, 0xB)),
        *(catalogue.segment_of(number) for number in range(3)),
        catalogue.number_of_text(bytes.fromhex(document("late").fingerprint.sha256)),
        sorted(catalogue.removed),
        sorted(catalogue.captures),
    ]
