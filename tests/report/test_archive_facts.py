"""The facts of an archive, held against a plain reading of its whole log."""

import json
import math
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bench.varied.building import build
from pipelines.archive import Archive, Away, DocumentRow, open_store, turned_away
from pipelines.cli import command_line
from pipelines.report.archive_copies import Copies
from pipelines.report.archive_entities import Entities, log_likelihood
from pipelines.report.archive_facts import ArchiveFacts, archive_facts
from pipelines.report.archive_lines import Line, day, month
from pipelines.report.archive_saturation import Saturation, heaps_exponent
from pipelines.report.archive_years import years_of
from tests.archive.pages import document, judge, opened, rejection

DOCUMENTS = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("varied")
    build(folder, DOCUMENTS)
    return folder


@pytest.fixture(scope="module")
def archive(folder: Path) -> Archive:
    return Archive.open(str(folder))


@pytest.fixture(scope="module")
def facts(archive: Archive) -> ArchiveFacts:
    return archive_facts(archive)


@pytest.fixture(scope="module")
def documents(archive: Archive) -> list[DocumentRow]:
    return list(archive.documents())


def test_documents_are_counted(facts: ArchiveFacts, documents: list[DocumentRow]) -> None:
    found = facts.documents
    assert (found.documents, found.removed) == (len(documents), 12)
    assert found.documents + found.removed == DOCUMENTS + 4
    assert {each.language: each.documents for each in found.languages} == Counter(
        row.language for row in documents
    )
    assert sum(found.relevance) == len(documents)
    assert found.revisions == sum(row.revision_of is not None for row in documents)
    pages = [row for row in documents if row.url is not None]
    assert found.quality.without_page == len(documents) - len(pages) == 4
    assert found.quality.undated == sum(row.published is None for row in pages) > 0
    assert found.quality.without_author == sum(not row.authors for row in pages) > 0


def test_coverage_is_by_publisher_and_month(facts: ArchiveFacts, documents: list[DocumentRow]) -> None:
    held = Counter((row.publisher, (row.published or "")[:7]) for row in documents if row.publisher)
    found = {
        (each.publisher, month): count
        for each in facts.coverage.publishers
        for month, count in each.months.items()
    }
    assert found == {cell: count for cell, count in held.items() if cell[1]}
    assert sum(facts.coverage.months.values()) == sum(row.published is not None for row in documents)


def test_what_lacks_is_what_the_command_says(folder: Path, facts: ArchiveFacts) -> None:
    said = CliRunner().invoke(command_line(["gaps"]), ["gaps", "--archive", str(folder), "--json"])
    gaps = [json.loads(line) for line in said.stdout.splitlines()]
    named = {
        (gap["publisher"], gap["since"]): gap["listed"] - gap["looked_at"] for gap in gaps if gap["listed"]
    }
    found = {
        (each.publisher, month): pages
        for each in facts.coverage.publishers
        for month, pages in each.lacking.items()
    }
    assert found == named != {}


def test_rejections_and_failures_are_counted(archive: Archive, facts: ArchiveFacts) -> None:
    rejected = Counter((row.stage, row.reason) for row in archive.rejections())
    failed = Counter((row.stage, row.cause) for row in archive.failures())
    assert {(each.stage, each.reason): each.pages for each in facts.refused.reasons} == rejected
    assert {(each.stage, each.reason): each.pages for each in facts.refused.causes} == failed
    assert (facts.refused.turned_away, facts.refused.failed) == (rejected.total(), failed.total())
    away = sum(each.turned_away for each in facts.coverage.publishers)
    assert away == rejected.total()
    assert sum(each.others for each in facts.saturation.days) == rejected.total() + failed.total()


def test_entities_and_pairs_are_counted(facts: ArchiveFacts, documents: list[DocumentRow]) -> None:
    named = [row.entities for row in documents if row.entities]
    counts = Counter(entity for entities in named for entity in entities)
    pairs = Counter(pair for entities in named for pair in combinations(sorted(entities), 2))
    assert {each.entity: each.documents for each in facts.entities.entities} == dict(
        sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:40]
    )
    assert (facts.entities.distinct, facts.entities.distinct_pairs) == (len(counts), len(pairs))
    assert facts.entities.pairs_once == sum(count == 1 for count in pairs.values())
    for pair in facts.entities.pairs:
        assert pair.documents == pairs[pair.first, pair.second]
        chance = counts[pair.first] * counts[pair.second] / len(named)
        assert pair.lift == pytest.approx(pair.documents / chance, abs=0.01)
    last = facts.saturation.growth[-1]
    assert (last.documents, last.entities, last.pairs) == (len(documents), len(counts), len(pairs))


def test_the_rules_are_those_in_the_log(facts: ArchiveFacts) -> None:
    rules = facts.rules
    assert rules.sampled == facts.documents.documents
    assert rules.thresholds == {"0.5": rules.sampled - 4}
    assert [*rules.models] == ["seeds 6 0badcafe"]


