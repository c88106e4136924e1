"""Synthetic archives are archives, and what is measured on them can be measured."""

from pathlib import Path

import pytest

from bench.scale import measure, table
from bench.synthetic import build
from pipelines.archive import Archive, open_store, verify
from pipelines.urls import url_key


def test_a_synthetic_archive_is_sound_in_every_byte(tmp_path: Path) -> None:
    build(tmp_path, 120)
    report = verify(open_store(str(tmp_path)))
    assert (report.findings, report.notes) == ((), ())
    assert (report.documents, report.rejected, report.segments) == (120, 30, 3)
    archive = Archive.open(str(tmp_path))
    assert archive.get(119).keys == (url_key(str(archive.get(119).url)),)
    assert [len(archive.get(number).near_keys) for number in (0, 1)] == [256, 256]
    assert all(200 <= row.bytes <= 700 for row in archive)


@pytest.mark.slow
def test_every_figure_is_measured(tmp_path: Path) -> None:
    figures = measure(tmp_path, 150)
    assert figures["documents"] == 150
    assert figures["sent_mb"] > 0
    lines = table([figures]).splitlines()
    assert lines[0].split() == ["documents", "150"]
    assert all(line.split()[-1].replace(".", "").isdigit() for line in lines)
