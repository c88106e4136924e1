"""What the pages say, as a program sees them."""

import csv
import io
from urllib.parse import quote

import pytest

from pipelines.archive import Archive
from tests.browse.conftest import Served
from tests.browse.corpora import HOSTILE

LIVE = 9 + len(HOSTILE) - 1


def test_the_start_page_says_what_this_corpus_is(served: Served) -> None:
    start = served.get("/")
    assert start.status == 200
    for told in (
        f"{LIVE} documents",
        "published from 2020-11-03 to 2022-05-01",
        "by 2 publishers",
        "Documents by year",
        "17 documents are new",
        'href="/search?entity=bytedance"',
        'href="/turned-away?reason=near_duplicate"',
        'href="/corpus/documents.csv?_stream=on"',
    ):
        assert told in start.text, told


@pytest.mark.parametrize(
    ("question", "numbers"),
    [("张一鸣", [7]), ("抖音", [7]), ('"opens two shops"', [6]), ("nine -third", [4, 5])],
)
def test_a_search_finds(served: Served, question: str, numbers: list[int]) -> None:
    page = served.get(f"/search?q={quote(question)}")
    assert f"{len(numbers)} document" in page.text
    found = served.get(f"/search.json?q={quote(question)}").json
    assert sorted(each["number"] for each in found["documents"]) == numbers
    assert found["total"] == len(numbers)


def test_the_seeds_are_found_by_their_phrase(served: Served) -> None:
    page = served.get("/search?q=" + quote('"community group buying"')).text
    assert "<mark>community group buying</mark>" in page


def test_facets_count_combine_and_are_let_go(served: Served) -> None:
    found = served.get("/search.json?q=bytedance+OR+bytemart+OR+%E6%8A%96%E9%9F%B3").json
    assert found["facets"]["publisher"]["daybook"] == 2
    narrowed = served.get("/search.json?publisher=daybook&entity=douyin&entity=bytedance&year=2021").json
    assert [each["number"] for each in narrowed["documents"]] == [7]
    assert narrowed["facets"]["relevance"] == {"0.9 to 1.0": 1}
    page = served.get("/search?publisher=daybook&entity=douyin&entity=bytedance&year=2021").text
    assert 'href="/search?publisher=daybook&amp;entity=douyin&amp;entity=bytedance"' in page
    assert 'href="/search?publisher=daybook&amp;entity=bytedance&amp;year=2021"' in page


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=9999999999",
        "year=MMXX",
        "year=99999",
        "band=x",
        "entity=",
        "q=%00",
        "q=%FF",
        "x=1",
    ],
)
def test_whatever_is_asked_a_search_answers(served: Served, query: str) -> None:
    assert served.get(f"/search?{query}").status == 200
    assert served.get(f"/turned-away?{query}").status == 200


def test_a_document_says_why_it_is_in_and_what_it_names(served: Served) -> None:
    page = served.get("/documents/7?q=%E6%8A%96%E9%9F%B3").text
    assert '<a class="entity" href="/search?entity=bytedance" title="ByteDance">字节跳动</a>宣布' in page
    assert "<mark>抖音</mark>" in page
    for told in ("0.930", "0.50", "seeds 1 0a1b2c3d", "ByteDance", "short video", "+2.50", "抖音 + 用户"):
        assert told in page, told


def test_a_document_leads_to_its_revisions_and_copies(served: Served) -> None:
    page = served.get("/documents/4").text
    assert 'href="/documents/6/compare/4"' in page
    assert "archived as 005" in page
    assert "near_duplicate" in page
    assert "headline_changed" in page
    other = served.get("/documents/6/compare/4").text
    assert "opens <del>a</del> <del>shop</del>" in other
    assert "<ins>two</ins> <ins>shops</ins>" in other
    assert "2 paragraphs differ" in other
    assert "A shop opens" in other


def test_a_removed_document_says_so_and_has_no_text(served: Served) -> None:
    page = served.get("/documents/8")
    assert page.status == 200
    assert "was removed from the archive" in page.text
    assert "asks for leave" not in page.text
    assert served.get("/documents/8.txt").status == 404
    assert served.get("/documents/8/source").status == 404


def test_text_and_source_are_text(served: Served, archive: Archive) -> None:
    text = served.get("/documents/10.txt")
    assert text.text == archive.text(10)
    source = served.get("/documents/10/source")
    assert source.text == f"<title>{HOSTILE[1]}</title>{HOSTILE[1]}"
    for answer in (text, source):
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "X-Said" in served.get("/documents/9/capture").text
    seed = served.get("/documents/0/capture")
    assert (seed.status, "no page of it was captured" in seed.text) == (404, True)


def test_pages_turned_away_say_why(served: Served) -> None:
    page = served.get("/turned-away?q=storm").text
    assert "A storm is coming" in page
    assert "1 page" in page
    listed = served.get("/corpus/turned_away.json?_shape=array&reason=unrelated").json
    storm = next(each for each in listed if each["headline"] == "A storm is coming")
    one = served.get(f"/turned-away/{storm['id']}").text
    assert "0.200" in one
    assert "Rejected at relevance" in one
    copy = served.get("/corpus/turned_away.json?_shape=array&reason=near_duplicate").json[0]
    assert "Look at document 004" in served.get(f"/turned-away/{copy['id']}").text
    left = served.get("/turned-away?q=-storm").text
    assert "A storm is coming" not in left
    assert "broken" in left
    failed = served.get("/turned-away?kind=failed").text
    assert "deadline" in failed


def test_why_a_page_is_in_or_not(served: Served) -> None:
    assert "Archived as 007" in served.get("/why?url=http://news.test/douyin").text
    assert (
        "because unrelated"
        in served.get("/why?url=" + quote("https://www.news.test/weather?utm_source=x")).text
    )
    assert "Nobody has looked at this page" in served.get("/why?url=http://news.test/never").text
    assert served.get("/why?url=%3A").status == 404


def test_everything_is_there_as_json_and_csv(served: Served) -> None:
    documents = served.get("/corpus/documents.json?_shape=array&_size=max").json
    assert [each["number"] for each in documents] == list(range(9 + len(HOSTILE)))
    rows = list(csv.DictReader(io.StringIO(served.get("/corpus/documents.csv?_stream=on").text)))
    assert [row["headline"] for row in rows[9:12]] == list(HOSTILE[:3])
    assert served.get("/corpus/document_texts/7.json?_shape=array").json[0]["text"].startswith("字节跳动")
    assert served.get("/corpus/runs.json?_shape=array").json[0]["verdict"] == "17 documents are new"


def test_what_is_not_there_is_said_in_plain_words(served: Served) -> None:
    for path in (
        "/nothing",
        "/corpus/nothing",
        "/documents/99999999999999999",
        "/documents/77",
        "/turned-away/999",
    ):
        answer = served.get(path)
        assert (answer.status, "Traceback" in answer.text) == (404, False), path
        assert "<h1>Not here</h1>" in answer.text
    assert served.get("/nothing.json").json["ok"] is False


def test_the_report_of_a_run_is_shown_where_there_is_one(served: Served, archive: Archive) -> None:
    archive.store.put("runs/20261122T010203Z-run-1.html", b"<!doctype html><title>Night</title>")
    answer = served.get("/runs/20261122T010203Z-run-1.html")
    assert (answer.status, "<title>Night</title>" in answer.text) == (200, True)
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert served.get("/runs/20261122T010203Z-run-2.html").status == 404
