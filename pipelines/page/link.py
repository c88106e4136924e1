"""A link in the text of an article."""

from typing import NamedTuple


class Link(NamedTuple):
    """`url` is absolute, as written, without fragment; `text` what a reader sees of the link."""

    url: str
    text: str
