"""A real Chromium that looks at a page and says all that is wrong with it.

    from tests.browser.chromium import Chromium, needs_chromium

    @needs_chromium
    def test_the_page(chromium: Chromium, tmp_path: Path) -> None:
        assert chromium.look(tmp_path / "page.html").troubles == ()

The fixture `chromium` is one browser for a whole module. Playwright's synchronous calls leave an event loop
running in their thread, where nothing else could be asyncio: they have one of their own, where `act` runs.
"""

import importlib.util
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NARROW, WIDE = 390, 1280
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None or importlib.util.find_spec("playwright") is None,
    reason="needs Chromium and playwright (apt-get install chromium, the extra `render`): absent",
)

_HERE = ("file", "data", "blob", "about")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_GRAVE = ("serious", "critical")
_HEIGHT, _PATIENCE_MS = 900, 30_000
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_AXE = "options => axe.run(document, options).then(found => found.violations)"
_RULES: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
# Of the other scheme only the colours are looked at: the page is the same.
_COLOURS = {**_RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


class Look(NamedTuple):
    """What was seen. `acted` is what `act` answered."""

    title: str
    text: str
    troubles: tuple[str, ...]
    acted: Any = None


class Chromium:
    """One browser; every look has a fresh profile."""

    def __init__(self, browser: "Browser", thread: ThreadPoolExecutor) -> None:
        self._browser, self._thread = browser, thread

    def look(
        self,
        target: Path | str,
        act: "Callable[[Page], Any] | None" = None,
        pictures: Path | None = None,
    ) -> Look:
        """Opens a file or URL, lets `act` use it, and then looks at it narrow and wide, light and dark.

        `troubles` has a sentence for each error on the console, exception, failed request, request to
        anywhere but this machine, dialog, serious fault of accessibility, and width that does not fit.
        `pictures` is a folder for screenshots of the whole page: `<width>-<scheme>.png`.
        """
        url = target.absolute().as_uri() if isinstance(target, Path) else target
        return self._thread.submit(self._look, url, act, pictures).result()

    def _look(self, url: str, act: "Callable[[Page], Any] | None", pictures: Path | None) -> Look:
        context = self._browser.new_context(
            viewport={"width": WIDE, "height": _HEIGHT}, color_scheme="light", service_workers="block"
        )
        try:
            page = context.new_page()
            page.set_default_timeout(_PATIENCE_MS)
            troubles = list[str]()
            _watch(page, troubles)
            page.goto(url, wait_until="load")
            acted = act(page) if act is not None else None
            title, text = page.title(), page.inner_text("body")
            troubles += _faults(page, pictures)
            return Look(title, text, tuple(dict.fromkeys(troubles)), acted)
        finally:
            context.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """One for a module; it takes a second to start."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser") as thread:
        playwright, browser = thread.submit(_started).result()
        try:
            yield Chromium(browser, thread)
        finally:
            thread.submit(browser.close).result()
            thread.submit(playwright.stop).result()


def _started() -> "tuple[Any, Browser]":
    from playwright.sync_api import sync_playwright

    playwright = sync_playwright().start()
    # Names that are none of this machine stand for nothing, so that no page reaches anybody.
    nobody = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"
    try:
        return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=[nobody])
    except BaseException:
        playwright.stop()
        raise


def _watch(page: "Page", troubles: list[str]) -> None:
    """Writes down whatever goes wrong from now on."""
    page.on(
        "console", lambda said: troubles.append(f"console: {said.text}") if said.type == "error" else None
    )
    page.on("pageerror", lambda error: troubles.append(f"exception: {error}"))
    page.on("requestfailed", lambda asked: troubles.append(f"request failed: {asked.url} ({asked.failure})"))
    page.on("request", lambda asked: troubles.append(f"leaves: {asked.url}") if _leaves(asked.url) else None)
    page.on("popup", lambda other: troubles.append(f"window: {other.url}"))

    def dismissed(dialog: Any) -> None:
        troubles.append(f"dialog: {dialog.type} {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismissed)


def _leaves(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in _HERE and parts.hostname not in _LOOPBACK


def _faults(page: "Page", pictures: Path | None) -> Iterator[str]:
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        if (too_wide := page.evaluate(_TOO_WIDE)) > 0:
            yield f"too wide: {too_wide} px more than {width}"
        for scheme, rules in (("light", _RULES), ("dark", _COLOURS)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if pictures is not None:
                page.screenshot(path=pictures / f"{width}-{scheme}.png", full_page=True)
            yield from (f"{each} at {width} px, {scheme}" for each in _violations(page, rules))


def _violations(page: "Page", rules: dict[str, Any]) -> Iterator[str]:
    for fault in page.evaluate(_AXE, rules):
        if fault["impact"] in _GRAVE:
            places = ", ".join(json.dumps(node["target"], ensure_ascii=False) for node in fault["nodes"][:3])
            yield f"accessibility: {fault['id']}: {fault['help']} ({len(fault['nodes'])}: {places})"
