"""The stories of the demo web: one text file each under `articles/<host>/`, front matter and paragraphs.

title: Why a chat app sells train tickets
date: 2019-03-11T09:30:00+00:00
author: Imogen Sallis
section: technology
related: yes

First paragraph, on as many lines
as it likes.

Second paragraph.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

ARTICLES = Path(__file__).parent / "articles"


@dataclass(frozen=True)
class Host:
    """One publisher of the demo web. `path` is the pattern of its article URLs."""

    name: str
    title: str
    language: str
    charset: str
    path: str

    @property
    def home(self) -> str:
        return f"http://{self.name}/"

    @property
    def separator(self) -> str:
        """What stands between two lines of one paragraph: nothing in Chinese."""
        return "" if self.language.startswith("zh") else " "


HARBOUR = Host("harbour-courier.example", "The Harbour Courier", "en-GB", "utf-8", "/{year}/{month}/{slug}")
PIXEL = Host("pixel-ledger.example", "Pixel Ledger", "en-US", "utf-8", "/stories/{slug}/")
DAYBOOK = Host("daybook.example", "Daybook of a Network", "en", "utf-8", "/entries/{slug}.html")
LANQIAO = Host("lanqiao.example", "蓝桥网", "zh-CN", "gbk", "/a/{year}{month}/{slug}.html")
WANBAO = Host("wanbao.example", "海埠晚報", "zh-Hant-TW", "utf-8", "/news/{year}-{month}-{day}/{slug}")

HOSTS = (HARBOUR, PIXEL, DAYBOOK, LANQIAO, WANBAO)


@dataclass(frozen=True)
class Story:
    """One article. `related`: whether it is about what the seeds are about."""

    host: Host
    slug: str
    title: str
    published: datetime
    author: str
    section: str
    related: bool
    paragraphs: tuple[str, ...]

    @cached_property
    def path(self) -> str:
        day = self.published
        return self.host.path.format(slug=self.slug, year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}")

    @cached_property
    def url(self) -> str:
        return f"http://{self.host.name}{self.path}"

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def load_stories(folder: Path = ARTICLES) -> tuple[Story, ...]:
    """All stories, newest first. Raises ValueError naming the file that is not in the form above."""
    stories = [_read(file, host) for host in HOSTS for file in sorted((folder / host.name).glob("*.txt"))]
    return tuple(sorted(stories, key=lambda story: (story.published, story.url), reverse=True))


def _read(file: Path, host: Host) -> Story:
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    try:
        return Story(
            host=host,
            slug=file.stem,
            title=fields["title"],
            published=datetime.fromisoformat(fields["date"]),
            author=fields["author"],
            section=fields["section"],
            related={"yes": True, "no": False}[fields["related"]],
            paragraphs=tuple(host.separator.join(block.split("\n")) for block in body.strip().split("\n\n")),
        )
    except KeyError as error:
        raise ValueError(f"{file}: {error} is missing or unknown") from error
