"""What a crawl of the demo web should make of every page in it."""

from typing import NamedTuple

from demo.site.content import Story, load_stories
from demo.site.odd import Outcome, group_of, odd_pages
from demo.site.routes import BUSY_AT_FIRST


class Expected(NamedTuple):
    """The expected end of one page.

    `outcome`: `archived`; `rejected` or `failed`, with the reason or cause where only one is right; `copy`, a
    page of a `group` of which exactly one is archived and the others are rejected or, being known by
    then, not fetched; `forbidden`, never asked for. `statuses`: what the server answers to the first request
    and, where that differs, to later ones.
    """

    url: str
    outcome: Outcome
    statuses: tuple[int, ...]
    reason: str | None = None
    group: str | None = None


def truth() -> dict[str, Expected]:
    """By URL: every story and every odd page, those included that only a redirect leads to."""
    stories = load_stories()
    told = [_of_story(story) for story in stories]
    for page in odd_pages(stories):
        told.append(Expected(page.url, page.outcome, (page.answer.status,), page.reason, page.group))
    return {expected.url: expected for expected in told}


def _of_story(story: Story) -> Expected:
    statuses = (503, 200) if (story.host, story.slug) == BUSY_AT_FIRST else (200,)
    group = group_of(story)
    if not story.related:
        return Expected(story.url, "rejected", statuses, "not_related")
    if group:
        return Expected(story.url, "copy", statuses, None, group)
    return Expected(story.url, "archived", statuses)
