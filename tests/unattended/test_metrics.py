"""The metrics of a run are what Prometheus reads, and lie where its collectors look."""

import logging
import os
from pathlib import Path

import pytest

from crawler.metrics_file import write_metrics
from pipelines.health.metrics import metrics_of
from tests.unattended.records import SILENT, record

HOSTILE = 'a"b\\c\nd{} 1\n# TYPE corpus_forged gauge'


def test_prometheus_reads_them() -> None:
    parser = pytest.importorskip("prometheus_client.parser", reason="needs prometheus_client: absent")
    text = metrics_of(record(exit_code=3, health=(SILENT,)))
    families = {family.name: family for family in parser.text_string_to_metric_families(text)}
    values = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert values["corpus_run_exit_code",] == 3
    assert values["corpus_run_look",] == 1
    assert values["corpus_run_concerns", ("concern", "silent"), ("publisher", "courier")] == 1
    assert values["corpus_run_pages", ("outcome", "archived")] == 4
    assert values["corpus_run_publisher_pages", ("outcome", "failed"), ("publisher", "courier")] == 1
    assert values["corpus_run_stage_seconds", ("stage", "extract")] == 1.25
    assert values["corpus_run_start_timestamp_seconds",] > 1.7e9
    assert all(family.type == "gauge" and family.documentation for family in families.values())
    assert not [name for name in families if not name.startswith("corpus_run_") or name.endswith("_total")]


def test_no_label_forges_a_line() -> None:
    parser = pytest.importorskip("prometheus_client.parser", reason="needs prometheus_client: absent")
    text = metrics_of(record(publishers={HOSTILE: {"archived": 1}}, rejected_by_reason={HOSTILE: 2}))
    families = list(parser.text_string_to_metric_families(text))
    assert "corpus_forged" not in {family.name for family in families}
    labels = [label for family in families for sample in family.samples for label in sample.labels.values()]
    assert labels.count(HOSTILE) == 2


def test_the_file_is_whole_or_not_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "corpus.prom"
    write_metrics(file, "a 1\n")
    write_metrics(file, "a 2\n")
    assert file.read_text() == "a 2\n"
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [file]
    with caplog.at_level(logging.ERROR):
        write_metrics(tmp_path / "absent" / "corpus.prom", "a 3\n")
    assert "the metrics cannot be written" in caplog.text


def test_what_is_no_ordinary_file_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A pipe, a device or a folder would be replaced by a file."""
    monkeypatch.chdir(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for place in (pipe, tmp_path, Path()):
        write_metrics(place, "a 1\n")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
    assert caplog.text.count("the metrics cannot be written (no ordinary file)") == 3
