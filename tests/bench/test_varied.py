"""The archive to try things on has a bit of everything, and is sound."""

from pathlib import Path

from bench.varied.building import build
from pipelines.archive import Archive, list_runs, load_listing_states, open_store, verify


def test_a_varied_archive_is_sound_and_has_a_bit_of_everything(tmp_path: Path) -> None:
    built = build(tmp_path, 400)
    store = open_store(str(tmp_path))
    report = verify(store)
    assert (report.findings, report.notes) == ((), ())
    assert (report.documents, report.removed) == (404, 12) == (built.documents, len(built.removed))
    assert len(list(list_runs(store))) == 4
    assert len(load_listing_states(store)) == 42
    archive = Archive.open(store)
    rows = [row for row in archive if row.status == "live"]
    assert {row.language for row in rows} > {"en", "zh-Hans", "zh-Hant"}
    assert any(row.near_duplicate_of is not None for row in rows)
    assert any(row.revision_of is not None for row in rows)
    assert any(row.published is None and row.url is not None for row in rows)
    assert {row.reason for row in archive.rejections()} > {"not_related", "near_duplicate"}
    assert {row.cause for row in archive.failures()} > {"timeout"}
    held = sum("张一鸣" in archive.text(row.number) for row in rows if row.url is not None)
    assert built.phrases["张一鸣"] - len(built.removed) <= held <= built.phrases["张一鸣"]


def test_mentions_stand_where_they_say(tmp_path: Path) -> None:
    build(tmp_path, 30)
    documents = [row for row in Archive.open(str(tmp_path)).documents() if row.mentions]
    assert documents
    named = [(row.text[each.start : each.end], each.entity) for row in documents for each in row.mentions]
    assert len({name for name, _ in named}) >= len({entity for _, entity in named})
    assert all(name.strip() == name and "\n" not in name and name for name, _ in named)
