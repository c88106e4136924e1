"""Article and section pages of the proving web, amid as much furniture as pages of news have."""

import json
import random
from collections.abc import Sequence
from html import escape

from bench.focus.articles import SECTIONS, Article, Host

_BESIDE, _BELOW = 8, 4
_STATE_ENTRIES = 220
_WORDS = {"en": ("Latest", "More stories"), "zh": ("最新", "更多文章")}


def article_page(article: Article, mates: Sequence[Article], names: dict[str, Article]) -> bytes:
    """`mates` are of its host and listed; `names` has what the links in its text lead to, by URL."""
    latest, more = _WORDS[article.host.language]
    paragraphs = [f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs]
    for url in article.links:
        middle = len(paragraphs) // 2
        paragraphs[middle] = paragraphs[middle].replace("</p>", f"{_reference(article.host, url, names)}</p>")
    chance = random.Random(article.url)
    beside = [mate for mate in chance.sample(mates, min(len(mates), _BESIDE + _BELOW)) if mate is not article]
    return _page(
        article.host,
        article.headline,
        f"<article><h1>{escape(article.headline)}</h1>"
        f'<p class="meta"><time datetime="{article.published.isoformat()}">{article.published:%Y-%m-%d %H:%M}'
        f"</time></p>{''.join(paragraphs)}</article>"
        f"<aside><h2>{latest}</h2><ul>{_list(beside[:_BESIDE])}</ul></aside>"
        f"<section class=more><h2>{more}</h2><ul>{_list(beside[_BESIDE:])}</ul></section>",
        head=f'<link rel="canonical" href="{article.url}"><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{escape(article.headline)}">'
        f'<meta property="article:published_time" content="{article.published.isoformat()}">'
        f"<script>window.state={_state(chance)}</script>",
    )


def section_page(
    host: Host, title: str, links: Sequence[tuple[str, str]], *, head: str = "", foot: str = ""
) -> bytes:
    """Links with their headlines, no dates; `head` and `foot` are HTML."""
    cards = "".join(
        f'<li class="card"><h3>{_anchor(url, headline)}</h3><span class="tag">{escape(title)}</span></li>'
        for url, headline in links
    )
    return _page(host, title, f"<main><h1>{escape(title)}</h1><ul>{cards}</ul>{foot}</main>", head=head)


def missing_page(host: Host) -> bytes:
    """What a host says, with status 200, of a page that it does not have."""
    said = "Page not found" if host.language == "en" else "页面不存在"
    more = (
        "The page you are looking for does not exist, or has been moved."
        if host.language == "en"
        else "您访问的页面不存在或已被删除。"
    )
    return _page(host, said, f"<div class=error><h1>{said}</h1><p>{more}</p></div>")


def calendar_page(host: Host, path: str, months: Sequence[str]) -> bytes:
    """One of endlessly many days, with the way to others."""
    days = "".join(
        f'<td><a href="{month}/{day:02}/">{day}</a></td>' for month in months for day in range(1, 29)
    )
    return _page(
        host, f"Calendar {path}", f"<h1>{path}</h1><p>No events on this day.</p><table><tr>{days}</table>"
    )


def _page(host: Host, title: str, body: str, *, head: str = "") -> bytes:
    menu = "".join(f'<li><a href="/{section}/">{section.title()}</a></li>' for section in SECTIONS)
    return (
        f'<!DOCTYPE html><html lang="{host.language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)} - {escape(host.title)}</title>{head}</head><body>"
        f'<header><a href="/">{escape(host.title)}</a><nav><ul>{menu}</ul></nav></header>{body}'
        f'<footer><p>© {escape(host.title)}</p><a href="/about">About</a></footer></body></html>\n'
    ).encode()


def _list(articles: Sequence[Article]) -> str:
    return "".join(f"<li>{_anchor(article.path, article.headline)}</li>" for article in articles)


def _anchor(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def _reference(host: Host, url: str, names: dict[str, Article]) -> str:
    """The end of a paragraph: a sentence that leads to another article."""
    anchor = _anchor(url, names[url].headline)
    if host.language == "zh":
        return f"此事的前后，{names[url].host.title}曾以“{anchor}”为题写过。"
    return f" {escape(names[url].host.title)} told that part of the story under the headline “{anchor}”."


def _state(chance: random.Random) -> str:
    """As long as what real pages carry for their scripts, or rather a tenth of it."""
    entries = [
        {"id": chance.randrange(10**9), "slot": f"slot-{place}", "shown": True}
        for place in range(_STATE_ENTRIES)
    ]
    return json.dumps(entries)
