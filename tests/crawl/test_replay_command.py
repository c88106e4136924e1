"""`corpus replay` of what a crawl has just archived."""

import json
from pathlib import Path

import pytest

from tests.crawl.crawling import Crawled, corpus, rows


@pytest.mark.slow
def test_a_crawl_leaves_nothing_otherwise(finished: tuple[Path, Crawled]) -> None:
    """Though a date was told by a listing, in part or in whole, and no capture has that."""
    archive, _ = finished
    told = json.loads(corpus("replay", "--json", archive=archive).output.splitlines()[-1])
    crawled = [row for row in rows(archive) if row.warc is not None and row.status == "live"]
    assert (told["total"]["looked_at"], told["total"]["same"]) == (len(crawled), len(crawled))
    assert [fact for fact in told["facts"] if fact["gained"] or fact["changed"]] == []
