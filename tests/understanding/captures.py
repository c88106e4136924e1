"""Captures of pages made for the tests, and what extraction makes of them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.document import Article, Capture
from pipelines.errors import Rejected
from pipelines.extract import extract

PAGES = Path(__file__).parent / "pages"
FETCHED = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://courier.example.com/business/harbour-lines-buys-rival"


def capture(
    body: bytes, *, content_type: str = "text/html", url: str = URL, listed_published: str | None = None
) -> Capture:
    return Capture(
        url=url,
        final_url=url,
        fetched=FETCHED,
        status=200,
        headers=(("Content-Type", content_type),),
        body=body,
        publisher=None,
        discovered_via=None,
        listed_headline="As the feed calls it",
        listed_published=listed_published,
    )


def page(name: str, *, url: str = URL) -> Article:
    return extract(capture((PAGES / name).read_bytes(), url=url), min_characters=40)


def made(head: str = "", body: str = "", *, url: str = URL, listed_published: str | None = None) -> Article:
    paragraphs = body or f"<article><p>{'The company said so on Tuesday, in a letter. ' * 9}</p></article>"
    html = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{paragraphs}</body></html>"
    return extract(capture(html.encode(), url=url, listed_published=listed_published), min_characters=40)


def reason(body: bytes, *, content_type: str = "text/html", min_characters: int = 40, url: str = URL) -> str:
    with pytest.raises(Rejected) as caught:
        extract(capture(body, content_type=content_type, url=url), min_characters=min_characters)
    return caught.value.reason
