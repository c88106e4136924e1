"""What counts as a document: an article once, with the text that is its own."""

from dataclasses import replace
from gzip import compress

import pytest

from bench.copies import with_copies
from bench.kept import Kept, Truth
from bench.local_site import local_pages
from bench.mix import mixed
from bench.pages import SavedPage
from bench.planted import with_stories
from pipelines.urls import url_key

WANTED = "The harbour office of Lindau counted forty ferries on Monday, two more than a week before."
PAGE = SavedPage(
    "http://www.quay.example/news/ferries", compress(b"<p>x</p>"), "Ferries", None, wanted=WANTED
)
PRINTED = replace(PAGE, url="http://www.quay.example/print/news/ferries", copy_of=PAGE.url)
UNREAD = SavedPage("http://www.quay.example/news/tides", compress(b"<p>y</p>"), "Tides", None)
TRUTH = Truth((PAGE, PRINTED, UNREAD), {PAGE.url: "as trafilatura has it"})


def test_an_article_counts_once_and_its_copies_beside_it() -> None:
    judged = TRUTH.judge([Kept(PRINTED.url, WANTED), Kept(PAGE.url, WANTED), Kept(UNREAD.url, "Any.")])

    assert (judged.documents, judged.copies, judged.others) == (2, 1, 0)
    assert judged.pages == {PAGE.url, UNREAD.url}
    assert judged.f1 == 1.0


def test_another_text_than_people_read_is_not_the_document() -> None:
    judged = TRUTH.judge([Kept(PAGE.url, "Subscribe to our newsletter, accept all cookies and go on.")])

    assert (judged.documents, judged.others, judged.f1) == (0, 1, None)


def test_a_page_is_known_by_other_spellings_of_its_url_and_by_its_text() -> None:
    spelled = TRUTH.judge([Kept("https://quay.example/news/tides/", "Any.")])
    by_text = Truth((UNREAD,), {UNREAD.url: "High at noon."}).judge([Kept("", "High at noon.")])

    assert spelled.documents == by_text.documents == 1


def test_what_is_no_page_or_has_no_text_is_no_document() -> None:
    judged = TRUTH.judge([Kept("http://www.quay.example/", "Home."), Kept(UNREAD.url, " \n")])

    assert (judged.documents, judged.others) == (0, 2)


def test_copies_have_urls_of_their_own_and_name_their_original() -> None:
    pages = local_pages(20)
    copies = with_copies(pages, 5)[20:]

    assert [copy.copy_of for copy in copies] == [page.url for page in pages[::5]]
    assert len({url_key(page.url) for page in (*pages, *copies)}) == 24
    assert copies[0].body == pages[0].body
    assert copies[1].host != pages[5].host
    assert copies[1].body != pages[5].body
    assert b'rel="canonical"' not in copies[1].body
    assert with_copies(pages, 0) == pages


def test_a_part_of_the_pages_has_a_story_that_belongs() -> None:
    text = "The harbour office of Lindau counted forty ferries on Monday, two more than a week before that."
    page = replace(PAGE, gzipped=compress(f"<title>Ferries</title><p>{text}</p>".encode()))
    told = with_stories([page] * 9, 1 / 3)

    assert [page.title != "Ferries" for page in told] == [False, False, True] * 3
    assert all(text.encode() in page.body for page in told)
    assert with_stories([PAGE], 1.0) == (PAGE,)


def test_a_mix_has_the_wanted_part_of_unrelated_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 30 pages the judge turns away 20; where either kind is too few there are fewer of both."""
    pages = local_pages(30)
    away = frozenset(page.url for page in pages[:20])
    monkeypatch.setattr("bench.mix._turned_away", lambda _: away)

    for count, part, expected in ((12, 2 / 3, (8, 4)), (30, 0.5, (10, 10)), (99, 0.0, (0, 10))):
        chosen = mixed(pages, count, part)
        assert sum(page.url in away for page in chosen) == expected[0]
        assert len(chosen) == sum(expected)
        assert list(chosen) == sorted(chosen, key=pages.index)
