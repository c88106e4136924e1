"""Pages that stand where an article should be, and pages that only look like them."""

import json
from pathlib import Path

import pytest

from pipelines.errors import Rejected
from pipelines.extract import extract
from pipelines.page.wall_words import CHALLENGE, ERROR, GONE, LOGIN, SCRIPTS, Words
from tests.understanding.captures import PAGES, capture, made, reason

KINDS = Path(__file__).parents[2] / "quality" / "own" / "kinds"
LABELS = [json.loads(line) for line in (KINDS / "kinds.jsonl").read_text(encoding="utf-8").splitlines()]
SHORT = "<p>Enable the scripts of this page, switch off your ad blocker, then load the page again.</p>"


def html(title: str, body: str = SHORT) -> bytes:
    return f"<html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>{body}".encode()


@pytest.mark.parametrize("label", LABELS, ids=[label["file"] for label in LABELS])
def test_each_kind(label: dict[str, str | None]) -> None:
    page = capture((KINDS / str(label["file"])).read_bytes(), url=str(label["url"]))
    if label["reason"] is None:
        assert extract(page, min_characters=40).text
        return
    with pytest.raises(Rejected) as rejected:
        extract(page, min_characters=40)
    assert rejected.value.reason == label["reason"]


def test_a_puzzle_instead_of_the_article() -> None:
    assert reason((PAGES / "challenge_en.html").read_bytes()) == "challenge"


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...", "Attention Required! | Cloudflare", "Access Denied", "Robot check",
        "Access to this page has been denied", "Pardon Our Interruption", "百度安全验证",
    ],
)  # fmt: skip
def test_by_the_title(title: str) -> None:
    assert reason(html(title)) == "challenge"


@pytest.mark.parametrize("host", ["consent.example.com", "guce.example.com"])
def test_where_one_is_sent_to_consent(host: str) -> None:
    page = html("Example is part of a family")
    assert reason(page, url=f"https://{host}/collect?id=1") == "consent_wall"


def test_an_article_about_one_or_behind_one_is_an_article() -> None:
    told = (
        "<article><p>"
        + "Access was denied to reporters on Tuesday, the ministry said. " * 30
        + "</p></article>"
    )
    script = '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'
    assert made("<title>Access denied</title>", told + script).text.startswith("Access was denied")


def test_a_short_page_that_calls_itself_an_article_is_one() -> None:
    head = '<title>Access denied</title><meta property="og:type" content="article">'
    script = '<script src="https://ct.captcha-delivery.com/c.js"></script>'
    assert made(head, f"<article>{SHORT * 2}</article>{script}").text.startswith("Enable the scripts")


def test_a_short_page_with_protection_and_a_whole_site_about_it_is_no_challenge() -> None:
    about = "".join(
        f"<li><a href='/{n}'>A story of the harbour, number {n}, told in full</a></li>" for n in range(40)
    )
    told = "<article><p>The ferry to the outer islands was late by an hour on Tuesday.</p></article>"
    script = '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'
    article = made("<title>Ferry delayed</title>", f"{told}<ul>{about}</ul>{script}")
    assert article.text.startswith("The ferry")


def test_a_page_that_calls_itself_an_article_twice_over_as_lost_is_lost() -> None:
    body = "<h1>Page not found</h1><p>Try the search, or go back to where you came from, and read on.</p>"
    page = html("Page not found", body).replace(
        b"<title>", b'<meta property="og:type" content="article"><title>'
    )
    assert reason(page) == "soft_404"


@pytest.mark.parametrize("words", [CHALLENGE, LOGIN, GONE, ERROR, SCRIPTS])
def test_no_words_match_nothing(words: Words) -> None:
    """An alternative that is empty, or all optional, would turn every page away."""
    assert words.headed.fullmatch("") is None
    assert words.told.match("") is None
    assert words.told.match("港务局周二推迟表决新起重机方案。") is None
