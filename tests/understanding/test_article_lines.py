"""An extracted text laid on its page again: what goes, what comes back, what stays."""

from collections.abc import Sequence

import pytest
from lxml import etree
from lxml.html import HtmlElement, fromstring

from pipelines.page.article_lines import mend
from pipelines.page.article_text import article_text
from pipelines.page.beside_article import set_aside
from pipelines.page.letters import letters
from pipelines.page.linked_lines import linked_lines
from pipelines.page.noise_lines import is_above, is_below, is_label
from tests.understanding.captures import made

TOLD = (
    "The harbour company said on Tuesday that its ferries would run every ten minutes from May.",
    "Passengers had asked for more boats since the bridge was closed to cars in January.",
    "Fares stay as they are until the autumn, when the council will look at them again.",
)
FIRST, SECOND, THIRD = (f"<p>{line}</p>" for line in TOLD)


def mended(body: str, text: Sequence[str] | str, *, headline: str = "", description: str = "") -> list[str]:
    """`text` as trafilatura may have given it for a page with this body."""
    tree = fromstring(f"<html><body>{body}</body></html>")
    said = text if isinstance(text, str) else "\n".join(text)
    subjects = {letters(headline)} if headline else set()
    return mend(said, linked_lines(tree), subjects, [description] if description else []).split("\n")


def test_a_line_knows_its_block_and_its_links() -> None:
    lines = linked_lines(
        fromstring("<div><h2>One</h2><p>two <a href=x>three</a><br>four</p><script>5</script></div>")
    )
    assert [(line.text, line.block.tag, round(line.link_share, 2)) for line in lines] == [
        ("One", "h2", 0.0),
        ("two three", "p", 0.62),
        ("four", "p", 0.0),
    ]


def test_an_invitation_to_read_another_story_goes() -> None:
    also = "READ MORE: The bridge stays closed until the summer"
    body = f"{FIRST}<p>READ MORE: <a href=x>The bridge stays closed until the summer</a></p>{SECOND}"
    assert mended(body, [TOLD[0], also, TOLD[1]]) == [*TOLD[:2]]


def test_a_sentence_that_begins_like_an_invitation_stays() -> None:
    said = "Read more books, the mayor told the children who had come to the opening of the library."
    assert mended(f"{FIRST}<p>{said}</p>{SECOND}", [TOLD[0], said, TOLD[1]]) == [TOLD[0], said, TOLD[1]]


def test_a_paragraph_that_is_one_link_goes_and_an_address_stays() -> None:
    link, address = (
        "A cook at sea: what forty sailors eat",
        "https://harbour.example.com/ferries/in/the/month/of/may",
    )
    body = f"{FIRST}<p><a href=x>{link}</a></p><p><a href=y>{address}</a></p>{SECOND}"
    assert mended(body, [TOLD[0], link, address, TOLD[1]]) == [TOLD[0], address, TOLD[1]]


def test_a_linked_heading_over_its_paragraphs_stays() -> None:
    heading = "The second best of all the ferries"
    assert mended(f"{FIRST}<h3><a href=x>{heading}</a></h3>{SECOND * 2}", [TOLD[0], heading, TOLD[1]]) == [
        TOLD[0],
        heading,
        TOLD[1],
    ]


def test_teasers_below_their_label_go_with_what_stands_between_them() -> None:
    items = "".join(
        f"<div class=item><h3><a href=/{n}>燈塔看守人第{n}日不願搬出他的塔</a></h3>"
        f"<p>看守人第{n}日表示無意搬離。</p></div>"
        for n in (1, 2)
    )
    body = f"<div class=story>{FIRST}{SECOND}</div><h2>其他人也在看</h2>{items}<div class=story>{THIRD}</div>"
    teasers = [line.text for line in linked_lines(fromstring(f"<div>{items}</div>"))]
    assert mended(body, [*TOLD[:2], "其他人也在看", *teasers, TOLD[2]]) == [*TOLD]


def test_an_article_goes_on_below_a_list_of_others() -> None:
    links = "<p><a href=x>China furious at what the harbour master said</a> [INSIGHT]</p>"
    body = f"<div class=t>{FIRST}<p>DON'T MISS</p>{links}</div><div class=t>{SECOND}{THIRD}</div>"
    text = [TOLD[0], "DON'T MISS", "China furious at what the harbour master said [INSIGHT]", *TOLD[1:]]
    assert mended(body, text) == [*TOLD]


