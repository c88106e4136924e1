"""An extractor of somebody's own in the place of ours, to see what it would make of archived pages."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from pipelines.document import Article, Capture
from pipelines.errors import ConfigurationError, Rejected
from pipelines.joined import joined
from pipelines.page.charset import decode_html
from pipelines.scripts import count_spaceless

if TYPE_CHECKING:
    from pipelines.extract import OpenPage
    from pipelines.stages import Extract

# From the HTML of a page and its URL to its text, a paragraph per line; None or "" where it has none.
TextOf = Callable[[str, str], str | None]


def named_extractor(name: str) -> TextOf:
    """`module:function`, from the current folder or among what is installed.

    Importing a module runs it: only who may run the command can name one. Raises ConfigurationError.
    """
    module, _, function = name.partition(":")
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        found = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        remedy = "write module:function, of a module in the current folder or installed"
        raise ConfigurationError(f"--with {name}: cannot be had ({error}); {remedy}") from error
    if not callable(found):
        raise ConfigurationError(f"--with {name}: is no function; name one that takes HTML and a URL")
    return found  # type: ignore[no-any-return]


def with_text_of(extract: "Extract", text_of: TextOf, name: str, min_characters: int) -> "Extract":
    """`extract`, but for the text, which is what `text_of` finds; all else of a page stays ours.

    So does what `extract` raises; `too_short` and `no_text` are said of the other text too.
    """

    def read(capture: Capture, opened: "OpenPage | None" = None, /) -> Article:
        article = extract(capture, opened)
        first = _lines(text_of(_html(capture), capture.final_url))
        further = [_lines(text_of(_html(page), page.final_url)) for page in capture.further]
        text = joined(first, further) if first and further else first
        if not text:
            raise Rejected("no_text", f"{name} finds none")
        if (length := len(text) + count_spaceless(text)) < min_characters:
            raise Rejected("too_short", f"{length} of at least {min_characters} characters")
        return article.model_copy(update={"text": text, "extractor": name})

    return read


def _html(page: Capture) -> str:
    types = (value for key, value in page.headers if key.lower() == "content-type")
    return decode_html(page.body, next(types, None))


def _lines(text: str | None) -> str:
    return "\n".join(filter(None, map(str.strip, (text or "").splitlines())))
