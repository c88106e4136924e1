"""What a page is that is no article, and the reason it is rejected with.

A wall says nothing of the page behind it: those reasons pass (passing.py), and the page is asked for again.
"""

from dataclasses import replace

import trafilatura
from lxml.html import HtmlElement

from pipelines.errors import Rejected
from pipelines.page.challenge import is_challenge
from pipelines.page.consent_wall import has_consent_host, is_consent_wall, share_that_asks
from pipelines.page.login_page import is_login_page
from pipelines.page.page_metadata import PageMetadata, read_metadata
from pipelines.page.script_page import needs_scripts
from pipelines.page.shown import Shown, read_shown, shows_more, weight_of
from pipelines.page.soft_error import is_headed_as_error, says_gone, says_trouble

# An article of so much text is looked at no further, unless that text asks for consent.
_LONGEST_MESSAGE = 2000
_LONGEST_DIALOG = 8000
# What bars the way says no more than that, consent aside: challenge, login_page, script_page, soft_error.
_LONGEST_WALL = 2000
# Of one that calls itself an article.
_SHORTEST_ARTICLE = 100
_ASKS_FOR_CONSENT = 0.25


def refuse_wall(html: str, page: PageMetadata, final_url: str, text: str, min_characters: int) -> None:
    """Raises Rejected where a message or a dialog stands in the place of an article.

    `html` is the page as it came, `text` what was extracted, "" for nothing.
    """
    if not _may_be_wall(page, final_url, text):
        return
    tree = trafilatura.load_html(html)
    if tree is None:
        return
    shown = read_shown(tree, page)
    reason = kind_of_wall(shown, tree, html, final_url, text, min_characters)
    if reason is not None:
        raise Rejected(reason, " · ".join((*shown.titles[:1], *shown.headings[:1], *shown.pieces[:1]))[:200])


def is_walled(html: str, tree: HtmlElement, final_url: str) -> bool:
    """Whether a wall would be found under some text. `tree` is that of `html`, with all its furniture.

    Dates in furniture do not count for a reading, so none does here.
    """
    if shows_more(tree, _LONGEST_WALL):
        return has_consent_host(final_url)
    shown = replace(read_shown(tree, read_metadata(tree)), is_dated=False)
    return kind_of_wall(shown, tree, html, final_url, "", 0) is not None


def _may_be_wall(page: PageMetadata, final_url: str, text: str) -> bool:
    """Cheaper than to look: of most pages it is clear that they are articles."""
    weight = weight_of(text)
    if weight < _SHORTEST_ARTICLE or (weight <= _LONGEST_MESSAGE and not page.says_article):
        return True
    if weight <= _LONGEST_MESSAGE and is_headed_as_error(page.title, page.first_heading):
        return True
    return weight <= _LONGEST_DIALOG and (
        has_consent_host(final_url) or share_that_asks(text.split("\n")) >= _ASKS_FOR_CONSENT
    )


def kind_of_wall(
    shown: Shown, tree: HtmlElement, html: str, final_url: str, text: str, min_characters: int
) -> str | None:
    """The slug of what stands there; None for an article."""
    if is_challenge(shown, html):
        return "challenge"
    if is_consent_wall(shown, final_url, text, min_characters):
        return "consent_wall"
    if says_gone(shown):
        return "soft_404"
    if says_trouble(shown):
        return "soft_error"
    if is_login_page(shown, tree, final_url):
        return "login_page"
    if needs_scripts(shown, tree, text):
        return "needs_scripts"
    return None
