"""A deliberately bad extractor, for `corpus replay --with`: what the report must show."""

import re

_PARAGRAPH = re.compile(r"(?is)<p\b[^>]*>(.*?)</p>")
_TAG = re.compile(r"<[^>]+>")
_KEPT = 3


def first_paragraphs(html: str, _url: str) -> str:
    """The first three paragraphs of a page, whatever they are."""
    paragraphs = (" ".join(_TAG.sub(" ", found).split()) for found in _PARAGRAPH.findall(html))
    return "\n".join([paragraph for paragraph in paragraphs if paragraph][:_KEPT])
