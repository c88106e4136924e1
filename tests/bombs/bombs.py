"""Publishers who answer with 4 GiB of zeros: as page, listing, sitemap.gz or robots.txt, in each coding."""

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tests.bombs.hostile_answers import goes_on
from tests.bombs.raw_web import Answer, head_of, whole
from tests.bombs.zeros import CODINGS, zeros

PLACES = ("page", "listing", "sitemap.gz", "robots.txt")


class Bomb(NamedTuple):
    """One of the twenty."""

    place: str
    coding: str

    @property
    def name(self) -> str:
        return f"{self.place.partition('.')[0]}-{self.coding}"

    @property
    def url(self) -> str:
        """Where the bomb lies."""
        paths = {"page": "news/bomb-of-it", "listing": "bomb.xml", "sitemap.gz": "sitemap.xml.gz"}
        return f"http://{self.name}.example/{paths.get(self.place, self.place)}"

    @property
    def good(self) -> str:
        """A page of the same publisher."""
        return f"http://{self.name}.example/news/good-of-it"

    @property
    def answer(self) -> Answer:
        if self.coding == "identity":
            return goes_on(head_of("HTTP/1.1 200 OK", f"Content-Type: {_KINDS[self.place]}"), _without_end())
        # A sitemap.xml.gz that is gzip is a file, and no coding.
        is_file = self.place == "sitemap.gz" and self.coding == "gzip"
        headers = () if is_file else (f"Content-Encoding: {self.coding}",)
        return whole(zeros(self.coding), *headers, kind=_KINDS[self.place])


_KINDS = {
    "page": "text/html",
    "listing": "application/rss+xml",
    "sitemap.gz": "application/gzip",
    "robots.txt": "text/plain",
}

BOMBS = tuple(Bomb(place, coding) for place in PLACES for coding in CODINGS)


def publishers_toml(bombs: Iterable[Bomb]) -> str:
    """In the form of seeds/publishers.toml: the bomb, and a feed that is none."""
    return "\n".join(
        f'[[publisher]]\nid = "{bomb.name}"\nname = "{bomb.name}"\nhome = "http://{bomb.name}.example/"\n'
        f'language = "en"\n{_listings(bomb)}'
        for bomb in bombs
    )


def routes(bombs: Iterable[Bomb]) -> Mapping[str, Answer]:
    """For a RawWeb."""
    asked = tuple(bombs)
    feeds = {f"http://{bomb.name}.example/feed.xml": _feed(bomb) for bomb in asked}
    return feeds | {bomb.url: bomb.answer for bomb in asked}


def _listings(bomb: Bomb) -> str:
    feeds = [f"http://{bomb.name}.example/feed.xml"] + [bomb.url] * (bomb.place == "listing")
    listed = ", ".join(f'{{ url = "{url}", seen = "here" }}' for url in feeds)
    maps = f'sitemaps = [{{ url = "{bomb.url}", seen = "here" }}]\n' if bomb.place == "sitemap.gz" else ""
    return f"feeds = [{listed}]\n{maps}"


def _feed(bomb: Bomb) -> Answer:
    urls = [bomb.url] * (bomb.place == "page") + [bomb.good]
    items = "".join(f"<item><title>News</title><link>{url}</link></item>" for url in urls)
    body = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return whole(body.encode(), kind="application/rss+xml")


def _without_end() -> Iterable[bytes]:
    return itertools.repeat(b"\0" * 65536)
