"""Real pages with a story of the demo web in the place of their own, to have such as belong."""

import gzip
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from bench.pages import SavedPage
from demo.site.content import Story, load_stories
from pipelines.page.charset import decode_html

_PARAGRAPH = re.compile(r"<p\b[^<>]*>(?=[^<]{80})", re.IGNORECASE)
_TITLE = re.compile(r"(<(?:title|h1)\b[^<>]*>)(?:(?!</(?:title|h1)).){1,2000}", re.IGNORECASE | re.DOTALL)
_STATED = re.compile(r"""(<meta\b[^<>]*og:title[^<>]*\bcontent=["'])[^"'<>]*""", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LEAST_IDEOGRAPHS = 400


def planted(page: SavedPage, number: int) -> SavedPage | None:
    """A related story before the first long paragraph, and its title; None where there is no such place.

    The story is the `number`th, in turn, in the script of the page.
    """
    html = decode_html(page.body, page.content_type)
    place = _PARAGRAPH.search(html)
    if place is None:
        return None
    stories = [story for story in load_stories() if story.related and _is_chinese(story) == _is_in(html)]
    story = stories[number % len(stories)]
    told = "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs)
    html = html[: place.start()] + told + html[place.start() :]
    html = _STATED.sub(lambda found: found[1] + escape(story.title), html)
    html = _TITLE.sub(lambda found: found[1] + escape(story.title, quote=False), html)
    body = gzip.compress(html.encode("utf-8", "replace"), 3, mtime=0)
    return replace(page, gzipped=body, title=story.title, content_type="text/html; charset=utf-8")


def with_stories(pages: Sequence[SavedPage], part: float) -> tuple[SavedPage, ...]:
    """`part` (0 to 1) of the pages, evenly from first to last, have a story where there is room for it."""
    return tuple(
        (planted(page, number) or page) if int((number + 1) * part) > int(number * part) else page
        for number, page in enumerate(pages)
    )


def _is_in(html: str) -> bool:
    return len(_CHINESE.findall(html)) >= _LEAST_IDEOGRAPHS


def _is_chinese(story: Story) -> bool:
    return story.host.language.startswith("zh")
