"""The site of the docs in a real browser: nothing wrong, nothing from elsewhere, and its search finds."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from handbook.__main__ import main
from handbook.places import SITE
from tests.browser.chromium import Chromium, chromium, needs_chromium
from tests.serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium"]
pytestmark = [pytest.mark.slow, needs_chromium]

LOOKED_AT = (
    "", "start/", "questions/", "commands/", "reference/commands/", "reference/settings/",
    "how-to/bucket/", "explain/relevance/", "benchmark/", "decisions/",
)  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    assert main([]) == 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}/"


@pytest.mark.parametrize("place", LOOKED_AT)
def test_a_page_has_no_fault(site: str, chromium: Chromium, place: str, tmp_path: Path) -> None:
    assert chromium.look(site + place, pictures=tmp_path).troubles == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [("put-if-absent", "archive-format"), ("抖音", "browse"), ("relevance.threshold", "settings")],
)
def test_the_search_finds(site: str, chromium: Chromium, words: str, found: str) -> None:
    def searched(page: "Page") -> list[str]:
        page.fill("input.md-search__input", words)
        page.wait_for_selector("a.md-search-result__link")
        return [
            str(link.get_attribute("href")) for link in page.query_selector_all("a.md-search-result__link")
        ]

    looked = chromium.look(site, searched)
    assert any(found in link for link in looked.acted), json.dumps(looked.acted)
