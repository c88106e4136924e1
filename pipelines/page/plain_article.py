"""Whether a page is plainly an article, by its markup: one of which page_kind.py would find no wall.

A wall says nothing of the page behind it, so nothing is decided by what stands on it. A page that calls
itself an article is never taken for a bot check or a login page; for one that is gone or in trouble only
where its title says so; for one that asks for consent only where it does, below another heading than its
headline. A line or two about cookies at the foot of a page are no wall, where nine tenths of what is written
there is about something else, and nothing is headed so.
"""

import re
from html import unescape

from pipelines.page import json_ld
from pipelines.page.consent_wall import has_consent_host, is_headed_so, share_that_asks
from pipelines.page.shown import parts_of_title
from pipelines.page.skimmed import Skimmed
from pipelines.page.wall_words import ERROR, GONE

_CONTENT = re.compile(r"""(?is)\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_OG_TYPE = "og:type"
# Of what is written on the page; of a wall it is a quarter at least.
_ASIDE = 0.1


def is_plain_article(page: Skimmed, final_url: str) -> bool:
    """False where one would have to look closer, for a wall or for an article."""
    if not page.titles or has_consent_host(final_url) or any(map(_is_error, page.titles)):
        return False
    article = json_ld.article(json_ld.nodes_of(page.data))
    if not article and not _says_article(page):
        return False
    return _shows_headline(page, article) or _asks_for_nothing(page)


def asks_for_nothing(page: Skimmed, final_url: str) -> bool:
    """Whether there is no wall of consent, whatever else there may be."""
    return not has_consent_host(final_url) and _asks_for_nothing(page)


def _asks_for_nothing(page: Skimmed) -> bool:
    share = share_that_asks(page.lines)
    return not share or (share < _ASIDE and not any(map(is_headed_so, (*page.titles, *page.stated))))


def _says_article(page: Skimmed) -> bool:
    kinds = [tag.lower() for tag in page.tags if _OG_TYPE in tag.lower()]
    return bool(kinds) and all("article" in kind for kind in kinds)


def _is_error(title: str) -> bool:
    return any(words.headed.fullmatch(part) for part in parts_of_title(title) for words in (GONE, ERROR))


def _shows_headline(page: Skimmed, article: json_ld.Node) -> bool:
    """Whether every heading is a headline that the page states."""
    tags = (tag for tag in page.tags if "title" in tag.lower())
    contents = (found[1] or found[2] or "" for tag in tags for found in _CONTENT.finditer(tag))
    stated = {
        " ".join(said.split()) for said in (*map(unescape, contents), json_ld.text_of(article, "headline"))
    }
    return bool(page.headings) and all(heading in stated for heading in page.headings)