def test_what_came_since_the_columns_is_in_it_too(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    writer = opened(store)
    writer.commit([document("a"), rejection("b")], judge)
    writer.close()
    later = opened(store, "run-2")
    later.commit([document("c"), rejection("d")], judge)
    assert [away.url for away in turned_away(store)] == ["http://news.test/b", "http://news.test/d"]
    found = archive_facts(Archive.open(store))
    assert (found.documents.documents, found.refused.turned_away, found.documents.runs) == (2, 2, 2)
    later.close()


def test_the_ratio_is_dunning_s() -> None:
    # "the swiss" in his table of bigrams.
    both, first_alone, second_alone, neither = 110, 2442, 111, 29114
    total = both + first_alone + second_alone + neither
    ratio = log_likelihood(both, both + first_alone, both + second_alone, total)
    assert ratio == pytest.approx(270.72, abs=0.01)
    assert log_likelihood(25, 50, 50, 100) == pytest.approx(0, abs=1e-9)


def test_heaps_exponent_is_that_of_the_law() -> None:
    points = [(n, round(10 * math.pow(n, 0.6))) for n in range(100, 10_000, 100)]
    assert heaps_exponent(points) == pytest.approx(0.6, abs=0.005)
    assert heaps_exponent([(n, 50) for n in range(1, 100)]) == pytest.approx(0)
    assert heaps_exponent(points[:3]) is None
    assert heaps_exponent([]) is None


def test_what_is_new_is_what_was_named_once() -> None:
    entities = Entities()
    saturation = Saturation(4, entities)
    for number, named in enumerate((("a", "b"), ("a", "c"), ("a", "b"), ("a", "d"))):
        line = _line(number, entities=named)
        entities.add(line)
        saturation.add(line)
    found = saturation.facts(entities.facts())
    assert found.new_entities == found.new_pairs == 1000 * 2 / 4
    assert [point.entities for point in found.growth] == [2, 3, 3, 4]


def test_who_published_first_is_told_by_the_days() -> None:
    copies = Copies()
    copies.add(_line(0, publisher="wire", published="2026-01-02"))
    copies.add(_line(1, publisher="daily", published="2026-01-03", near_duplicate_of=0))
    copies.add(_line(2, publisher="daily", published="2026-01-01", near_duplicate_of=0))
    copies.add(_line(3, publisher="wire", published=None, near_duplicate_of=0))
    copies.add_away(_copy("daily", "2026-01-04", "similarity 0.900 to document 000"))
    copies.add_away(_copy("daily", None, "document 000"))
    copies.add_away(_copy("daily", None, "names none"))
    copies.add_away(_copy("daily", None, "document 999"))
    found = copies.facts()
    assert (found.archived, found.turned_away, found.within) == (3, 3, 1)
    (pair,) = found.pairs
    assert (pair.earlier, pair.later, pair.texts) == ("wire", "daily", 4)
    assert (pair.first, pair.last, pair.unclear) == (2, 1, 1)


def test_years_that_have_not_come_are_not_drawn() -> None:
    months = {"1066-10": 1, "2011-01": 2, "2019-09": 3, "2027-01": 4, "9999-12": 5}
    found = years_of(months, "2026-11-22")
    assert (found.shown[0], found.shown[-1], len(found.shown)) == ("2013", "2027", 15)
    assert (found.earlier, found.later) == (3, 5)
    assert years_of({"2019-09": 1}, None) == (("2019",), 0, 0)
    assert years_of({"2099-01": 1}, "2026-11-22") == ((), 0, 1)
    assert years_of({}, None) == ((), 0, 0)


def test_only_dates_of_the_calendar_are_dates() -> None:
    assert [month(each) for each in ("2019-09-11T10:00Z", "2019-13", "2019", "", None, "二〇一九")] == [
        "2019-09",
        *[None] * 5,
    ]
    assert [day(each) for each in ("2019-09-11T10:00Z", "2019-09")] == ["2019-09-11", None]


def _line(
    number: int,
    publisher: str | None = None,
    published: str | None = None,
    entities: tuple[str, ...] = (),
    near_duplicate_of: int | None = None,
) -> Line:
    return Line(
        number=number,
        url="http://news.test/x",
        headline=None,
        authors=(),
        published=published,
        publisher=publisher,
        language="en",
        language_confidence=1.0,
        entities=entities,
        relevance=0.7,
        near_duplicate_of=near_duplicate_of,
        revision_of=None,
        access=None,
        fetched="2026-11-22T01:02:03Z",
        extractor="test 1",
        tagger="t 1",
        run="r",
        status="live",
    )


def _copy(publisher: str, published: str | None, detail: str) -> Away:
    return Away(
        "rejected", "duplicates", "near_duplicate", detail, "http://x.test/", publisher, published, ""
    )
