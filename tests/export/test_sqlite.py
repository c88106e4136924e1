"""SQLite: the rows as they are, and full text search that finds Chinese words of two characters."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.archive import Archive
from pipelines.export import Format, export
from pipelines.export.columns import COLUMNS
from pipelines.export.search_form import search_form
from tests.export.archives import documents


@pytest.fixture
def database(archive: Archive, folder: Path) -> Iterator[sqlite3.Connection]:
    export(documents(archive), archive.store, Format.SQLITE, folder / "d.db")
    with closing(sqlite3.connect(f"file:{folder / 'd.db'}?mode=ro", uri=True)) as opened:
        yield opened


def found(database: sqlite3.Connection, words: str) -> list[str]:
    query = (
        "SELECT documents.file FROM documents_search JOIN documents ON number = documents_search.rowid "
        "WHERE documents_search MATCH ? ORDER BY number"
    )
    return [file for (file,) in database.execute(query, (words,))]


def phrase(words: str) -> str:
    return f'"{search_form(words)}"'


def test_documents_have_the_columns_of_index_and_the_text(
    archive: Archive, database: sqlite3.Connection
) -> None:
    cursor = database.execute("SELECT * FROM documents ORDER BY number")
    assert [name for name, *_ in cursor.description] == [column.name for column in COLUMNS]
    for values, row in zip(cursor, documents(archive), strict=True):
        told = dict(zip([column.name for column in COLUMNS], values, strict=True))
        told["authors"], told["entities"] = json.loads(told["authors"]), json.loads(told["entities"])
        assert json.loads(told.pop("reservations")) == [each.what for each in row.reservations]
        assert told == json.loads(row.model_dump_json(include=set(told)))


def test_authors_and_entities_have_rows_of_their_own(archive: Archive, database: sqlite3.Connection) -> None:
    rows = documents(archive)
    assert database.execute("SELECT * FROM document_authors ORDER BY number, place").fetchall() == [
        (row.number, place, author) for row in rows for place, author in enumerate(row.authors)
    ]
    named = database.execute("SELECT number FROM document_entities WHERE entity = 'douyin'").fetchall()
    assert named == [(row.number,) for row in rows if "douyin" in row.entities]
    assert len(named) == 1


@pytest.mark.parametrize(
    "words", ["字节跳动", "抖音", "突破6亿", "一鸣", "擴展至台灣", "TikTok", "bytedance", "Zurich"]
)
def test_a_phrase_finds_what_holds_it(archive: Archive, database: sqlite3.Connection, words: str) -> None:
    folded = words.lower().replace("zurich", "zürich")
    holding = [row.file for row in documents(archive) if folded in row.text.lower()]
    assert holding
    assert found(database, phrase(words)) == holding


def test_a_phrase_in_another_order_is_not_found(database: sqlite3.Connection) -> None:
    assert found(database, phrase("音抖")) == []
    assert found(database, phrase("动跳节字")) == []


def test_latin_words_beside_chinese_ones_stand_alone(database: sqlite3.Connection) -> None:
    assert found(database, f"TikTok AND {phrase('台灣')}") == found(database, phrase("旗下的TikTok擴展"))
    assert len(found(database, phrase("旗下的TikTok擴展"))) == 1


def test_headlines_are_searched_too(archive: Archive, database: sqlite3.Connection) -> None:
    (number,) = [row.number for row in documents(archive) if row.headline and "<b>bold" in row.headline]
    rows = database.execute(
        "SELECT rowid FROM documents_search WHERE documents_search MATCH 'headline: bold'"
    )
    assert rows.fetchall() == [(number,)]


def test_full_width_letters_and_old_forms_are_one(folder: Path, archive: Archive) -> None:
    row = documents(archive)[0].model_copy(update={"text": "ＴｉｋＴｏｋ在２０２０年，金山\uf90a。"})
    export([row], archive.store, Format.SQLITE, folder / "d.db")
    with closing(sqlite3.connect(folder / "d.db")) as database:
        assert found(database, phrase("tiktok在2020年")) == found(database, phrase("金山金")) == [row.file]


def test_the_file_says_which_version_it_is_and_is_whole(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA user_version").fetchone() == (1,)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_twice_the_same(archive: Archive, folder: Path) -> None:
    dumps = []
    for name in ("a.db", "b.db"):
        export(documents(archive), archive.store, Format.SQLITE, folder / name)
        with closing(sqlite3.connect(folder / name)) as database:
            dumps.append(list(database.iterdump()))
    assert dumps[0] == dumps[1]


def test_an_empty_database_has_its_tables(archive: Archive, folder: Path) -> None:
    export([], archive.store, Format.SQLITE, folder / "d.db")
    with closing(sqlite3.connect(folder / "d.db")) as database:
        assert database.execute("SELECT count(*) FROM documents").fetchone() == (0,)
        assert found(database, phrase("抖音")) == []


def test_a_hostile_text_is_only_a_text(archive: Archive, database: sqlite3.Connection) -> None:
    (row,) = [row for row in documents(archive) if row.text.startswith("=cmd")]
    stored = database.execute("SELECT text, length(text) FROM documents WHERE number = ?", (row.number,))
    assert stored.fetchone() == (row.text, len(row.text))
