"""The archive of many captures that `make bench ARGS=replay` is measured on, and its bad extractor."""

from pathlib import Path

from bench.first_paragraphs import first_paragraphs
from bench.repeated import repeat
from pipelines.archive import Archive, open_store, verify
from tests.replay.read_pages import archived, page, replayed
from tests.replay.test_replay import as_it_is


def test_copies_are_read_as_the_first_was(tmp_path: Path) -> None:
    source, target = (open_store(str(tmp_path / name)) for name in ("source", "target"))
    archived(source, page("parcels"), page("lorries"), change=as_it_is)
    repeat(source, target, 5)
    rows = list(Archive.open(target).documents())
    assert len({row.url for row in rows}) == len({row.text for row in rows}) == 5
    assert verify(target).findings == ()
    told, _ = replayed(target)
    assert [each.outcome for each in told] == ["same"] * 5


def test_the_bad_extractor() -> None:
    html = "<p class=a>One <b>two</b>\nthree.</p><P></P>" + "<p>More.</p>" * 3
    assert first_paragraphs(html, "http://a.example/") == "One two three.\nMore.\nMore."
