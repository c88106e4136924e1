"""Whether a page with status 200 says that nothing is there, or that its server is in trouble.

Such a page may have the site's menus around it and a list of what else could be read, so that what it shows
is no measure; what it is headed with is.
"""

from pipelines.page.shown import Shown, parts_of_title
from pipelines.page.wall_words import ERROR, GONE, Words

_LONGEST_HEADED = 2000
_LONGEST_TOLD = 400
_LONGEST_ARTICLE = 600


def says_gone(shown: Shown) -> bool:
    """Deleted, moved, or never there."""
    return _says(shown, GONE)


def says_trouble(shown: Shown) -> bool:
    """Maintenance, too much to do, or a fault: another time the page may be there."""
    return _says(shown, ERROR)


def is_headed_as_error(title: str, heading: str) -> bool:
    """Whether a part of the title and the heading are both in such words."""
    return any(
        any(map(words.headed.fullmatch, parts_of_title(title)))
        and any(map(words.headed.fullmatch, parts_of_title(heading)))
        for words in (GONE, ERROR)
    )


def _says(shown: Shown, words: Words) -> bool:
    if shown.says_article:
        # Some systems call every page an article, this one too.
        return shown.weight <= _LONGEST_ARTICLE and shown.is_headed_twice(words.headed)
    if shown.weight <= _LONGEST_HEADED and shown.is_headed(words.headed):
        return True
    return shown.weight <= _LONGEST_TOLD and shown.tells(words.told) is not None
