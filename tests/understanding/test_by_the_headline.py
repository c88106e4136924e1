"""Names and dates that stand by the headline, for pages that state none."""

import pytest
from lxml.html import fromstring

from pipelines.page.byline import byline
from pipelines.page.page_lines import page_lines
from pipelines.page.publication import shown_date
from pipelines.page.signed import authors_of
from tests.understanding.captures import FETCHED

STORY = "https://courier.example.com/business/2026/harbour-lines-buys-rival"
LONG = f"<p>{'The company said so on Tuesday, in a letter. ' * 9}</p>"


def signed(body: str, *stated: str, publisher: str = "Courier") -> tuple[str, ...]:
    tree = fromstring(f"<body><h1>Harbour Lines buys rival</h1>{body}</body>")
    lines = page_lines(tree)
    return authors_of(
        [stated] if stated else [], [publisher], tree, lambda: lines, ["Harbour Lines buys rival"]
    )


ASIDE = '<aside><div class="author">Cora Lind</div></aside>'
FAR = f'{LONG * 6}<div class="author">Cora Lind</div>'


@pytest.mark.parametrize(
    ("body", "stated", "expected"),
    [
        ("<p>By Ben Holt</p>", ["Ada Marsh"], ("Ada Marsh",)),
        ("<p>By Ben Holt</p>", ["Courier"], ("Ben Holt",)),
        ("<p>By ben</p>", ["Courier"], ("Courier",)),
        ("<p>By Ben Holt</p>", ["Courier", "Ada Marsh"], ("Ada Marsh",)),
        (
            f'{ASIDE}<div class="c-byline"><span>By</span> <a>Ada Marsh</a> and <a>Ben Holt</a></div>',
            [],
            ("Ada Marsh", "Ben Holt"),
        ),
        (FAR, [], ()),
        (
            '<p>4 March, <a rel="author" href="/x">Ada Marsh</a></p>'
            + LONG * 3
            + '<a rel="author" href="/y">Cora Lind</a>',
            [],
            ("Ada Marsh",),
        ),
        (f"{LONG}<p>Autor: Ada Marsh</p>", [], ("Ada Marsh",)),
        (f'{LONG * 6}<p style="text-align:right"><b>Ada Marsh</b></p>', ["Courier"], ("Ada Marsh",)),
        (f'<p class="comment-author">Troll King</p>{LONG}', [], ()),
        ("<p>By Island News, in Business, Ships</p>", [], ("Island News",)),
        ("<p>記者葉知秋／新竹報導</p>", ["晨訊網"], ("葉知秋",)),
        ("<p>（晨讯社记者张三、李四）青禾科技宣布</p>", [], ("张三", "李四")),
        ("<p>文/苏河</p><p>（责任编辑：王五）</p>", [], ("苏河",)),
        (f"{LONG}<div>(责编：周原、吴一凡)</div>", ["晨讯网"], ("周原", "吴一凡")),
    ],
)
def test_who_signed(body: str, stated: list[str], expected: tuple[str, ...]) -> None:
    assert signed(body, *stated) == expected


def test_a_page_without_its_headline_has_no_byline_but_labelled_ones() -> None:
    lines = page_lines(fromstring('<body><p class="byline">Ada Marsh</p><p>Author: Ben Holt</p></body>'))
    assert byline(lines, ["Harbour Lines buys rival"]) == ("Ben Holt",)


@pytest.mark.parametrize(
    ("body", "url", "expected"),
    [
        ("<p>Published 4 March 2026, 08:15</p>", STORY, "2026-03-04T08:15:00"),
        ("<p>Updated 5 March 2026</p><p>4 March 2026</p>", STORY, "2026-03-04"),
        ("<p>4 March 2026 | Updated 5 March 2026, 9:00</p>", STORY, "2026-03-04"),
        ("<div>2026年03月04日 08:15 来源：晨讯网</div>", STORY, "2026-03-04T08:15:00"),
        (f"{LONG * 4}<p>4 March 2026</p>", STORY, None),
        (f"{LONG * 4}<li>Datum 04.03.2026</li>", STORY, "2026-03-04"),
        ("<figure>4 March 2020</figure>", STORY, None),
        ("<p>1 May 2020</p>", "https://courier.example.com/2026/03/04/story", "2026-03-04"),
        ("", "https://courier.example.com/n1/2026/0304/c1001-40223222.html", "2026-03-04"),
        ("", "https://courier.example.com/99/20263304/1", None),
    ],
)
def test_dates_that_are_shown(body: str, url: str, expected: str | None) -> None:
    lines = page_lines(fromstring(f"<body><h1>Harbour Lines buys rival</h1>{body}</body>"))
    assert shown_date(lines, ["Harbour Lines buys rival"], url, FETCHED) == expected


def test_lines_are_blocks_without_what_surrounds_them() -> None:
    body = "a <b>b</b> c<!-- x --> d<nav>menu</nav>e<div>f<br>g<script>1</script></div>h<p></p>i"
    lines = page_lines(fromstring(f"<html><body>{body}</body></html>"))
    assert [(line.text, line.at) for line in lines] == [
        ("a b c d", 0), ("e", 7), ("f", 8), ("g", 9), ("h", 10), ("i", 11),
    ]  # fmt: skip
