"""Articles by grammar: invented sentences with the names that the seeds speak of, or without."""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

Language = Literal["en", "zh"]
Field = Literal["technology", "politics", "sport", "culture"]

_FILES: Mapping[Language, str] = {"en": "english.toml", "zh": "chinese.toml"}
_RULE = re.compile(r"<(\w+)>")
# Of the sentences of an article, these do not speak of its subject.
_EVERYDAY_SHARE = 0.15
_PARAGRAPH_SENTENCES = (2, 4)


class Told(NamedTuple):
    """What an article says; one paragraph each."""

    headline: str
    paragraphs: tuple[str, ...]


class Grammar:
    """Of one language. The same `chance` tells the same story."""

    def __init__(self, language: Language) -> None:
        self._between = " " if language == "en" else ""
        self._content = _content(language)

    def related(self, sentences: int, chance: random.Random, *, nameless: bool) -> Told:
        """On the seeds' subjects; where `nameless`, its headline names nobody."""
        part = self._content["related"]
        cast = chance.choice(part["casts"])
        headlines = part["nameless" if nameless else "headlines"]
        return self._told(headlines, part["sentences"], sentences, cast, chance)

    def other(self, field: Field, sentences: int, chance: random.Random) -> Told:
        """On anything else."""
        part = self._content["fields"][field]
        return self._told(part["headlines"], part["sentences"], sentences, {}, chance)

    def _told(
        self,
        headlines: Sequence[str],
        models: Sequence[str],
        sentences: int,
        cast: Mapping[str, str],
        chance: random.Random,
    ) -> Told:
        everyday = self._content["everyday"]["sentences"]
        asides = min(len(everyday), round(sentences * _EVERYDAY_SHARE))
        chosen = [*_some(models, sentences - asides, chance), *_some(everyday, asides, chance)]
        # The first sentence is on the subject.
        rest = chance.sample(chosen[1:], len(chosen) - 1)
        said = [self._expanded(model, cast, chance) for model in [chosen[0], *rest]]
        headline = self._expanded(chance.choice(headlines), cast, chance)
        return Told(_capital(headline), tuple(self._paragraphs(said, chance)))

    def _paragraphs(self, sentences: list[str], chance: random.Random) -> list[str]:
        paragraphs = []
        while sentences:
            size = chance.randint(*_PARAGRAPH_SENTENCES)
            paragraphs.append(self._between.join(map(_capital, sentences[:size])))
            sentences = sentences[size:]
        return paragraphs

    def _expanded(self, model: str, cast: Mapping[str, str], chance: random.Random) -> str:
        rules: Mapping[str, Sequence[str]] = self._content["rules"]
        text = _RULE.sub(lambda found: chance.choice(rules[found[1]]), model)
        return text.format_map(cast)


def _some(models: Sequence[str], count: int, chance: random.Random) -> list[str]:
    """Each at most once more often than another."""
    chosen: list[str] = []
    while len(chosen) < count:
        chosen += chance.sample(models, min(len(models), count - len(chosen)))
    return chosen


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _content(language: Language) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / _FILES[language]).read_text(encoding="utf-8"))
