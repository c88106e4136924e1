"""The first answer of trafilatura is its answer, or it is asked itself."""

from pathlib import Path

import pytest
import trafilatura
from lxml.etree import tostring
from lxml.html import HtmlElement
from trafilatura import utils
from trafilatura.settings import Extractor

from pipelines.page.quick_trafilatura import quicken
from pipelines.page.sure_text import sure_text

_PROJECT = Path(__file__).parents[2]
_PAGES = [
    file
    for folder in ("quality/own/pages", "tests/understanding/pages")
    for file in sorted((_PROJECT / folder).glob("*.html"))
]
_SENTENCE = "The ferry company of the harbour said on Monday that all boats will sail on time again. "


def _options(focus: str = "balanced", minimum: int = 250) -> Extractor:
    options = Extractor(output_format="python", fast=True, comments=False, url="https://daily.example/a")
    options.focus, options.min_extracted_size = focus, minimum
    return options


def _asked(html: str, options: Extractor) -> str | None:
    document = trafilatura.bare_extraction(trafilatura.load_html(html), options=options)
    return getattr(document, "text", None)


@pytest.mark.parametrize(("focus", "minimum"), [("balanced", 250), ("strict", 15)])
def test_what_trafilatura_answers(focus: str, minimum: int) -> None:
    quicken()
    sure = 0
    for file in _PAGES:
        html, options = file.read_text(encoding="utf-8"), _options(focus, minimum)
        if (text := sure_text(trafilatura.load_html(html), options)) is not None:
            assert text == _asked(html, options), file.name
            sure += 1
    assert sure >= len(_PAGES) / 4


def test_a_page_stays_as_it_is() -> None:
    tree = _tree(f"<p>{_SENTENCE * 5}</p><div class='comments'>Fine!</div>")
    before = tostring(tree)
    assert sure_text(tree, _options()) == (_SENTENCE * 5).strip()
    assert tostring(tree) == before


def test_not_sure_of_a_stub_a_forum_and_a_corner_of_the_page() -> None:
    article = f"<article><p>{_SENTENCE * 5}</p></article>"
    thread = f'<script type="application/ld+json">{{"@type": "DiscussionForumPosting"}}</script>{article}'
    corner = article + "".join(
        f"<table><tr><td>{place} {_SENTENCE * 9}</td></tr></table>" for place in range(9)
    )
    assert sure_text(_tree(article), _options()) is not None
    for body in (f"<article><p>{_SENTENCE}</p></article>", thread, corner):
        assert sure_text(_tree(body), _options()) is None
    assert sure_text(_tree(corner), _options("strict")) is not None


def test_a_version_whose_cascade_is_not_known_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = _tree(f"<p>{_SENTENCE * 5}</p>")
    assert sure_text(tree, _options()) is not None
    monkeypatch.setattr(trafilatura, "__version__", "2.3.99")
    assert sure_text(tree, _options()) is None


def test_characters_that_xml_forbids_are_dropped_still() -> None:
    quicken()
    for odd in ("\x00", "\x0b", "\x1f", "\ufffe", "\uffff"):
        assert "ferry" in _shown(f"<p>fer{odd}ry</p>")
        assert utils.INVALID_XML_CHARS.sub("", f"{odd}\ud800") == "\ud800"
    assert "海\t灣" in _shown("<p>海\t灣</p>")


def _shown(body: str) -> str:
    return "".join(_tree(body).itertext())


def _tree(body: str) -> HtmlElement:
    tree = trafilatura.load_html(f"<html><head><title>Boats</title></head><body>{body}</body></html>")
    assert tree is not None
    return tree
