"""Elements of a page, held for as long as they are looked at."""

from itertools import islice

from lxml.html import HtmlElement

# More than any page that people read has; of a page made to harm the rest is made anew each time.
_MOST = 50_000


def held(tree: HtmlElement) -> list[HtmlElement]:
    """lxml makes an object for an element each time that it is looked at, unless somebody has one."""
    return list(islice(tree.iter(), _MOST))
