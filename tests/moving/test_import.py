"""Folders of texts into an archive: as its beginning, as its continuation, strictly, and again."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.archive import Archive, list_runs, open_store, read_run
from pipelines.assembly import open_pipeline
from pipelines.errors import ConfigurationError
from pipelines.import_folder import read_folder
from pipelines.import_plan import Task, foresee
from pipelines.importing import EXTRACTOR, import_texts
from tests.archive.pages import SEEDS
from tests.moving.archives import write_texts
from tests.moving.folders import CHINESE, ENGLISH, OTHER, assert_clean, config_for, do_import, listed


def test_the_seeds_imported_are_the_archive_that_a_crawl_begins(url: str, tmp_path: Path) -> None:
    crawled = str(tmp_path / "crawled")
    pipeline = open_pipeline(config_for(crawled), "imported", lambda _: None)
    pipeline.pool.stop()
    imported = do_import(url, SEEDS)
    assert (imported.added, imported.skipped, imported.documents) == (4, {}, 4)
    assert listed(url) == listed(crawled)
    assert (Path(url) / "INDEX").read_bytes() == (Path(crawled) / "INDEX").read_bytes()
    assert_clean(url)


def test_a_new_archive_begins_with_the_texts(url: str, folder: Path) -> None:
    do_import(url, folder)
    rows = listed(url)
    digest = hashlib.sha256(ENGLISH.encode()).hexdigest()
    assert rows[0].file == f"000_{digest[:16]}.txt"
    assert [(row.language, row.extractor, row.url, row.warc) for row in rows] == [
        ("en", None, None, None),
        ("zh-Hans", None, None, None),
    ]
    assert "bytedance" in rows[0].entities
    assert Archive.open(url).text(1) == CHINESE
    assert_clean(url)


def test_another_archive_goes_on_with_them(url: str, folder: Path) -> None:
    do_import(url, SEEDS)
    imported = do_import(url, folder)
    assert (imported.added, imported.skipped, imported.documents) == (2, {}, 6)
    rows = listed(url)[4:]
    assert [(row.number, row.extractor) for row in rows] == [(4, EXTRACTOR), (5, EXTRACTOR)]
    assert all(row.file == f"{row.number:03}_{row.sha256[:16]}.txt" for row in rows)
    assert_clean(url)


def test_importing_again_adds_nothing(url: str, folder: Path) -> None:
    do_import(url, folder)
    before = (Path(url) / "INDEX").read_bytes()
    again = do_import(url, folder)
    assert (again.added, again.skipped) == (0, {"known_text": 2})
    assert (Path(url) / "INDEX").read_bytes() == before
    assert len(list(list_runs(open_store(url)))) == 1


def test_a_run_record_vouches_for_what_was_added(url: str, folder: Path) -> None:
    imported = do_import(url, folder)
    store = open_store(url)
    record = read_run(store, next(list_runs(store)))
    assert (record.run, record.spider, record.fetched, record.archived) == ("imported", "import", 2, 2)
    assert record.head == imported.head == Archive.open(store).head


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffByteDance has a byte order mark.\r\nAnd lines that end as in DOS.\r\n".encode(),
        b"ByteDance without a final newline",
        b"ByteDance with many\n\n\n\n",
        "ByteDance\u2028\x00\x0b and what else a file may hold 😀".encode(),
    ],
)
def test_bytes_stay_as_they_are(url: str, tmp_path: Path, data: bytes) -> None:
    do_import(url, write_texts(tmp_path / "texts", {"odd.txt": data}))
    row = Archive.open(url).get(0)
    assert (Path(url) / row.file).read_bytes() == data
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert [row.text[each.start : each.end] for each in row.mentions] == ["ByteDance"]
    assert not (row.headline or "").startswith("\ufeff")
    assert_clean(url)


@pytest.mark.parametrize(
    "name",
    ["a b.txt", "..txt.txt", "neue\nzeile.txt", "\x1b[31mred.txt", "ä字😀.txt", "000_zz.txt", "INDEX.txt"],
)
def test_names_make_no_difference(url: str, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "texts"
    do_import(url, write_texts(folder, {f"x{name}": ENGLISH.encode()}))
    assert listed(url)[0].file == f"000_{hashlib.sha256(ENGLISH.encode()).hexdigest()[:16]}.txt"
    shown = [row.text for row in foresee(Task(read_folder(folder), {}), open_store(url))]
    assert all(text.isprintable() for text in shown)


def test_a_name_that_is_no_utf_8(url: str, tmp_path: Path) -> None:
    folder = write_texts(tmp_path / "texts", {"b.txt": CHINESE.encode()})
    (Path(str(folder)) / b"\xff.txt".decode(errors="surrogateescape")).write_bytes(ENGLISH.encode())
    assert do_import(url, folder).added == 2


def test_the_order_is_that_of_names_and_numbers(url: str, tmp_path: Path) -> None:
    """A thousand texts that are named as an archive's keep their names, 1000 behind 999."""
    texts = {f"{number:03}_{number:016x}.txt": b"text %d" % number for number in (*range(3), 1000)}
    folder = write_texts(tmp_path / "gap", texts)
    assert [text.name[:5] for text in read_folder(folder)] == ["000_0", "001_0", "002_0", "1000_"]
    do_import(url, folder)
    assert listed(url)[0].file != "000_0000000000000000.txt"
    other = str(tmp_path / "other")
    (folder / "1000_00000000000003e8.txt").unlink()
    do_import(other, folder)
    assert [row.file for row in listed(other)] == sorted(texts)[:3]
    assert_clean(url)
    assert_clean(other)


