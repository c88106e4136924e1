"""Whether a page is empty but for the scripts that would fill it, which are not run."""

import re

from lxml.html import HtmlElement

from pipelines.page.shown import Shown, weight_of
from pipelines.page.wall_words import SCRIPTS

_LONGEST_TOLD = 600
_LONGEST_EMPTY = 60
_ROOT = re.compile(r"(?i)(app|root|main-app|__next|__nuxt|app-root|react-root|app-mount|q-app|vue-app)")


def needs_scripts(shown: Shown, tree: HtmlElement, text: str) -> bool:
    """`text` is what was extracted.

    Never true of a page that calls itself an article, in JSON-LD perhaps, which needs no script.
    """
    if shown.says_article or tree.find(".//script") is None or _says_more(text):
        return False
    if shown.weight <= _LONGEST_TOLD and (shown.tells(SCRIPTS.told) or shown.is_headed(SCRIPTS.headed)):
        return True
    if shown.weight > _LONGEST_EMPTY:
        return False
    return bool(SCRIPTS.told.search(shown.unscripted)) or any(map(_is_root, tree.iter("div", "app-root")))


def _says_more(text: str) -> bool:
    """Whether something was extracted besides such messages."""
    lines = (line for line in text.split("\n") if not SCRIPTS.told.match(line))
    return sum(map(weight_of, lines)) > _LONGEST_EMPTY


def _is_root(element: HtmlElement) -> bool:
    return _ROOT.fullmatch(element.get("id") or "") is not None
