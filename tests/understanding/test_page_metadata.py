"""What a page states in JSON-LD, microdata, RDFa and meta tags, and what of it is believed."""

import json

import pytest
from lxml.html import fromstring

from pipelines.page.canonical import canonical_of
from pipelines.page.headings import headings
from pipelines.page.headline import Titles, best_headline
from pipelines.page.keywords import keywords_of, section_of
from pipelines.page.page_metadata import PageMetadata, read_metadata
from pipelines.page.paywall import access_of, asks_to_subscribe
from tests.understanding.captures import made

STORY = "https://courier.example.com/business/2026/harbour-lines-buys-rival"
LONG = f"<p>{'The company said so on Tuesday, in a letter. ' * 9}</p>"


def read(head: str = "", body: str = LONG) -> PageMetadata:
    return read_metadata(fromstring(f"<html><head>{head}</head><body>{body}</body></html>"))


def block(*nodes: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(nodes)}</script>'


def test_of_several_articles_in_json_ld_the_one_that_the_page_shows() -> None:
    other = {
        "@type": "NewsArticle",
        "headline": "Fares rise",
        "datePublished": "2026-02-01",
        "author": "Cora Lind",
    }
    own = {"@type": "NewsArticle", "headline": "Harbour Lines buys rival", "datePublished": "2026-03-04"}
    rest = {"@type": "Article", "headline": "Harbour Lines buys rival", "author": {"@id": "#ada"}}
    person = {"@type": "Person", "@id": "#ada", "name": "Ada Marsh"}
    page = read(block(other, own, rest, person), f"<h1>Harbour Lines buys rival</h1>{LONG}")
    assert page.titles.named == ("Harbour Lines buys rival",)
    assert page.published == ("2026-03-04",)
    assert page.authors == (("Ada Marsh",),)


@pytest.mark.parametrize("marks", ["microdata", "rdfa"])
def test_marks_in_the_body_are_read_of_the_article_alone(marks: str) -> None:
    body = """<div itemscope itemtype="https://schema.org/NewsArticle">
        <h1 itemprop="headline">Ships</h1>
        <b itemprop="author" itemscope itemtype="https://schema.org/Person">
        <i itemprop="name">Ada Marsh</i></b>
        <b itemprop="datePublished" content="2026-03-04T08:15:00+02:00">Wednesday</b>
        <b itemprop="articleSection">Shipping</b></div>
        <div itemscope itemtype="https://schema.org/NewsArticle">
        <b itemprop="articleSection">Sport</b></div>"""
    if marks == "rdfa":
        body = body.replace("itemprop=", "property=").replace("itemscope", "")
        body = body.replace('itemtype="https://schema.org/', 'typeof="schema:')
    page = read(body=body)
    assert page.authors == (("Ada Marsh",),)
    assert page.published[0] == "2026-03-04T08:15:00+02:00"
    assert page.sections == ("Shipping",)


def test_meta_tags_of_other_vocabularies() -> None:
    page = read(
        '<meta name="DC.date.issued" content="2026-03-04">'
        '<meta property="og:article:author" content="Ada Marsh">'
        '<meta name="cXenseParse:author" content="Ben Holt"><meta name="twitter:label1" content="Written by">'
        '<meta name="twitter:data1" content="Cora Lind"><meta name="parsely-section" content="Ships">'
        '<meta name="news_keywords" content="ferries, mergers"><meta name="keywords" content="news">'
    )
    assert page.published == ("2026-03-04",)
    assert page.authors == (("Ada Marsh", "Ben Holt", "Cora Lind"),)
    assert page.sections == ("Ships",)
    assert page.keywords == (("ferries, mergers",), ("news",))


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ('<h1><span class="title__overline">Schifffahrt</span> <b>Reederei kauft Rivalen</b></h1>', 0),
        ('<h1><span class="kicker">Schifffahrt:</span> Reederei kauft Rivalen</h1>', 0),
        ("<h1>Reederei kauft Rivalen</h1>", 0),
        ('<h1 class="logo">Kurier</h1><h1>Reederei kauft Rivalen</h1>', 0),
        ("<h1><ruby>Reederei<rt>re-de-rai</rt></ruby> kauft Rivalen</h1>", 0),
        ('<h1>Neu</h1><h1 itemprop="headline">Reederei kauft Rivalen</h1>', 0),
    ],
)
def test_headings_as_they_are_read(heading: str, expected: int) -> None:
    assert headings(fromstring(f"<body>{heading}</body>"))[expected] == "Reederei kauft Rivalen"


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (Titles(shared=["Ships and why"], headings=["Gnaur's Blog"], title="Ships and why"), "Ships and why"),
        (
            Titles(shared=["Petition: No to cuts in the choir"], headings=["No to cuts in the choir"]),
            "No to cuts in the choir",
        ),
        (
            Titles(shared=["No to cuts in the choir"], headings=["Culture - No to cuts in the choir"]),
            "No to cuts in the choir",
        ),
        (
            Titles(
                ["Cheap ferries 2026"],
                ["Two ferry firms become one"],
                ["Two ferry firms become one"],
                "Cheap ferries 2026 | Courier",
            ),
            "Two ferry firms become one",
        ),
        (
            Titles(
                ["Two ferry firms become one"], ["One owner, two ships"], ["One owner, two ships"], "Ferries"
            ),
            "Two ferry firms become one",
        ),
        (Titles(shared=["Zwei werden eins – Kurier – 04.03.2026"]), "Zwei werden eins"),
        (
            Titles(headings=["Navigation", "Two ferry firms become one"], title="Two ferry firms become one"),
            "Two ferry firms become one",
        ),
    ],
)
def test_which_of_several_wordings_is_the_headline(titles: Titles, expected: str) -> None:
    assert best_headline(titles, ["Courier", "Kurier"], None) == expected


