"""Articles of several pages: which link leads on, which only looks so, and what the pages make together."""

import pytest

from pipelines.document import Capture
from pipelines.joined import extract_joined, joined
from pipelines.page.next_page import continues, onward
from pipelines.page.onward import Onward, may_go_on
from pipelines.page.page_variants import Variant, variant
from tests.understanding.captures import capture

A = "https://quay.example/2026/03/who-pays-for-the-crane"
H = f"{A}.html"


def page(links: str, *, url: str = A, title: str = "Who pays for the crane?", text: str = "") -> Capture:
    paragraphs = text or f"<p>{'The board met on Tuesday and agreed on nothing at all. ' * 6}</p>"
    html = (
        f"<html><head><meta charset=utf-8><title>{title} | Daily Quay</title>"
        '<meta property="og:type" content="article"></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article><div class=pages>{links}</div></body></html>"
    )
    return capture(html.encode(), url=url)


def link(href: str, words: str = "2", rel: str = "") -> str:
    return f'<a href="{href}"{f" rel={rel}" if rel else ""}>{words}</a>'


@pytest.mark.parametrize(
    ("article", "url", "found"),
    [
        (A, f"{A}/2", Variant(2)),
        (A, f"{A}/page/2/", Variant(2)),
        (A, f"{A}?page=2", Variant(2)),
        (A, f"{A}/seite-3", Variant(3)),
        (A, f"{A}?page=all", Variant(None)),
        (A, f"{A}/komplettansicht", Variant(None)),
        (H, f"{A}_2.html", Variant(2)),
        (H, f"{A}-2.html", Variant(2)),
        (H, f"{A}_all.html", Variant(None)),
        (f"{A}_1.html", f"{A}_2.html", Variant(2)),
        (f"{A}?page=1", f"{A}?page=2", Variant(2)),
        ("https://www.quay.example/show.php?id=7", "http://quay.example/show.php?id=7&page=2", Variant(2)),
        ("https://quay.example/show.php?id=7", "https://quay.example/show.php?id=8", None),
        ("https://quay.example/show.php?id=7", "https://quay.example/show.php?page=2", None),
        (A, A, None),
        (A, "https://quay.example/2026/03/who-pays-for-the-crane-again", None),
        (A, "https://other.example/2026/03/who-pays-for-the-crane?page=2", None),
        (H, f"{A}_2.php", None),
        ("https://quay.example/", "https://quay.example/2", None),
        (A, f"{A}?page=200", None),
        (A, f"{A}?share=1", None),
        ("https://quay.example/news/101.html", "https://quay.example/news/102.html", None),
        (A, "mailto:desk@quay.example", None),
    ],
)
def test_what_a_url_is_of_an_article(article: str, url: str, found: Variant | None) -> None:
    assert variant(article, url) == found


@pytest.mark.parametrize(
    ("links", "found"),
    [
        (link(f"{A}/2", "Next page"), Onward(f"{A}/2", is_whole=False)),
        (link(f"{A}?page=2", "下一页"), Onward(f"{A}?page=2", is_whole=False)),
        (link("?page=2", "2") + link("?page=3", "3"), Onward(f"{A}?page=2", is_whole=False)),
        (f'<link rel=next href="{A}/2">', Onward(f"{A}/2", is_whole=False)),
        (link(f"{A}/2", "次へ »"), Onward(f"{A}/2", is_whole=False)),
        (link(f"{A}/2") + link("?page=all", "View as single page"), Onward(f"{A}?page=all", is_whole=True)),
        (link(f"{A}/2", "2") + link(f"{A}/all", "阅读全文"), Onward(f"{A}/all", is_whole=True)),
        ("", None),
        (link("https://quay.example/2026/03/another-story", "Next", "next"), None),
        (link(f"{A}/2", "Ferry operators ask for a second pier"), None),
        (link(f"{A}?page=2#comments", "2"), None),
        (f'<div class="comments-pager">{link(f"{A}?page=2", "2")}</div>', None),
        ("".join(link(f"{A}/{n}", str(n)) for n in range(2, 31)), None),
    ],
)  # fmt: skip
def test_where_an_article_goes_on(links: str, found: Onward | None) -> None:
    first = page(links)
    assert onward(first, (), 10) == found
    if found is not None:
        assert may_go_on(first.body, first.final_url)


