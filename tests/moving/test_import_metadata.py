"""What is known of texts that are imported: it reaches the archive, or its line is named."""

import json
from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchiveWriter, open_store
from pipelines.errors import ConfigurationError
from pipelines.import_metadata import load_metadata
from tests.moving.folders import ENGLISH, OTHER, assert_clean, do_import, listed

FULL = {
    "file": "a.txt",
    "url": "https://www.news.example/a?utm_source=x",
    "canonical_url": "https://news.example/a",
    "headline": "ByteDance buys",
    "authors": ["Ann Author", "Bo Writer"],
    "published": "2019-12-11",
    "modified": "2019-12-11T08:00:00+08:00",
    "publisher": "news",
    "language": "en-GB",
    "access": "free",
    "fetched": "2019-12-12T08:00:00+08:00",
}


def metadata_file(folder: Path, *lines: object) -> Path:
    path = folder.parent / "metadata.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def test_metadata_reach_the_index_and_the_url_keys(url: str, folder: Path) -> None:
    known = load_metadata(metadata_file(folder, FULL, ""), {"a.txt", "b.txt"})
    do_import(url, folder, known)
    archive = Archive.open(url)
    row = archive.get(0)
    assert {
        name: getattr(row, name) for name in FULL if name not in ("file", "fetched", "authors", "language")
    } == {
        name: value for name, value in FULL.items() if name not in ("file", "fetched", "authors", "language")
    }
    assert (row.authors, row.fetched) == (("Ann Author", "Bo Writer"), "2019-12-12T00:00:00Z")
    assert (row.language, row.language_confidence) == ("en-GB", 1.0)
    assert row.keys == ("news.example/a",)
    assert archive.verdict("news.example/a") is not None
    assert listed(url)[1].headline == "字节跳动收购了一家北京公司。"
    assert_clean(url)


def test_what_is_not_said_stays_null(url: str, folder: Path) -> None:
    blank = {"file": "a.txt", "url": "", "headline": " ", "authors": None, "language": "", "access": None}
    do_import(url, folder, load_metadata(metadata_file(folder, blank), {"a.txt"}))
    row = listed(url)[0]
    assert (row.url, row.authors, row.access, row.published, row.language) == (None, (), None, None, "en")
    assert row.headline == ENGLISH.splitlines()[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", r"line 2: .*each line is a JSON object"),
        ("[1]", r"line 2: .*each line is a JSON object"),
        ({"url": "https://news.example/a"}, r"line 2: `file`: Field required"),
        ({"file": "c.txt"}, r"line 2: `file`: there is no text 'c.txt' in the folder"),
        ({"file": "b.txt"}, r"line 2: `file`: 'b.txt' has a line already"),
        ({"file": "a.txt", "titel": "x"}, r"line 2: `titel`: is unknown; known are file, url, canonical_url"),
        (
            {"file": "a.txt", "url": "news.example/a"},
            r"line 2: `url`: .* is not an absolute http or https URL",
        ),
        ({"file": "a.txt", "published": "11.12.2019"}, r"line 2: `published`: '11.12.2019' is no date"),
        ({"file": "a.txt", "published": "2019-02-30"}, r"line 2: `published`: day is out of range"),
        ({"file": "a.txt", "modified": "2019-02-10T25:00"}, r"line 2: `modified`: hour must be"),
        ({"file": "a.txt", "fetched": "2019-02-10T05:00:00"}, r"line 2: `fetched`: .* lacks its zone"),
        ({"file": "a.txt", "language": "English!"}, r"line 2: `language`: String should match"),
        ({"file": "a.txt", "access": "paid"}, r"line 2: `access`: Input should be"),
        ({"file": "a.txt", "authors": "Ann"}, r"line 2: `authors`: Input should be a valid"),
        ({"file": "a.txt", "headline": 7}, r"line 2: `headline`: Input should be a valid string"),
        ('{"file": "a.txt", "headline": "\\ud800"}', r"line 2: "),
        ({"file": "a.txt", "url": "http://[::1"}, r"line 2: `url`"),
    ],
)
def test_a_wrong_line_is_named(folder: Path, line: object, said: str) -> None:
    path = metadata_file(folder, {"file": "b.txt"}, line)
    with pytest.raises(ConfigurationError, match=rf"metadata.jsonl, {said}"):
        load_metadata(path, {"a.txt", "b.txt"})


def test_metadata_that_are_no_text(folder: Path) -> None:
    path = folder.parent / "metadata.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"file": "a.txt"}\n\xff\n')
    with pytest.raises(ConfigurationError, match=r"metadata.jsonl, line 2: "):
        load_metadata(path, {"a.txt"})
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_metadata(folder / "nothing.jsonl", {"a.txt"})


def test_what_was_removed_is_not_imported_again(url: str, folder: Path) -> None:
    known = load_metadata(metadata_file(folder, FULL), {"a.txt"})
    do_import(url, folder, known)
    writer = ArchiveWriter.open(open_store(url), run="removal", software="test/1")
    for number in (0, 1):
        writer.remove(number, "asked for")
    writer.close()
    (folder / "a.txt").write_bytes(OTHER.encode())
    imported = do_import(url, folder, known)
    assert (imported.added, imported.skipped) == (0, {"known_text": 1, "removed_url": 1})
