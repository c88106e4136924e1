"""Pages that stand where an article should be, and pages that only look like them."""

import pytest

from tests.understanding.captures import PAGES, made, reason

SHORT = "<p>Enable the scripts of this page, switch off your ad blocker, then load the page again.</p>"


def html(title: str, body: str = SHORT) -> bytes:
    return f"<html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>{body}".encode()


def test_a_puzzle_instead_of_the_article() -> None:
    assert reason((PAGES / "challenge_en.html").read_bytes()) == "challenge"


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...", "Attention Required! | Cloudflare", "Access Denied", "Robot check",
        "Access to this page has been denied", "Pardon Our Interruption", "百度安全验证",
        "Before you continue to Video",
    ],
)  # fmt: skip
def test_by_the_title(title: str) -> None:
    assert reason(html(title)) == "challenge"


@pytest.mark.parametrize("host", ["consent.example.com", "guce.example.com"])
def test_where_one_is_sent_to_consent(host: str) -> None:
    assert (
        reason(html("Example is part of a family", SHORT), url=f"https://{host}/collect?id=1") == "challenge"
    )


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
    script = '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'
    article = made("<title>Ferry delayed</title>", f"<article>{SHORT * 2}</article><ul>{about}</ul>{script}")
    assert article.text.startswith("Enable the scripts")
