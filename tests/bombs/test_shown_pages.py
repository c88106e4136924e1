"""A page that a browser shows is bounded like any other, however much its scripts make of it."""

from pathlib import Path

import pytest

from tests.crawl.crawling import crawl, last_record
from tests.crawl.script_site import script_site
from tests.crawl.test_render import configured, needs_chromium

_GROWS = b"document.body.innerHTML = ('<p>' + 'harbour '.repeat(100) + '</p>').repeat(15000);"


@needs_chromium
@pytest.mark.slow
def test_a_page_that_grows_without_bound_stays_as_it_came(tmp_path: Path) -> None:
    with script_site(_GROWS) as site:
        configuration = configured(tmp_path, "true")
        crawled = crawl(site.proxy, tmp_path / "archive", "-s", "RENDER_TIMEOUT=90", extra=configuration)
    assert last_record(tmp_path / "archive").rejected_by_reason == {"needs_scripts": 1}, crawled.output
    assert "Traceback" not in crawled.output
