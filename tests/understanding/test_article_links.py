"""Links in the text of an article are found; those of the page around it are not."""

from datetime import UTC, datetime

from pipelines.document import Article, Capture
from pipelines.page.article_links import MOST_LINKS, article_links
from pipelines.page.link import Link

URL = "http://aare-post.example/news/1.html"
LINES = (
    "Two harbours were closed on Monday because of the ice.",
    "Ferries will go again when the harbour master says so, he said.",
)
ARTICLE = Article.of_text("\n".join(LINES), "Ice", "test")


def links(body: str) -> list[Link]:
    capture = Capture(
        url=URL,
        final_url=URL,
        fetched=datetime(2020, 12, 1, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=body.encode(),
        publisher=None,
        discovered_via=None,
    )
    return list(article_links(capture, ARTICLE))


def page(inside: str, before: str = "", behind: str = "") -> str:
    return (
        f'<html><head><link href="/x"></head><body><nav><a href="/ice-on-all-lakes">Ice on lakes</a></nav>'
        f"{before}<article><p>{LINES[0]}</p>{inside}<p>{LINES[1]}</p></article>"
        f'<aside><a href="/more-of-the-ice">More of the ice</a></aside>{behind}</body></html>'
    )


def test_what_lies_in_the_text_and_not_around_it() -> None:
    inside = '<p>See also <a class=x href="../old/2.html?a=1&amp;b=2#top">an <b>older</b>\n report</a></p>'
    assert links(page(inside)) == [Link("http://aare-post.example/old/2.html?a=1&b=2", "an older report")]


def test_a_script_that_holds_the_text_is_not_the_text() -> None:
    script = f'<script type="application/ld+json">{{"articleBody": "{" ".join(LINES)}"}}</script>'
    inside = "<a href=/old/2.html>an older report</a>"
    found = [Link("http://aare-post.example/old/2.html", "an older report")]
    assert links(page(inside, before=script)) == links(page(inside, behind=script)) == found


def test_no_link_to_the_page_itself_or_to_nothing_that_is_a_page() -> None:
    inside = "".join(
        f'<a href="{target}">some words</a>'
        for target in (URL, f"{URL}#part", "mailto:a@b.example", "javascript:void(0)", "http://[broken")
    )
    assert links(page(inside)) == []


def test_each_once_and_not_more_than_the_bound() -> None:
    inside = "".join(f"<a href='/n/{n // 2}.html'>report {n}</a>" for n in range(3 * MOST_LINKS))
    found = links(page(inside))
    assert len(found) == MOST_LINKS
    assert found[1] == Link("http://aare-post.example/n/1.html", "report 2")


def test_a_page_on_which_the_text_cannot_be_found_has_none() -> None:
    assert links("<body><p>Something else <a href='/old/2.html'>an older report</a></p></body>") == []
