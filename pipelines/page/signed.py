"""The authors of a page: the first source that names a person, among what it states and what it shows."""

import re
from collections.abc import Callable, Sequence
from itertools import chain

from lxml.html import HtmlElement

from pipelines.page.authors import clean_authors, letters
from pipelines.page.byline import byline, is_person, marked_names
from pipelines.page.page_lines import Line

# What Chinese newspapers, sites, agencies and stations are called after, where a name of a person cannot end.
_OUTLET = re.compile(
    r"(报|報|网|網|网易|新浪|搜狐|腾讯|通讯社|通訊社|[电電][视視]?台|新闻|新聞|在线|周刊|週刊|杂志|客户端|财经|財經)$"
)


def authors_of(
    stated: Sequence[Sequence[str]],
    publishers: Sequence[str],
    tree: HtmlElement,
    lines: Callable[[], Sequence[Line]],
    headings: Sequence[str],
) -> tuple[str, ...]:
    """As the page states them: JSON-LD before microdata before meta tags.

    Where these name nobody but the publisher, a person in the byline has written the page. Where the byline
    names none either, it was the publisher. trafilatura, which looks all over the page, is not asked: it is
    slow, and what it alone finds is often the author of another article.
    """
    known = {letters(name) for name in publishers}

    def is_outlet(name: str) -> bool:
        return letters(name) in known or bool(_OUTLET.search(name))

    named = [names for source in stated if (names := clean_authors(source))]
    for names in named:
        if others := tuple(name for name in names if not is_outlet(name)):
            return others if any(map(is_person, others)) else names
    shown = (marked_names(tree, lines(), headings), byline(lines(), headings))
    persons = (names for names in shown if any(is_person(name) and not is_outlet(name) for name in names))
    return next(chain(persons, named, filter(None, shown)), ())
