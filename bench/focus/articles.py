"""Which articles there are on the proving web, and what is true of each.

The same for the same size on every run. Of 1,200 about a third are related to the seeds; a tenth of these no
listing names: a related article links to each.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from bench.focus.grammar import Field, Grammar, Language

Section = Literal["platforms", "technology", "politics", "sport", "culture"]
Truth = Literal["related", "unrelated", "trap", "forbidden"]

SECTIONS: tuple[Section, ...] = ("platforms", "technology", "politics", "sport", "culture")

_SHARES = {"platforms": 0.25, "technology": 0.25, "politics": 0.15, "sport": 0.2, "culture": 0.15}
_RELATED = {"platforms": 0.86, "technology": 0.36, "politics": 0.1, "sport": 0.02, "culture": 0.07}
_FIELDS: dict[Section, tuple[Field, ...]] = {
    "platforms": ("technology", "culture"),
    "technology": ("technology",),
    "politics": ("politics",),
    "sport": ("sport",),
    "culture": ("culture",),
}
_NAMELESS = 0.12
_UNLISTED = 0.1
_SENTENCES = (6, 34)
_FIRST_DAY = datetime(2019, 1, 7, 6, 0, tzinfo=UTC)
_DAYS = 800
_NEW_FROM = _FIRST_DAY + timedelta(days=_DAYS + 5)
_NEW_RELATED, _NEW_OTHERS = 40, 12


@dataclass(frozen=True, slots=True)
class Host:
    """One publisher. `size` is its share of a web of 1,200 articles."""

    name: str
    title: str
    language: Language
    size: int

    @property
    def id(self) -> str:
        return self.name.removesuffix(".example")


HOSTS = (
    Host("kestrel-post.example", "The Kestrel Post", "en", 240),
    Host("tarn-gazette.example", "Tarn Gazette", "en", 200),
    Host("liuwan-bao.example", "柳湾报", "zh", 200),
    Host("quarrydale.example", "Quarrydale Letters", "en", 160),
    Host("yanping-news.example", "雁坪新闻", "zh", 220),
    Host("osmotherly.example", "The Osmotherly", "en", 180),
)
SIZE = sum(host.size for host in HOSTS)


@dataclass(frozen=True, slots=True)
class Article:
    """One page. `listed`: a listing names it. `links` are URLs in its text. `new`: not there at first."""

    host: Host
    section: Section
    path: str
    headline: str
    paragraphs: tuple[str, ...]
    published: datetime
    related: bool
    listed: bool = True
    links: tuple[str, ...] = ()
    new: bool = False

    @property
    def url(self) -> str:
        return f"http://{self.host.name}{self.path}"

    @property
    def truth(self) -> Truth:
        return "related" if self.related else "unrelated"


def articles(size: int = SIZE, hosts: Sequence[Host] = HOSTS) -> tuple[Article, ...]:
    """`size` articles at first, and 52 new ones, 40 of them related; on a smaller web fewer of these too."""
    whole = sum(host.size for host in hosts)
    told = [
        article
        for host in hosts
        for article in _of_host(host, size * host.size // whole, random.Random(host.name))
    ]
    chance = random.Random(size)
    told += _later(hosts, max(4, _NEW_RELATED * size // SIZE), max(1, _NEW_OTHERS * size // SIZE), chance)
    return tuple(_linked(_unlisted(told, chance), chance))


def _of_host(host: Host, count: int, chance: random.Random) -> Iterator[Article]:
    number = 0
    for section in SECTIONS:
        of_section = round(count * _SHARES[section])
        related = round(of_section * _RELATED[section])
        for place in chance.sample(range(of_section), of_section):
            moment = _FIRST_DAY + timedelta(minutes=chance.randrange(_DAYS * 24 * 60))
            yield _article(host, section, number, moment, chance, related=place < related)
            number += 1


def _later(hosts: Sequence[Host], related: int, others: int, chance: random.Random) -> Iterator[Article]:
    for number in range(related + others):
        host, moment = hosts[number % len(hosts)], _NEW_FROM + timedelta(minutes=37 * number)
        section: Section = chance.choice(("platforms", "technology") if number < related else SECTIONS[2:])
        article = _article(host, section, 10_000 + number, moment, chance, related=number < related)
        yield replace(article, new=True)


def _article(
    host: Host, section: Section, number: int, moment: datetime, chance: random.Random, *, related: bool
) -> Article:
    grammar, sentences = Grammar(host.language), chance.randint(*_SENTENCES)
    if related:
        told = grammar.related(sentences, chance, nameless=chance.random() < _NAMELESS)
    else:
        told = grammar.other(chance.choice(_FIELDS[section]), sentences, chance)
    path = _path(host, section, number, moment, told.headline)
    return Article(host, section, path, told.headline, told.paragraphs, moment, related)


def _path(host: Host, section: Section, number: int, moment: datetime, headline: str) -> str:
    if host.language == "zh":
        return f"/{section}/{moment:%Y%m%d}/{100_000 + number}.html"
    slug = re.sub(r"[^a-z0-9]+", "-", headline.lower()).strip("-")
    return f"/{section}/{moment:%Y/%m/%d}/{slug}-{number}"


def _unlisted(told: Sequence[Article], chance: random.Random) -> list[Article]:
    """Of old and of new related ones a tenth each is taken off the listings."""
    hidden: set[str] = set()
    for new in (False, True):
        urls = [article.url for article in told if article.related and article.new == new]
        hidden.update(chance.sample(urls, round(len(urls) * _UNLISTED)))
    return [replace(article, listed=article.url not in hidden) for article in told]


def _linked(told: Sequence[Article], chance: random.Random) -> list[Article]:
    """Each unlisted one is linked to from a listed related one, of the same or of another publisher."""
    links: dict[str, list[str]] = {}
    for article in told:
        if not article.listed:
            mates = [
                m for m in told if m.related and m.listed and m.new == article.new and m.url not in links
            ]
            links.setdefault(chance.choice(mates).url, []).append(article.url)
    return [replace(article, links=tuple(links.get(article.url, ()))) for article in told]