def test_a_line_that_is_not_on_the_page_and_made_of_its_links_goes() -> None:
    body = f"{FIRST}<ul><li><b>1</b> <a href=x>市长为建了十一年的市场大厅揭幕</a> 评论</li></ul>"
    assert mended(body, [TOLD[0], "评论1市长为建了十一年的市场大厅揭幕"]) == [TOLD[0]]


def test_last_lines_beside_the_article_below_a_link_go() -> None:
    aside = "Our reporters look every week at what the council has decided."
    body = (
        f"<div>{FIRST}{SECOND}</div><div><a href=x>Mayor opens a market hall at last</a><p>{aside}</p></div>"
    )
    assert mended(body, [*TOLD[:2], aside]) == [*TOLD[:2]]


def test_headings_and_paragraphs_among_those_of_the_text_come_back() -> None:
    body = f"<div>{FIRST}<h2>The fares</h2>{SECOND}<p><a href=x>Elsewhere</a></p>{THIRD}</div>"
    assert mended(body, TOLD) == [TOLD[0], "The fares", *TOLD[1:]]
    assert mended(f"<div>{FIRST}{SECOND}{THIRD}</div>", [TOLD[0], TOLD[2]]) == [*TOLD]


def test_what_stands_elsewhere_does_not_come_back() -> None:
    body = f"<div>{FIRST}</div><div><h2>The fares</h2></div><div>{SECOND}</div>"
    assert mended(body, TOLD[:2]) == [*TOLD[:2]]


STANDFIRST = "More boats, more sailors and the same fares: the company answers those who have waited."


@pytest.mark.parametrize("block", ["<p class=article-lead>{}</p>", "<div class=x1>{}</div>"])
def test_a_standfirst_comes_back(block: str) -> None:
    body = f"<header><h1>More ferries</h1>{block.format(STANDFIRST)}</header><div>{FIRST}{SECOND}</div>"
    found = mended(body, TOLD[:2], headline="More ferries", description=STANDFIRST)
    assert found == [STANDFIRST, *TOLD[:2]]


def test_a_standfirst_is_not_said_twice() -> None:
    body = f"<h1>More ferries</h1><p class=lead>{TOLD[0]}</p><div>{FIRST}{SECOND}</div>"
    assert mended(body, TOLD[:2], headline="More ferries") == [*TOLD[:2]]


def test_a_subheadline_is_no_text() -> None:
    body = (
        f"<header><h1>More ferries</h1><h2>Forty sailors were hired</h2></header><div>{FIRST}{SECOND}</div>"
    )
    assert mended(body, ["Forty sailors were hired", *TOLD[:2]], headline="More ferries") == [*TOLD[:2]]


def test_a_heading_right_over_the_first_paragraph_stays() -> None:
    body = f"<h1>More ferries</h1><div><h2>What we know</h2>{FIRST}{SECOND}</div>"
    assert mended(body, ["What we know", *TOLD[:2]], headline="More ferries") == ["What we know", *TOLD[:2]]


def test_tables_that_lay_a_page_out_become_paragraphs() -> None:
    cell = f"<td>{TOLD[0]}<br>{TOLD[1]}</td>"
    body = f"<table><tr><td><a href=x>Home and more</a></td></tr><tr>{cell}</tr></table>"
    assert mended(body, f"| | |\n| {TOLD[0]} {TOLD[1]} |") == [*TOLD[:2]]


def test_a_table_of_figures_stays() -> None:
    body = f"{FIRST}<table><tr><td>2006</td><td>Ada Marsh</td></tr></table>{SECOND}"
    assert "| 2006 | Ada Marsh |" in mended(body, [TOLD[0], "| 2006 | Ada Marsh |", TOLD[1]])


def test_a_paragraph_is_not_said_twice() -> None:
    assert mended(FIRST + SECOND + FIRST, [TOLD[0], TOLD[1], TOLD[0]]) == [*TOLD[:2]]


@pytest.mark.parametrize(
    "line",
    ["Advertisement", "ANZEIGE", "完了しました", "点击播报本文，约3分钟", "Share on Facebook",
     "Image copyright Harbour Press",
     "<<<<<<< HEAD ======= >>>>>>> upstream/main", "添加收藏夹 | 设为首页"],
)  # fmt: skip
def test_labels(line: str) -> None:
    assert is_label(line)


@pytest.mark.parametrize(
    "line",
    ["By Lin Wenlong and Cao Yang", "Freitag, 28.04.2023, 19:25", "Published 18 November 2019",
     "您所在的位置：首页",
     "来源：海湾新闻网", "UPDATED: Tue., Nov. 19, 2019"],
)  # fmt: skip
def test_lines_above_an_article(line: str) -> None:
    assert is_above(line)


