"""Every answer that is none becomes a failure with its cause, and the crawl goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.archive import Archive, RunRecord
from tests.bombs.bounded_crawl import configuration
from tests.bombs.hostile_answers import CASES, Case, routes, url_of
from tests.bombs.raw_web import RawWeb, raw_web
from tests.crawl.crawling import Crawled, crawl, last_record

GOOD = "http://good.example/news/last-of-all"


class Ended(NamedTuple):
    """One crawl of all cases, and how each page ended."""

    crawled: Crawled
    record: RunRecord
    web: RawWeb
    ends: dict[str, str]
    details: dict[str, str]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    folder = tmp_path_factory.mktemp("answers")
    urls = folder / "urls.txt"
    urls.write_text("\n".join([*map(url_of, CASES), GOOD]), encoding="utf-8")
    # A machine under load takes seconds for fifty hosts at once; what never ends takes all of it.
    settings = ("DOWNLOAD_TIMEOUT=12", "DOWNLOAD_MAXSIZE=1000000", "RETRY_TIMES=0", "CONCURRENT_REQUESTS=16")
    with raw_web(routes(CASES)) as web:
        crawled = crawl(
            web.proxy,
            folder / "archive",
            *(part for setting in settings for part in ("-s", setting)),
            "-a",
            f"file={urls}",
            spider="page",
            extra=configuration(folder),
        )
        yield Ended(crawled, last_record(folder / "archive"), web, *_ends(folder / "archive"))


def _ends(archive: Path) -> tuple[dict[str, str], dict[str, str]]:
    opened = Archive.open(str(archive))
    ends = {row.url or "": "archived" for row in opened.rows()}
    ends |= {row.url: row.cause for row in opened.failures()}
    ends |= {row.url: row.reason for row in opened.rejections()}
    return ends, {row.url: row.detail for row in opened.failures()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_has_its_end(ended: Ended, case: Case) -> None:
    assert ended.ends.get(url_of(case)) == case.end, ended.details.get(url_of(case))


def test_the_crawl_goes_on_and_counts_them_all(ended: Ended) -> None:
    assert ended.ends[GOOD] == "archived"
    assert ended.record.fetched == len(CASES) + 1
    assert ended.record.fetched == ended.record.archived + ended.record.rejected + ended.record.failed
    assert "Traceback" not in ended.crawled.output
    assert "Unhandled" not in ended.crawled.output


def test_five_redirects_are_followed_and_no_more(ended: Ended) -> None:
    hops = [url for url in ended.web.asked if "//hop-" in url and "/news/" in url]
    assert len(hops) == 5
