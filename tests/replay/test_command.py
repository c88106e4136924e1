"""`corpus replay`, as its users run it, with real workers."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive import Archive, open_store, verify
from tests.crawl.crawling import Crawled, corpus
from tests.replay.read_pages import archived, page

TOPICS = ("parcels", "lorries")


@pytest.fixture(scope="module")
def half_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("command") / "archive"
    archived(open_store(str(place)), *map(page, TOPICS))
    return place


@pytest.fixture(scope="module")
def applied(half_read: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Crawled]:
    place = shutil.copytree(half_read, tmp_path_factory.mktemp("applied") / "archive")
    return place, corpus("replay", "--apply", "--json", archive=place)


def lines(said: Crawled) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.output.splitlines() if line.startswith("{")]


def test_revisions_are_archived(applied: tuple[Path, Crawled]) -> None:
    place, said = applied
    *documents, figures = lines(said)
    assert said.code == 0, said.output
    assert [(each["number"], each["applied"], each["revision"]) for each in documents] == [
        (4, "revised", 6),
        (5, "revised", 7),
    ]
    assert documents[0]["text"]["lines_new"] == 3
    assert (figures["revisions"], figures["total"]["changed"], figures["without_capture"]) == (2, 2, 4)
    assert [row.revision_of for row in Archive.open(str(place))][4:] == [None, None, 4, 5]
    assert verify(open_store(str(place))).findings == ()
    shown = corpus("show", "6", archive=place)
    assert "revision of  004, read anew from the capture of 004" in shown.output


def test_a_worse_extractor_shows(applied: tuple[Path, Crawled]) -> None:
    """One of somebody's own, which nothing is archived of; the new texts are what it is held against."""
    place, _ = applied
    segments = Archive.open(str(place)).cursor
    said = corpus("replay", "--with", "tests.replay.worse:first_lines", archive=place)
    assert said.code == 0, said.output
    (total,) = (line.split() for line in said.output.splitlines() if line.startswith("in all"))
    assert total[2:5] == ["2", "0", "2"]
    assert 0 < float(total[5]) < 0.5
    assert int(total[8]) < 0.5 * int(total[6])
    assert "2 pages read by tests.replay.worse:first_lines: 2 texts would change" in said.output
    assert "2 have a newer text of the same page" in said.output
    assert Archive.open(str(place)).cursor == segments


def test_one_that_breaks_is_told(half_read: Path) -> None:
    said = corpus("replay", "--with", "tests.replay.worse:fails", "--publisher", "aare", archive=half_read)
    assert said.code == 3, said.output
    assert "failed stage_error: 2, 004 005" in said.output


def test_one_document_is_shown_as_a_diff(half_read: Path) -> None:
    said = corpus("replay", "--show", "4", archive=half_read)
    assert said.code == 0, said.output
    assert "published     - → 2020-03-03T08:00:00Z" in said.output
    added = [line for line in said.output.splitlines() if line.startswith("+")]
    assert len(added) == 4
    assert added[-1].startswith("+parcels: Toutiao told")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--with", "tests.replay.worse:first_lines", "--apply"], 2),
        (["--show", "4", "--apply"], 2),
        (["--with", "tests.replay.worse:absent"], 2),
        (["--with", "tests.replay.worse:NO_FUNCTION"], 2),
        (["--with", "no.such.module:read"], 2),
        (["--with", ":"], 2),
        (["--shard", "3/2"], 2),
        (["--since", "yesterday"], 2),
    ],
)
def test_mistakes_end_in_a_sentence(half_read: Path, arguments: list[str], code: int) -> None:
    said = corpus("replay", *arguments, archive=half_read)
    assert (said.code, said.output.count("\n")) == (code, 1), said.output
    assert said.output.startswith("error: ")


def test_what_cannot_be_shown(half_read: Path) -> None:
    for number, why in (("99", "there is no document 99"), ("0", "document 000 has no capture")):
        said = corpus("replay", "--show", number, archive=half_read)
        assert (said.code, why in said.output) == (8, True), said.output