@pytest.mark.parametrize(
    "line",
    ["Leave a Reply", "Fill in your details below or click an icon to log in: Logo", "admin administrator",
     "Connecting to %s", "Twitter picture",
     "（责任编辑：何渡）", "© 2026 Courier. All rights reserved.",
     "更多精彩内容，欢迎扫描下方二维码关注海湾新闻", "Reporting by Ada Holt; Editing by Ben Quay",
     "Sign up for our newsletter to get the day’s headlines", "Follow our WhatsApp channel",
     "Share on WhatsApp", "You must be logged in to comment", "Jetzt unserem WhatsApp-Kanal beitreten",
     "WhatsApp: +44 20 7946 0000", "報料WhatsApp 5123 4567",
     "Únete a nuestro canal de WhatsApp", "Telegram",
     "声明：本文仅供参考", "この記事は会員限定です。", "___"],
)  # fmt: skip
def test_lines_below_an_article(line: str) -> None:
    assert is_below(line)


@pytest.mark.parametrize(
    "line",
    [*TOLD, "By May the ferries will run every ten minutes, said the company, which has hired sailors.",
     "公司表示，新航线将于下周一启航。", "（節錄）", "The advertisement showed a boat.",
     "In 2019 the company had 300 boats and 40 cooks.", "WhatsApp declined to comment.",
     "WhatsApp came later, grew for ten years, and now counts the seconds.",
     "The group has moved to Telegram, its owner said.", "Between WeChat and WhatsApp lies a wall of law."],
)  # fmt: skip
def test_sentences_are_no_noise(line: str) -> None:
    assert not is_label(line)
    assert not is_above(line)
    assert not is_below(line)


def test_an_invitation_that_somebody_quotes_in_the_middle_stays() -> None:
    quoted = "“Sign up for the newsletter,” she told them, and they laughed at her for it."
    assert mended(f"{FIRST}<p>{quoted}</p>{SECOND}", [TOLD[0], quoted, TOLD[1]])[1] == quoted


def test_a_tree_is_as_it_was_after_something_was_set_aside() -> None:
    tree = fromstring(
        f"<div>{FIRST * 4}a<p class=caption>b<i>c</i>d</p>e<div class=newsletter>f<p>g</p>h</div>i</div>"
    )
    before = _source(tree)
    with set_aside(tree):
        inside = "".join(map(str, tree.itertext()))
    assert [letter in inside for letter in ("bcd", "fgh")] == [False, False]
    assert inside.endswith("aei")
    assert _source(tree) == before


def test_most_of_a_page_is_not_set_aside_whatever_it_is_called() -> None:
    tree = fromstring(f"<div><div class=related>{FIRST}{SECOND}</div>{THIRD}</div>")
    with set_aside(tree):
        assert TOLD[0] in "".join(map(str, tree.itertext()))


def test_a_tree_is_as_it_was_after_its_text_was_read() -> None:
    tree = fromstring(
        f"<html><body><h1>More ferries</h1>{FIRST * 5}<div class=newsletter><p>g</p></div></body></html>"
    )
    before = _source(tree)
    article_text(tree, url="", headlines=["More ferries"], descriptions=[], min_characters=40)
    assert _source(tree) == before


def test_paragraphs_before_those_that_trafilatura_takes_first_are_not_lost() -> None:
    top, rest = (
        "".join(f"<p>{n}. {line}</p>" for line in TOLD for n in numbers) for numbers in ((1, 2), (3, 4))
    )
    article = made("<title>More ferries</title>", f"<h1>More ferries</h1><div>{top}</div><div>{rest}</div>")
    assert "1. The harbour" in article.text
    assert "4. Fares" in article.text


def test_readings_over_characters_do_not_cut_a_line() -> None:
    read = "<ruby><rb>弾劾</rb><rp>（</rp><rt>だんがい</rt><rp>）</rp></ruby>"
    bare = "<ruby>尹錫悦<rt>ユンソンニョル</rt></ruby>"
    told = "大統領は三日の夜に緊急の談話を出し、野党を批判した。" * 6
    article = made(
        "<title>緊急談話</title>", f"<article><p>野党の{read}と韓国の{bare}大統領。{told}</p></article>"
    )
    assert article.text == f"野党の弾劾（だんがい）と韓国の尹錫悦大統領。{told}"


def _source(tree: HtmlElement) -> bytes:
    return bytes(etree.tostring(tree))
