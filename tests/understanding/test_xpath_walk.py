"""trafilatura's patterns as walks find what libxml2 finds."""

from pathlib import Path
from typing import cast

import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura import xpaths

from pipelines.page.quick_trafilatura import quicken
from pipelines.page.xpath_walk import walk

_PROJECT = Path(__file__).parents[2]
_PAGES = [
    file
    for folder in ("quality/own/pages", "quality/own/kinds", "tests/understanding/pages")
    for file in sorted((_PROJECT / folder).glob("*.html"))
]
_EXSLT = {"re": "http://exslt.org/regular-expressions"}
_PATTERNS = (
    ".//article|.//aside",
    ".//div[contains(@class|@id, 'part')]|.//aside|.//*[re:test(@class, 'CONTENT', 'i')]",
    ".//*[self::div or self::ul][re:test(@id, '^c')][not(self::ul) or @role='list' and not(.//h1)]",
    ".//*[@data-x or starts-with(@id|@class, 'nav') or contains(translate(@id, 'NM', 'nm'), 'menu')]",
    ".//*[self::p or self::span][@class='' or not(@class)]",
)


@pytest.fixture(scope="module")
def trees() -> list[HtmlElement]:
    own = [document_fromstring(file.read_bytes()) for file in _PAGES]
    return [*own, document_fromstring(_ODD)]


_ODD = """<html><body><div class="part" id="c1"><h1>Ada Marsh</h1><ul id="c2" role="list"><li>x</ul></div>
<div id="c3" class="navigation Content"><p class="">y</p><p>z</p></div><aside data-x="">w</aside>
<div class="navy" id="other"></div><div id="other" class="navy"></div><div id="MENU"></div>
<ul id="c4" role="list"><li><h1>v</h1></ul></body></html>"""


@pytest.mark.parametrize("path", _PATTERNS)
def test_the_same_elements_in_the_same_order(path: str, trees: list[HtmlElement]) -> None:
    pattern = etree.XPath(path, namespaces=_EXSLT)
    walked = walk(pattern)
    assert walked is not pattern
    for _ in range(2):  # the second time from memory
        assert [walked(tree) for tree in trees] == [pattern(tree) for tree in trees]
    assert walked(trees[-1])


def test_of_the_first_alone(trees: list[HtmlElement]) -> None:
    for path in (".//div[contains(@class, 'c')][1]", "(.//div)[1]|(.//main)[1]", "(.//nothing)[1]", ".//p"):
        pattern = etree.XPath(path)
        walked = walk(pattern, first=True)
        assert walked is not pattern
        assert [walked(tree) for tree in trees] == [
            cast(list[HtmlElement], pattern(tree))[:1] for tree in trees
        ]


@pytest.mark.parametrize(
    "path",
    ["//div", ".//div[2]", ".//div[last()]", ".//div/p", "(.//div)[1]|.//p", ".//div[@a=@b]",
     ".//p[text()]", ".//*[@id|@class='a']", ".//div[.//h1='a']", ".//div[contains(.//h1, 'a')]",
     ".//div[starts-with(.//p, 'a')]", ".//p[translate(@id, 'a', 'b')]",
     ".//p[translate(@id, 'aa', 'bc')='c']"],
)  # fmt: skip
def test_what_is_not_understood_stays_as_it_is(path: str) -> None:
    pattern = etree.XPath(path)
    assert walk(pattern, first=True) is pattern


def test_a_first_where_all_are_asked_for_is_not_understood() -> None:
    for path in (".//div[@class][1]", "(.//div)[1]", "(.//div)[1]|(.//main)[1]"):
        pattern = etree.XPath(path)
        assert walk(pattern) is pattern


def test_any_number_of_names_is_no_matter() -> None:
    rows = "".join(
        f'<div class="n{place}"><p class="{"y" * 1500}{place}">x</p></div>' for place in range(4500)
    )
    tree = document_fromstring(f"<body>{rows}<div class='n7'></div></body>")
    assert len(walk(etree.XPath(".//div[re:test(@class, '^n7$')]", namespaces=_EXSLT))(tree)) == 2
    assert len(walk(etree.XPath(".//p[contains(@class, 'y77')]"))(tree)) == 11


def test_trafilatura_is_asked_by_walks_alone(trees: list[HtmlElement]) -> None:
    """Each of the patterns that it was given is understood in the version that is installed."""
    quicken()
    for patterns in (xpaths.BODY_XPATH, xpaths.OVERALL_DISCARD_XPATH, xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH):
        assert patterns
        assert not any(isinstance(each, etree.XPath) for each in patterns)
