"""What a crawl does with finished pages at its end, when they could not be committed."""

from pathlib import Path
from typing import Any, cast

import pytest

from crawler.ending import _kept_for_later
from pipelines.archive import ArchiveWriter, open_store
from pipelines.assembly import Pipeline
from pipelines.errors import ConfigurationError, StoreError
from pipelines.ingest import Ingest
from pipelines.spool import Spool
from tests.pipeline.test_spool import JUDGE, OUTCOMES


class Unwilling:
    """A writer whose commits end in an error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def commit(self, *_: object) -> None:
        raise self._error


def ended(folder: Path, error: Exception) -> Pipeline:
    writer = cast(ArchiveWriter, Unwilling(error))
    ingest = Ingest(writer, JUDGE, every_documents=50, on_commit=lambda _: None)
    for outcome in OUTCOMES:
        ingest.accept(outcome)
    ingest.close()
    store, unused = open_store(str(folder / "archive")), cast(Any, None)
    return Pipeline(store, unused, unused, unused, writer, ingest, Spool(folder / "spool", store.url))


@pytest.mark.parametrize("error", [StoreError("the disk is full"), ConfigurationError("the bucket is gone")])
def test_trouble_of_the_store_leaves_them_in_the_spool(tmp_path: Path, error: Exception) -> None:
    pipeline = ended(tmp_path, error)
    told = _kept_for_later(pipeline, "aa")
    [file] = pipeline.spool.waiting()
    assert told == f"5 finished pages wait in {file}; the next crawl into this archive stores them first"


def test_a_fault_of_our_own_is_not_carried_into_the_next_crawl(tmp_path: Path) -> None:
    pipeline = ended(tmp_path, ValueError("a fault"))
    assert _kept_for_later(pipeline, "aa") is None
    assert pipeline.spool.waiting() == []


def test_a_spool_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("in the way")
    told = _kept_for_later(ended(tmp_path, StoreError("away")), "aa")
    assert told is not None
    assert told.startswith("5 finished pages are lost, to be fetched again: ")
