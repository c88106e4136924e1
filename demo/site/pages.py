"""A story in its host's clothes: the templates under `templates/`, filled in."""

import json
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from demo.site.content import HARBOUR, Story

TEMPLATES = Path(__file__).parent / "templates"
SIDEBAR_HEADLINES = 5


def article_page(story: Story, others: Sequence[Story], url: str | None = None) -> bytes:
    """The page in its host's charset. `others` fill the sidebar; `url` where it is not the story's own."""
    page = _template(f"{story.host.name}.article.html").substitute(
        title=escape(story.title),
        url=escape(url or story.url),
        iso=story.published.isoformat(),
        day=f"{story.published:%Y-%m-%d}",
        long_day=f"{story.published.day} {story.published:%B %Y}",
        author=escape(story.author),
        section=escape(story.section),
        lead=escape(story.paragraphs[0][:150]),
        paragraphs="\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs),
        headlines="\n".join(_link(other) for other in _neighbours(story, others, SIDEBAR_HEADLINES)),
        related="\n".join(_link(other) for other in _neighbours(story, others, 2)),
        json_ld=_json_ld(story, url or story.url),
    )
    return page.encode(story.host.charset)


def section_page(
    host_name: str, title: str, links: Sequence[tuple[str, str]], next_path: str | None, charset: str
) -> bytes:
    """A list of (path, headline) links without dates, and a link to the page after this one."""
    items = "\n".join(
        f'<li><h3><a href="{escape(path)}">{escape(headline)}</a></h3></li>' for path, headline in links
    )
    return (
        _template(f"{host_name}.section.html")
        .substitute(
            title=escape(title),
            items=items,
            head_next=f'<link rel="next" href="{next_path}">' if next_path else "",
            pager=f'<a class="next" rel="next" href="{next_path}">&raquo;</a>' if next_path else "",
        )
        .encode(charset)
    )


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def _link(story: Story) -> str:
    return f'<li><a href="{escape(story.path)}">{escape(story.title)}</a></li>'


def _neighbours(story: Story, others: Sequence[Story], count: int) -> list[Story]:
    """The stories after this one in its host's list, from the top again where the list ends."""
    mates = [other for other in others if other.host == story.host]
    place = next((i for i, mate in enumerate(mates) if mate.slug == story.slug), 0)
    return [*mates[place + 1 :], *mates[:place]][:count]


def _json_ld(story: Story, url: str) -> str:
    """JSON-LD for the host that uses it; the others' templates leave the place out."""
    if story.host != HARBOUR:
        return ""
    record = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "dateModified": story.published.isoformat(),
        "inLanguage": story.host.language,
        "articleSection": story.section,
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "NewsMediaOrganization", "name": story.host.title},
    }
    return json.dumps(record, ensure_ascii=False).replace("</", "<\\/")
