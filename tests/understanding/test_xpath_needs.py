"""What a pattern needs of ids and classes is there wherever it finds something."""

from pathlib import Path
from typing import cast

import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura import xpaths

from pipelines.page.quick_trafilatura import quicken
from pipelines.page.xpath_condition import condition
from pipelines.page.xpath_needs import at_hand, may_find
from pipelines.page.xpath_walk import walk

_PROJECT = Path(__file__).parents[2]
_PAGES = [
    file for folder in ("pages", "kinds") for file in (_PROJECT / "quality/own" / folder).glob("*.html")
]
_EXSLT = {"re": "http://exslt.org/regular-expressions"}
_ODD = """<html><body class="Page"><div id="Teaser x">a</div><div id="b" class="comment">b</div>
<p class="one
two">c</p><p class="">d</p><div class="t1">e</div></body></html>"""


def _may(predicate: str, tree: HtmlElement) -> bool:
    with at_hand(tree):
        return may_find(condition(predicate).needs)()


@pytest.fixture(scope="module")
def odd() -> HtmlElement:
    return document_fromstring(_ODD)


@pytest.mark.parametrize(
    "predicate",
    ["@class='comment'", "starts-with(@id, 'Tea')", "contains(translate(@id, 'T', 't'), 'teaser')",
     "re:test(@class, '^COMM', 'i')", "re:test(@id|@class, '^b$')", "@class='nothing' or @id='b'",
     "@class='one\ntwo'", "re:test(@class, 'e\nt')", "not(@class='comment')", "@class=''", "@data-x",
     "re:test(@class, '\\Atwo')", "re:test(@class, '(t)\\1') or @id='b'"],
)  # fmt: skip
def test_there_may_be_something(predicate: str, odd: HtmlElement) -> None:
    assert _may(predicate, odd)


@pytest.mark.parametrize(
    "predicate",
    ["@class='comm'", "starts-with(@id, 'x')", "contains(@id, 'teaser')", "re:test(@class, '^COMM')",
     "@class='nothing' and not(@id)", "@id='comment'", "contains(translate(@class, 'B', 'a'), 'teaser')"],
)  # fmt: skip
def test_there_is_nothing(predicate: str, odd: HtmlElement) -> None:
    assert not _may(predicate, odd)
    assert may_find(condition(predicate).needs)()  # of a page that nobody has at hand


def test_the_same_is_found_of_a_page_at_hand() -> None:
    quicken()
    found = 0
    for tree in [document_fromstring(file.read_bytes()) for file in _PAGES]:
        for pattern in (
            *xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH,
            *xpaths.TEASER_DISCARD_XPATH,
            *xpaths.BODY_XPATH,
        ):
            alone = cast(list[HtmlElement], pattern(tree))
            with at_hand(tree):
                assert pattern(tree) == alone
            found += len(alone)
    assert found


def test_another_page_at_hand_tells_of_itself_alone(odd: HtmlElement) -> None:
    walked = walk(etree.XPath(".//div[re:test(@class, '^t1$')]", namespaces=_EXSLT))
    other = document_fromstring("<div class='t2'>f</div>")
    with at_hand(odd):
        assert len(walked(odd)) == 1
        with at_hand(other):
            assert walked(other) == []
        assert len(walked(odd)) == 1