@pytest.mark.parametrize(
    ("stated", "fetched", "expected"),
    [
        (["https://courier.example.com/en/"], STORY, None),
        (["https://courier.example.com/index.html"], STORY, None),
        (["https://courier.example.com/?lang=en"], STORY, None),
        (["/?p=7"], "https://courier.example.com/?p=7&utm_source=x", "https://courier.example.com/?p=7"),
        (["https://courier.example.com/business/"], STORY, None),
        (["https://courier.example.com/business/2026"], STORY, None),
        (["https://courier.example.com/404"], STORY, None),
        (["https://courier.example.com/login?next=story"], STORY, None),
        (["undefined"], STORY, None),
        (["{{ page.url }}"], STORY, None),
        (["//courier.example.com/business/2026/harbour-lines-buys-rival#top"], f"{STORY}/amp", STORY),
        ([STORY], f"{STORY}/2", STORY),
        ([STORY], f"{STORY}?utm_source=x", STORY),
        (
            ["https://wire.example.org/x", "https://m.courier.example.com/s/1"],
            STORY,
            "https://m.courier.example.com/s/1",
        ),
        (["http://courier.example.com:99999/x"], STORY, None),
        (["mailto:ada@example.com"], STORY, None),
    ],
)
def test_what_a_page_may_call_its_address(stated: list[str], fetched: str, expected: str | None) -> None:
    assert canonical_of(fetched, stated) == expected


def test_sections_and_keywords() -> None:
    assert section_of(["News", "Business"]) == "Business"
    assert section_of(["news"]) == "news"
    assert section_of(["News > Business > Ships", "x"]) == "Ships"
    assert section_of(["正文", "财经"]) == "财经"
    assert section_of(["", "https://courier.example.com/ships", "12"]) is None
    assert keywords_of([["ferries, Ferries、mergers;渡轮"], ["other"]]) == ("ferries", "mergers", "渡轮")
    ids = ["98be933f-38cf-4fba-b6c6-ad438e82010a", "topic:ships:ferries:x", "12", "https://x.example"]
    assert keywords_of([ids, ["ferries"]]) == ("ferries",)
    assert len(keywords_of([[f"word {number}x" for number in range(99)]])) == 30


@pytest.mark.parametrize(
    "words",
    [
        "Subscribe to continue reading",
        "To continue reading this article, please log in",
        "Already a subscriber? Log in",
        "This article is for subscribers",
        "本文为付费会员专享内容",
        "订阅后可阅读全文",
        "剩余部分需付费阅读",
        "登入後閱讀全文",
        "Il vous reste 70 % de cet article à lire",
        "Jetzt weiterlesen",
        "Suscríbete para seguir leyendo",
        "会員限定記事です",
        "Contenuto riservato agli abbonati",
        "残り 1,024 文字",
    ],
)
def test_paywalls_ask_in_many_languages(words: str) -> None:
    tree = fromstring(f"<body><p>{words}</p></body>")
    assert asks_to_subscribe(tree)
    assert access_of(None, tree, "short") == "stub"
    assert access_of(None, tree, "long " * 400) is None
    assert access_of("free", tree, "short") == "free"


@pytest.mark.parametrize(
    "words",
    [
        "Subscribe to our newsletter",
        "记者阅读了全文",
        "Readers continue to read less",
        "Mitglieder lesen weiter",
    ],
)
def test_ordinary_words_ask_nothing(words: str) -> None:
    assert not asks_to_subscribe(fromstring(f"<body><p>{words}</p></body>"))


@pytest.mark.parametrize(
    ("head", "access"),
    [
        (block({"@type": "NewsArticle", "isAccessibleForFree": "http://schema.org/False"}), "metered"),
        (block({"@type": "NewsArticle"}, {"@type": "WebPage", "isAccessibleForFree": False}), "metered"),
        ('<meta property="article:content_tier" content="locked">', "stub"),
        ('<meta property="og:article:content_tier" content="free">', "free"),
        ("", None),
    ],
)
def test_access_as_stated(head: str, access: str | None) -> None:
    assert read(head).access == access


def test_an_article_has_them_all() -> None:
    node = {
        "@type": "NewsArticle", "headline": "Ships", "datePublished": "2026-03-04T08:15:00-05:00",
        "articleSection": ["News", "Ships"], "keywords": "ferries,mergers", "author": [{"name": "Ada Marsh"}],
    }  # fmt: skip
    article = made(block(node))
    assert (article.section, article.keywords) == ("Ships", ("ferries", "mergers"))
    assert (article.published, article.authors) == ("2026-03-04T08:15:00-05:00", ("Ada Marsh",))


def test_lines_of_a_heading_without_a_space_between() -> None:
    titles = Titles(named=["Two caught: gold found"], headings=["Two caught:gold found"])
    assert best_headline(titles, (), None) == "Two caught: gold found"


def test_a_kicker_before_the_headline_that_is_shared() -> None:
    said = "The new school: Ida Marsh, in no way strange"
    titles = Titles(named=[said], shared=["Ida Marsh, in no way strange"], headings=[said], title=said)
    assert best_headline(titles, (), None) == "Ida Marsh, in no way strange"


def test_a_headline_given_for_a_section() -> None:
    said = "Harbour Lines buys its rival, and the port asks what becomes of ferries"
    head = f'<meta property="article:section" content="{said}"><meta property="og:title" content="Ferries">'
    story = f"<h1>{said}</h1><article><p>{'The company said so on Tuesday. ' * 9}</p></article>"
    assert made(head, story).headline == said
