"""What stands on a page beside its article: newsletter boxes, teasers of others, captions, comments, walls.

Known by `id` or `class`, in the words of those who make pages.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from lxml.html import HtmlElement

_CONTAINERS = (
    "div", "section", "aside", "form", "ul", "ol", "p", "span", "figcaption", "h2", "h3", "h4",
)  # fmt: skip
_BESIDE = re.compile(
    r"""(?ix) (?<![a-z0-9]) (
        newsletter[\w-]* | (e-?mail|news)[-_]?sign-?up[\w-]* | sign-?up[-_](box|form|widget|module|block)
        | subscri(be|ption)[-_](box|form|widget|promo|banner|cta|block|module|container)
        | related[-_]{0,2}(articles?|stor(y|ies)|posts?|contents?|links?|news|items?|topics?|coverage|reading
          |box|list|block|module|container|widget|teasers?|wrapper)?
        | (read|see|continue)[-_]?(more|also|next)(?!-\w*content) | also[-_]?read | you[-_]may[-_]\w+
        | recommend(s|ed|ations?)?([-_]\w+)* | most[-_]?(read|popular|viewed|shared|commented)[\w-]*
        | popular[-_](posts?|stories|articles?|news) | trending[\w-]* | top[-_]?stories
        | more[-_](stories|news|articles?|posts?|from|on|like)[\w-]*
        | taboola[\w-]* | outbrain[\w-]* | revcontent[\w-]* | mgid[\w-]* | dianomi[\w-]* | zergnet[\w-]*
        | (info|fact|fakten)-?box[\w-]*
        | author[-_]{0,2}(bio(graphy)?|box|info|card|profile|details|description|about)[\w-]*
        | about[-_](the[-_])?author
        | comments?[-_]?(list|section|area|form|box|count|container|wrapper|policy)? | disqus[\w-]*
        | breadcrumbs?[\w-]*
        | caption([-_]{1,2}text)? | (image|photo|media|picture)[-_]?(credits?|caption)
        | media-?info | (image|photo|picture|bild)-?(text|info|desc(ription)?|unterschrift)
        | pie-?(de-?)?foto | leyenda
        | sr-only | visually-?hidden | screen-reader(-text)? | print-(only|header|footer)
        | (pay|reg|access|registration|subscriber)-?wall([-_]\w+)* | affiliate[\w-]*
        | article-?(tools|social|actions)[\w-]* | reporterr?box[\w-]*
    ) (?![a-z0-9])"""
)
_LARGEST_SHARE = 0.25
# What is named at greater length is not named by a person, and would be kept in memory.
_LONGEST_NAMES = 1000


@contextmanager
def set_aside(tree: HtmlElement) -> Iterator[None]:
    """`tree` with those elements empty; afterwards as it was before.

    What holds a heading of the first order, an article, or more than a quarter of what is written in the
    page's paragraphs is not set aside, whatever it is called.
    """
    written = _written(tree)
    emptied = [
        (element, element.text, list(element))
        for element in list(tree.iter(*_CONTAINERS))
        if _is_beside(element, written)
    ]
    for element, _, children in emptied:
        element.text = None
        for child in children:
            element.remove(child)
    try:
        yield
    finally:
        for element, text, children in reversed(emptied):
            element.text = text
            element.extend(children)


def _is_beside(element: HtmlElement, written: int) -> bool:
    if element.tag == "figcaption":
        return True
    name, kinds = element.get("id"), element.get("class")
    if not (name or kinds) or not _is_named_so(f"{name or ''} {kinds or ''}"[:_LONGEST_NAMES]):
        return False
    holds_article = next(element.iter("h1", "article"), None) is not None
    return not holds_article and _written(element) <= _LARGEST_SHARE * written


@lru_cache(maxsize=4096)
def _is_named_so(names: str) -> bool:
    """Kept for some thousand names: a page, and a publisher's pages, use few and use them often."""
    return bool(_BESIDE.search(names))


def _written(element: HtmlElement) -> int:
    """Characters in its paragraphs."""
    return sum(len(text.strip()) for paragraph in element.iter("p") for text in paragraph.itertext())