def test_an_article_ends_where_its_last_page_links_back() -> None:
    pages = [page(link(f"{A}/2", "2") + link(f"{A}/3", "3"))]
    pages.append(page(link(A, "1") + link(f"{A}/3", "3"), url=f"{A}/2"))
    pages.append(page(link(A, "1") + link(f"{A}/2", "2"), url=f"{A}/3"))
    assert onward(pages[0], pages[1:2], 10) == Onward(f"{A}/3", is_whole=False)
    assert onward(pages[0], pages[1:], 10) is None


def test_a_loop_ends() -> None:
    first = page(link(f"{A}/2", "Next page"))
    assert onward(first, [page(link(A, "Next page"), url=f"{A}/2")], 10) is None


def test_no_more_pages_than_allowed() -> None:
    first = page(link(f"{A}/2", "Next page"))
    further = [page(link(f"{A}/{n + 1}", "Next page"), url=f"{A}/{n}") for n in range(2, 11)]
    assert onward(first, further[:8], 10) == Onward(f"{A}/10", is_whole=False)
    assert onward(first, further, 10) is None
    assert onward(first, (), 1) is None


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://quay.example/gallery/storm-at-the-outer-quay", "Storm at the outer quay"),
        ("https://quay.example/2026/storm-at-the-outer-quay", "组图：外港码头的风暴"),
        (f"{A}?page=2", "Who pays for the crane?"),
    ],
)
def test_galleries_and_later_pages_have_no_further_pages(url: str, title: str) -> None:
    separator = "&" if "?" in url else "?"
    assert onward(page(link(f"{url}{separator}p=3", "Next"), url=url, title=title), (), 10) is None


def test_a_list_has_no_further_pages() -> None:
    html = "<html><title>Business</title><h1>Business</h1><a rel=next href='/business/?page=2'>2</a></html>"
    listing = capture(html.encode(), url="https://quay.example/business/")
    assert onward(listing, (), 10) is None


def test_most_pages_are_known_by_their_bytes_to_be_one() -> None:
    body = b'<a href="/2026/03/another-story/2">x</a><a href="/news/list_2.html">2</a><a href="#2">2</a>'
    assert not may_go_on(body, A)


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("Who pays for the crane?", True),
        ("Who pays for the crane? (2)", True),
        ("Who pays for the crane? - Page 2", True),
        ("Who pays for the crane?（第2页）", True),
        ("Ferry operators ask for a second pier", False),
    ],
)
def test_a_further_page_has_the_same_headline(title: str, *, same: bool) -> None:
    assert continues(page(""), page("", title=title, url=f"{A}/2")) is same


def test_pages_together() -> None:
    first = "One.\nTwo.\nThree.\nSubscribe now."
    assert (
        joined(first, ["Who?\nFour.\nSubscribe now.", "Five.\nFour."])
        == "One.\nTwo.\nThree.\nWho?\nFour.\nFive."
    )
    whole = "One.\nTwo.\nThree.\nFour.\nFive."
    assert joined("One.\nTwo.\nThree.", [whole]) == whole
    assert joined(first, [first]) == first
    assert joined(first, [""]) == first


def paragraphs(*about: str) -> str:
    return "".join(
        f"<p>The board spoke of {each} for an hour on Tuesday, and nobody who was there could say "
        f"afterwards what had been decided about {each}, or when.</p>"
        for each in about
    )


def test_an_article_of_three_pages() -> None:
    pages = [
        page("", url=url, text=paragraphs(*about))
        for url, *about in [(A, "the crane", "the pier"), (f"{A}/2", "the ferry"), (f"{A}/3", "the wall")]
    ]
    article = extract_joined(pages[0].model_copy(update={"further": tuple(pages[1:])}), min_characters=40)
    lines = article.text.split("\n")
    assert [line.split(" for an hour")[0].rpartition(" of ")[2] for line in lines] == [
        "the crane", "the pier", "the ferry", "the wall",
    ]  # fmt: skip
    assert article.headline == "Who pays for the crane?"
    assert article.text.count("Who pays") == 0


def test_a_further_page_without_text_adds_nothing() -> None:
    first = page("", text=paragraphs("the crane"))
    empty = capture(b"<html><body></body></html>", url=f"{A}/2")
    alone = extract_joined(first, min_characters=40).text
    assert extract_joined(first.model_copy(update={"further": (empty,)}), min_characters=40).text == alone
