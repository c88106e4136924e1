"""A page that a browser shows is bounded like any other, however much its scripts make of it."""

from pathlib import Path

import pytest

from tests.crawl.crawling import crawl, last_record
from tests.crawl.script_site import script_site
from tests.crawl.test_render import configured, needs_chromium

_GROWS = b"document.body.innerHTML = '<p>' + 'harbour '.repeat(4000000) + '</p>';"


@needs_chromium
@pytest.mark.slow
def test_a_page_that_grows_without_bound_stays_as_it_came(tmp_path: Path) -> None:
    with script_site(_GROWS) as site:
        crawled = crawl(site.proxy, tmp_path / "archive", extra=configured(tmp_path, "true"))
    assert last_record(tmp_path / "archive").rejected_by_reason == {"needs_scripts": 1}, crawled.output
    assert "Traceback" not in crawled.output
