"""What each document of the archive is, before it is a row: of whom, when, about whom, and whose copy."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from bench.varied.named import Company
from bench.varied.papers import Paper, papers, some_month
from bench.varied.sentences import headline, written
from pipelines.document import Mention

_NEAR_KEYS = 32
# In chances of 1.
_COPY, _REVISION, _UNDATED, _WITHOUT_AUTHOR, _SECOND_LANGUAGE = 0.05, 0.02, 0.04, 0.2, 0.25
_LATELY = 4_000


class Story(NamedTuple):
    """One document. `text` has no final newline; `near_duplicate_of` and `revision_of` are numbers."""

    number: int
    publisher: str
    language: str
    published: str | None
    headline: str | None
    authors: tuple[str, ...]
    text: str
    mentions: tuple[Mention, ...]
    entities: tuple[str, ...]
    relevance: float
    url: str
    near_keys: str
    near_duplicate_of: int | None = None
    revision_of: int | None = None


class Newsroom:
    """Writes stories in order of their numbers, `documents` in all; the same dice, the same stories."""

    def __init__(self, dice: random.Random, documents: int) -> None:
        self._dice, self._documents = dice, documents
        self.papers: Sequence[Paper] = papers(dice)
        self.weights = [paper.weight for paper in self.papers]
        self._company = Company(dice)
        self._lately: list[Story] = []

    def story(self, number: int, fetched: str) -> Story:
        """A new one, or a copy or a later text of one that was written lately."""
        dice, drawn = self._dice, self._dice.random()
        told = self._told_before() if self._lately else None
        if told is not None and drawn < _COPY:
            return self._kept(self._copied(number, told))
        if told is not None and told.published and drawn < _COPY + _REVISION:
            return self._kept(self._revised(number, told))
        (paper,) = dice.choices(self.papers, self.weights)
        return self._kept(self._new(number, paper, fetched))

    def _told_before(self) -> Story | None:
        found = self._dice.choice(self._lately)
        return found if found.near_duplicate_of is None and found.revision_of is None else None

    def _kept(self, story: Story) -> Story:
        """Of revisions the newest is revised next: a page that was revised is not revised again."""
        if len(self._lately) < _LATELY:
            self._lately.append(story)
        else:
            self._lately[story.number % _LATELY] = story
        return story

    def _new(self, number: int, paper: Paper, fetched: str) -> Story:
        dice = self._dice
        language = paper.languages[dice.random() < _SECOND_LANGUAGE]
        is_chinese = language.startswith("zh")
        ripe = 0.35 + 0.65 * (number / self._documents) ** 0.5
        named = self._company.of_a_text(dice, min(14, 1 + int(dice.expovariate(0.25))), ripe)
        size = int(400 + 2600 * dice.random() ** 2) // (3 if is_chinese else 1)
        text, mentions = written(dice, number, named, is_chinese, size)
        published = self._published(paper, fetched)
        slug = f"{published[:10].replace('-', '/')}/{number:06x}" if published else f"story/{number:06x}"
        return Story(
            number,
            paper.id,
            language if dice.random() > 0.005 else "und",
            published,
            headline(dice, named, is_chinese) if dice.random() > 0.01 else None,
            () if dice.random() < _WITHOUT_AUTHOR else (f"Author {dice.randrange(900)}",),
            text,
            mentions,
            tuple(dict.fromkeys(mention.entity for mention in mentions)),
            round(0.5 + 0.5 * dice.betavariate(1.3, 1.7), 4),
            f"https://www.{paper.id}.example/{slug}",
            dice.randbytes(4 * _NEAR_KEYS).hex(),
        )

    def _published(self, paper: Paper, fetched: str) -> str | None:
        if self._dice.random() < _UNDATED:
            return None
        held = [month for month in paper.months if month < fetched[:7]]
        month = some_month(self._dice, held)
        return f"{month}-{self._dice.randint(1, 28):02}T{self._dice.randrange(24):02}:00:00Z"

    def _copied(self, number: int, told: Story) -> Story:
        """By one that copies from its publisher, if there is one: word for word but for its last line."""
        copyists = [paper for paper in self.papers if paper.copies_from == told.publisher]
        paper = self._dice.choice(copyists or list(self.papers))
        return told._replace(
            number=number,
            publisher=paper.id,
            text=f"{told.text}\n{paper.id} {number}.",
            url=f"https://www.{paper.id}.example/wire/{number:06x}",
            near_keys=told.near_keys[: 6 * _NEAR_KEYS] + self._dice.randbytes(_NEAR_KEYS).hex(),
            near_duplicate_of=told.number,
            revision_of=None,
        )

    def _revised(self, number: int, told: Story) -> Story:
        return told._replace(
            number=number,
            text=f"{told.text}\nCorrection of story {number}.",
            near_keys=self._dice.randbytes(4 * _NEAR_KEYS).hex(),
            near_duplicate_of=None,
            revision_of=told.number,
        )
