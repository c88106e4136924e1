"""Broken and hostile pages and feeds in a real crawl: it ends well, and every page is accounted for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.archive import Archive, RunRecord
from tests.crawl.crawling import ROOT, Crawled, assert_sound, corpus, crawl, last_record
from tests.fuzz.broken_web import HOSTILE, TORN, Broken, broken_web, listed, publishers_toml
from tests.fuzz.mutants import broken_listing, broken_page
from tests.fuzz.seeds import listing_seeds, page_seeds
from tests.hostile.hostile import Hostile, html
from tests.hostile.markup_pages import MARKUP_PAGES
from tests.hostile.said_pages import SAID_PAGES
from tests.hostile.text_pages import TEXT_PAGES

HANGING = "100,000 attributes on one tag"
DEADLINE_S = 5
_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_NO_PAGES = ("/feed.xml", "/robots.txt", "/tdmrep.json")
_PLAIN = Broken(_HTML, html())
_HOSTILE_PAGES = {**MARKUP_PAGES, **TEXT_PAGES, **SAID_PAGES}


class Survived(NamedTuple):
    """The crawl of `pages` broken and hostile ones, and what it left. `asked`: how many it fetched."""

    pages: int
    asked: int
    crawled: Crawled
    record: RunRecord
    archive: Path


@contextmanager
def _survived(folder: Path, torn: range, hostile: Sequence[bytes], feeds: range) -> Iterator[Survived]:
    seeds, feed_seeds = page_seeds(25_000), listing_seeds("feeds", 30_000)
    broken = [Broken(page.headers, page.body) for number in torn for page in [broken_page(number, seeds)]]
    web = listed(TORN, broken) | listed(HOSTILE, [Broken(_HTML, body) for body in hostile])
    ragged = {
        f"http://ragged-{number}.example/feed.xml": Broken((), broken_listing(number, feed_seeds))
        for number in feeds
    }
    hosts = [TORN, HOSTILE, *(url.split("/")[2] for url in ragged)]
    (folder / "publishers.toml").write_text(publishers_toml(hosts), encoding="utf-8")
    (folder / "pipelines.toml").write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n[relevance]\nthreshold = 0.0\n'
        f'[crawl]\ncontact = "a@b.example"\n[workers]\npage_deadline_s = {DEADLINE_S}\n',
        encoding="utf-8",
    )
    config = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
    with broken_web(web | ragged) as running:
        only_listed = ("-s", "LEAST_CHANCE=0", "-s", "LINK_DEPTH=0")
        crawled = crawl(running.proxy, folder / "archive", *only_listed, extra=config)
        asked = sum(times for url, times in running.asked.items() if not url.endswith(_NO_PAGES))
        yield Survived(
            len(broken) + len(hostile),
            asked,
            crawled,
            last_record(folder / "archive"),
            folder / "archive",
        )


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survived]:
    """Sixty broken pages, some hostile ones in small and one that hangs, five broken feeds."""
    hanging = _HOSTILE_PAGES[HANGING]
    small = [page.make(page.few // 4) for page in list(_HOSTILE_PAGES.values())[::12]]
    folder = tmp_path_factory.mktemp("survived")
    with _survived(folder, range(60), [hanging.make(hanging.full), *small, _PLAIN.body], range(5)) as made:
        yield made


def test_every_page_is_accounted_for_and_nothing_is_a_fault_of_ours(survived: Survived) -> None:
    _assert_accounted_for(survived)


def test_a_page_past_its_deadline_lies_in_quarantine_with_its_cause(survived: Survived) -> None:
    causes = [row.cause for row in Archive.open(str(survived.archive)).failures()]
    assert causes == ["deadline"]


def test_what_was_made_of_broken_pages_is_sound(survived: Survived) -> None:
    assert_sound(survived.archive)


@pytest.mark.slow
def test_a_crawl_of_300_broken_pages_and_44_hostile_ones_of_full_size(tmp_path: Path) -> None:
    whole = [_whole(page) for page in list(_HOSTILE_PAGES.values())[::2]]
    with _survived(tmp_path, range(5_000, 5_300), [*whole, _PLAIN.body], range(100, 130)) as survived:
        _assert_accounted_for(survived)
        assert_sound(survived.archive)
        assert survived.record.failed > 0
        assert corpus("verify", archive=survived.archive).code == 0


def _whole(page: Hostile) -> bytes:
    return page.make(page.full)[: 10 * 1024 * 1024]


def _assert_accounted_for(survived: Survived) -> None:
    record = survived.record
    assert survived.crawled.code in (0, 3), survived.crawled.output
    assert "Traceback" not in survived.crawled.output
    assert " ERROR" not in survived.crawled.output
    assert record.fetched == record.archived + record.rejected + record.failed
    assert record.fetched == survived.asked >= survived.pages
    assert set(record.failed_by_cause) <= {"deadline", "out_of_memory"}
