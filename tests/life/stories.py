"""What four publishers tell in a day: when a story appears, is revised, goes, comes back, moves or is copied.

All of it follows from a seed. Times are hours of the day that is lived.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from bench.focus.articles import Host
from bench.focus.grammar import Field, Grammar

DAY_BEGINS = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
DAY_H = 24.0

HOSTS = (
    Host("kestrel-post.example", "The Kestrel Post", "en", 1),
    Host("tarn-gazette.example", "Tarn Gazette", "en", 1),
    Host("liuwan-bao.example", "柳湾报", "zh", 1),
    Host("osmotherly.example", "The Osmotherly", "en", 1),
)

Fate = Literal["stays", "revised", "gone", "back", "moved", "copied"]

# Of a hundred related stories.
_FATES: dict[Fate, int] = {"stays": 48, "revised": 16, "gone": 10, "back": 8, "moved": 9, "copied": 9}
_RELATED_SHARE = 0.55
_FIELDS: tuple[Field, ...] = ("technology", "politics", "sport", "culture")
_SENTENCES = (9, 22)
_ADDED_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Story:
    """`turns_h` is when its fate has it, `back_h` when a page that was gone is there again.

    `later` are the paragraphs from `turns_h` on, the same where it is not revised; `moves_to` is its path
    from then on. `copy` are the host, path and hour of its copy. `gone_status` is what is answered while it
    is gone.
    """

    number: int
    host: Host
    path: str
    headline: str
    paragraphs: tuple[str, ...]
    later: tuple[str, ...]
    related: bool
    fate: Fate
    appears_h: float
    turns_h: float
    back_h: float
    moves_to: str
    gone_status: int
    copy: tuple[Host, str, float] | None

    def paragraphs_at(self, hour: float) -> tuple[str, ...]:
        """What the page says."""
        return self.later if hour >= self.turns_h else self.paragraphs

    def is_there(self, hour: float) -> bool:
        """Whether its page answers, at whichever path."""
        if hour < self.appears_h:
            return False
        return self.fate not in ("gone", "back") or not self.turns_h <= hour < self.back_h


def moment(hour: float) -> datetime:
    """Of the day, in whole seconds."""
    return DAY_BEGINS + timedelta(seconds=round(hour * 3600))


def told(seed: int, count: int, hosts: Sequence[Host] = HOSTS) -> tuple[Story, ...]:
    """So many stories, over the day, of all hosts."""
    chance = random.Random(f"stories {seed}")
    return tuple(_varied(_story(number, hosts, chance), hosts, chance) for number in range(count))


def _story(number: int, hosts: Sequence[Host], chance: random.Random) -> Story:
    host, related = hosts[number % len(hosts)], chance.random() < _RELATED_SHARE
    grammar, sentences = Grammar(host.language), chance.randint(*_SENTENCES)
    text = (
        grammar.related(sentences, chance, nameless=False)
        if related
        else grammar.other(chance.choice(_FIELDS), sentences, chance)
    )
    # A quarter is there when the day begins; the last come two hours before it ends.
    appears_h = max(0.0, chance.uniform(-7.0, DAY_H - 2.0))
    return Story(
        number=number,
        host=host,
        path=_path(host, number, text.headline, appears_h),
        headline=text.headline,
        paragraphs=text.paragraphs,
        later=text.paragraphs,
        related=related,
        fate="stays",
        appears_h=appears_h,
        turns_h=float("inf"),
        back_h=float("inf"),
        moves_to="",
        gone_status=404,
        copy=None,
    )


def _varied(story: Story, hosts: Sequence[Host], chance: random.Random) -> Story:
    """What is not related only stays or goes."""
    fate = chance.choices(list(_FATES), list(_FATES.values()))[0]
    turns_h = story.appears_h + chance.choice((0.05, 0.5, 2.0, 5.0)) + chance.random()
    if not story.related:
        fate = "gone" if fate in ("gone", "back") else "stays"
    match fate:
        case "revised":
            more = Grammar(story.host.language).related(_ADDED_SENTENCES, chance, nameless=False).paragraphs
            return replace(story, fate=fate, turns_h=turns_h + 1, later=(*story.paragraphs, *more))
        case "gone":
            status = chance.choice((404, 410))
            return replace(story, fate=fate, turns_h=turns_h, gone_status=status)
        case "back":
            return replace(story, fate=fate, turns_h=turns_h + 1, back_h=turns_h + chance.uniform(2, 6))
        case "moved":
            return replace(story, fate=fate, turns_h=turns_h, moves_to=f"/archive{story.path}")
        case "copied":
            others = [host for host in hosts if host != story.host and host.language == story.host.language]
            if not others:
                return story
            host = chance.choice(others)
            copy = (host, _path(host, story.number, f"wire {story.headline}", turns_h), turns_h)
            return replace(story, fate=fate, copy=copy)
        case _:
            return story


def _path(host: Host, number: int, headline: str, hour: float) -> str:
    if host.language == "zh":
        return f"/news/{moment(hour):%Y%m%d}/{100_000 + number}.html"
    slug = re.sub(r"[^a-z0-9]+", "-", headline.lower()).strip("-")
    return f"/news/{moment(hour):%Y/%m/%d}/{slug}-{number}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story is to be read from `since_h` on; a copy is another place than its own.

    `changed_h` is when it last became other than it was.
    """

    story: Story
    host: Host
    path: str
    since_h: float
    changed_h: float

    @property
    def url(self) -> str:
        return f"http://{self.host.name}{self.path}"

    def is_listed(self, hour: float) -> bool:
        """Every other page that is gone for good is listed on."""
        story = self.story
        return story.is_there(hour) or (story.fate == "gone" and story.number % 2 == 1)


def places(stories: Sequence[Story], hour: float) -> Iterator[Place]:
    """All that there are by an hour, gone or not."""
    for story in stories:
        if story.appears_h <= hour:
            moved = story.fate == "moved" and story.turns_h <= hour
            changed_h = max(at for at in (story.appears_h, story.turns_h, story.back_h) if at <= hour)
            path = story.moves_to if moved else story.path
            yield Place(story, story.host, path, story.appears_h, changed_h)
        if story.copy is not None and story.copy[2] <= hour:
            host, path, since_h = story.copy
            yield Place(story, host, path, since_h, since_h)
