"""The browser of the tests sees what is wrong with a page."""

import asyncio
from pathlib import Path
from typing import Any

from tests.browser.chromium import Chromium, needs_chromium

_SOUND = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Sound</title><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:">
<link rel="icon" href="data:,"></head><body><main><h1>Sound</h1><p>张一鸣</p></main></body></html>"""
_BAD = """<!doctype html><html><head><title></title></head><body>
<p style="color:#ccc;background:#ddd">pale</p><div style="width:3000px">wide</div>
<img src="http://elsewhere.example/a.png"><img src="missing.png">
<script>console.error('said'); alert('hello'); throw new Error('thrown')</script></body></html>"""


@needs_chromium
def test_a_sound_page_has_no_troubles(chromium: Chromium, tmp_path: Path) -> None:
    page = tmp_path / "sound.html"
    page.write_text(_SOUND, encoding="utf-8")

    def heading(page: Any) -> str:
        return str(page.inner_text("h1"))

    look = chromium.look(page, heading, pictures=tmp_path)
    assert look.troubles == ()
    assert (look.title, look.acted, "张一鸣" in look.text) == ("Sound", "Sound", True)
    assert {file.name for file in tmp_path.glob("*.png")} == {
        "390-light.png",
        "390-dark.png",
        "1280-light.png",
        "1280-dark.png",
    }
    # Nothing of the browser's loop is left in this thread.
    assert asyncio.run(asyncio.sleep(0, "free")) == "free"


@needs_chromium
def test_a_bad_page_has_each_of_them(chromium: Chromium, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(_BAD, encoding="utf-8")
    found = "\n".join(chromium.look(page).troubles)
    for trouble in (
        "console: said",
        "exception: thrown",
        "leaves: http://elsewhere.example/a.png",
        "request failed: file://",
        "dialog: alert hello",
        "accessibility: color-contrast",
        "accessibility: document-title",
        "accessibility: image-alt",
        "too wide: 1728 px more than 1280",
        "px more than 390",
    ):
        assert trouble in found
