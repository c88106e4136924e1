"""Pages of our own to measure with: the demo web's stories, recombined, amid as much else as real pages have.

The same pages on every run. Each is rendered in the clothes of one of the demo web's hosts. Its text is
put together from sentences of many stories, their words shuffled in small runs: pages of the real web share
names and phrases, but hardly a sentence.
"""

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bench.pages import SavedPage
from demo.site.content import Host, Story, load_stories
from demo.site.pages import article_page

_HOSTS_EACH = 2
_SENTENCES = (14, 60)
_PARAGRAPH_SENTENCES = (2, 5)
_RUN = 3
# The middle one of the real pages has 160 kB and 900 elements, one in ten three times as much.
_SPREAD = 0.85
_LARGEST = 6.0
_MENU_LINKS = 180
_CARDS = 80
_SCRIPT_BYTES = 90_000
_ENDINGS = {"zh": "。！？", "": ".!?"}


def local_pages(count: int) -> tuple[SavedPage, ...]:
    """So many pages, in turn from each of ten hosts."""
    stories = load_stories()
    return tuple(_page(number, stories) for number in range(count))


def _page(number: int, stories: Sequence[Story]) -> SavedPage:
    hosts = sorted({story.host.name: story.host for story in stories}.values(), key=lambda host: host.name)
    host = hosts[number % len(hosts)]
    chance = random.Random(number)
    mates = [story for story in stories if story.host == host]
    story = _story(number, host, mates, chance)
    name = f"{host.name.removesuffix('.example')}-{number // len(hosts) % _HOSTS_EACH + 1}.example"
    url = f"http://{name}{story.path}"
    html = _amid_the_rest(article_page(story, mates, url).decode(host.charset), mates, chance)
    return SavedPage(
        url=url,
        gzipped=gzip.compress(html.encode(host.charset, "xmlcharrefreplace"), 3, mtime=0),
        title=story.title,
        published=story.published.isoformat(),
        content_type=f"text/html; charset={host.charset}",
    )


def _story(number: int, host: Host, mates: Sequence[Story], chance: random.Random) -> Story:
    model = chance.choice(mates)
    sentences = [
        sentence for mate in mates for part in mate.paragraphs for sentence in _sentences(part, host)
    ]
    chosen = chance.sample(sentences, min(len(sentences), chance.randint(*_SENTENCES)))
    return replace(
        model,
        slug=f"{model.slug}-{number}",
        published=model.published + timedelta(minutes=number),
        paragraphs=tuple(_paragraphs(chosen, host, chance)),
    )


def _sentences(paragraph: str, host: Host) -> list[str]:
    endings = _ENDINGS["zh" if host.language.startswith("zh") else ""]
    marked = paragraph
    for ending in endings:
        marked = marked.replace(ending + host.separator, f"{ending}\n")
    return [part.strip() for part in marked.split("\n") if len(part) > 1]


def _paragraphs(sentences: list[str], host: Host, chance: random.Random) -> list[str]:
    paragraphs = []
    while sentences:
        size = chance.randint(*_PARAGRAPH_SENTENCES)
        paragraphs.append(_shuffled(host.separator.join(sentences[:size]), host, chance))
        sentences = sentences[size:]
    return paragraphs


def _shuffled(paragraph: str, host: Host, chance: random.Random) -> str:
    """The same words, or characters, in runs of three in another order."""
    tokens = paragraph.split() if host.separator else list(paragraph)
    runs = [tokens[at : at + _RUN] for at in range(0, len(tokens), _RUN)]
    chance.shuffle(runs)
    return host.separator.join(token for run in runs for token in run)


def _amid_the_rest(html: str, mates: Sequence[Story], chance: random.Random) -> str:
    """`html` with a script and a long menu before its content, and teasers behind it."""
    size = min(_LARGEST, chance.lognormvariate(0.0, _SPREAD))
    html = html.replace("</head>", f"<script>window.state={_state(size, chance)};</script></head>", 1)
    html = html.replace("<body", f"<body data-menu='1'>{_menu(size, mates)}<div", 1)
    return html.replace("</body>", f"</div>{_cards(size, mates, chance)}</body>", 1)


def _state(size: float, chance: random.Random) -> str:
    entries = [
        {"id": chance.randrange(10**9), "slot": f"slot-{place}", "on": True}
        for place in range(int(size * _SCRIPT_BYTES / 45))
    ]
    return json.dumps(entries)


def _menu(size: float, mates: Sequence[Story]) -> str:
    sections = (f"{mates[place % len(mates)].section} {place}" for place in range(int(size * _MENU_LINKS)))
    links = "".join(f'<li class="menu-item"><a href="/section/">{section}</a></li>' for section in sections)
    return f'<nav class="mega-menu"><ul>{links}</ul></nav>'


def _cards(size: float, mates: Sequence[Story], chance: random.Random) -> str:
    cards = "".join(
        f'<div class="card"><a href="{mate.path}"><img src="/i/{place}.jpg" alt=""><h3>{mate.title}</h3></a>'
        f'<span class="tag">{mate.section}</span><time>{mate.published:%Y-%m-%d}</time></div>'
        for place, mate in enumerate(chance.choices(mates, k=int(size * _CARDS)))
    )
    return f'<section class="teasers recommended"><h2>More</h2><div class="grid">{cards}</div></section>'