def test_the_same_text_twice_is_one_document(url: str, tmp_path: Path) -> None:
    same = {"a.txt": ENGLISH.encode(), "b.txt": ENGLISH.encode(), "c.txt": ENGLISH.rstrip().encode()}
    imported = do_import(url, write_texts(tmp_path / "texts", same))
    assert (imported.added, imported.skipped) == (1, {"known_text": 2})


def test_near_copies_are_linked_or_skipped(url: str, tmp_path: Path) -> None:
    text = (SEEDS / "000_7639855fb13d63cb.txt").read_text(encoding="utf-8")
    folder = write_texts(tmp_path / "near", {"near.txt": text.replace("Zuckerberg", "Zuck", 1).encode()})
    strict = str(tmp_path / "strict")
    for archive in (url, strict):
        do_import(archive, SEEDS)
    assert do_import(strict, folder, strict=True).skipped == {"near_duplicate": 1}
    imported = do_import(url, folder)
    assert (imported.added, imported.linked, imported.skipped) == (1, 1, {})
    assert listed(url)[4].near_duplicate_of == 0


def test_near_copies_of_one_folder(url: str, tmp_path: Path) -> None:
    text = (SEEDS / "000_7639855fb13d63cb.txt").read_text(encoding="utf-8")
    texts = {f"{n}.txt": f"{text}\nCopy {n}.\n".encode() for n in range(5)} | {"z.txt": OTHER.encode()}
    folder = write_texts(tmp_path / "near", texts)
    imported = do_import(url, folder, strict=True)
    assert (imported.added, imported.skipped) == (2, {"near_duplicate": 4})
    other = str(tmp_path / "other")
    assert (do_import(other, folder).linked, len(listed(other))) == (4, 6)


def _not_there(folder: Path) -> Path:
    return folder / "nothing"


def _without_texts(folder: Path) -> Path:
    return write_texts(folder / "none", {"a.md": b"x", ".hidden.txt": b"\xff"})


def _latin(folder: Path) -> Path:
    return write_texts(folder, {"bad.txt": b"caf\xe9 au lait"})


def _empty(folder: Path) -> Path:
    return write_texts(folder, {"empty.txt": b"\xef\xbb\xbf \n"})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_not_there, "nothing is no folder"),
        (_without_texts, r"no texts named \*.txt"),
        (_latin, r"bad.txt: not UTF-8 at byte 3; convert the file"),
        (_empty, r"empty.txt: the text is empty"),
    ],
)
def test_a_wrong_folder_is_named(folder: Path, make: Callable[[Path], Path], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        read_folder(make(folder))


def test_a_text_that_changes_meanwhile(url: str, folder: Path) -> None:
    task = Task(read_folder(folder), {})
    (folder / "b.txt").write_bytes(OTHER.encode())
    with pytest.raises(ConfigurationError, match=r"b.txt has changed meanwhile; import again"):
        import_texts(task, config_for(url), open_store(url), run="r")
    assert not list(open_store(url).list("log/"))


def test_what_is_foreseen_comes_true(url: str, tmp_path: Path) -> None:
    texts = {"a.txt": ENGLISH.encode(), "b.txt": ENGLISH.encode(), "c.txt": OTHER.encode()}
    folder = write_texts(tmp_path / "texts", texts)
    task = Task(read_folder(folder), {})
    assert not Path(url).exists()
    foreseen = [row.file for row in foresee(task, open_store(url))]
    assert not Path(url).exists()
    do_import(url, folder)
    assert [row.file for row in listed(url)] == [file for file in foreseen if file]
    write_texts(folder, {"d.txt": CHINESE.encode()})
    more = [row.file for row in foresee(Task(read_folder(folder), {}), open_store(url))]
    do_import(url, folder)
    assert [row.file for row in listed(url)][2:] == [file for file in more if file]


@pytest.mark.s3
def test_into_a_bucket(s3_url: str, url: str) -> None:
    for archive in (s3_url, url):
        do_import(archive, SEEDS)
    assert open_store(s3_url).get("INDEX").data == open_store(url).get("INDEX").data
    assert_clean(s3_url)
