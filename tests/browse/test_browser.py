"""What a person sees, in a real browser."""

from pathlib import Path
from typing import Any

import pytest

from tests.browse.conftest import Served
from tests.browser.chromium import Chromium, needs_chromium


@needs_chromium
def test_a_person_searches_narrows_and_reads(served: Served, chromium: Chromium) -> None:
    def act(page: Any) -> dict[str, Any]:
        seen = {}
        page.fill("input[name=q]", '"community group buying"')
        page.press("input[name=q]", "Enter")
        seen["found"] = page.inner_text("main .lead")
        page.click("aside a:text-is('en')")
        seen["narrowed"] = page.url
        page.click("aside .chosen a")
        seen["wide"] = page.url
        page.fill("input[name=q]", "张一鸣")
        page.click("header button")
        page.click("aside a:text-is('daybook')")
        page.click("ol.hits a")
        seen["hit"] = page.inner_text("article mark")
        seen["entity"] = page.inner_text("article a.entity >> nth=0")
        return seen

    look = chromium.look(served.address, act)
    assert look.acted["found"].startswith("1 document")
    assert "language=en" in look.acted["narrowed"]
    assert "language" not in look.acted["wide"]
    assert (look.acted["hit"], look.acted["entity"]) == ("张一鸣", "字节跳动")
    assert look.title == "Headline of douyin · shops"
    assert look.troubles == ()


@needs_chromium
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/documents/9",
    ],
)
def test_no_page_has_troubles(served: Served, chromium: Chromium, path: str, tmp_path: Path) -> None:
    """No error on the console, no dialog, no serious fault of accessibility, no overflow at 390 px."""
    assert chromium.look(served.address + path, pictures=tmp_path).troubles == ()


@needs_chromium
@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "/corpus/documents?_facet=publisher",
        "/search?q=alert",
        "/documents/6",
        "/documents/6/compare/4",
        "/turned-away",
        "/turned-away/5",
        "/why?url=http://news.test/weather",
        "/corpus",
        "/search?publisher=daybook&year=2021",
        "/documents/8",
        "/documents/10/capture",
        "/turned-away?kind=failed",
        "/corpus/documents/9",
        "/corpus/document_texts",
        "/corpus?sql=select+*+from+runs",
        "/why",
    ],
)
def test_nor_has_any_other(served: Served, chromium: Chromium, path: str) -> None:
    assert chromium.look(served.address + path).troubles == ()
