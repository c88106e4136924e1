"""Every string of a gazetteer that is looked for, once, and what it may mean."""

from collections.abc import Iterable
from typing import NamedTuple

from pipelines.names.gazetteer import Ambiguous, Gazetteer
from pipelines.names.name_forms import fold

Capitals = tuple[int, ...]
"""Places in a string where the text must have a capital."""


class Name(NamedTuple):
    """One alias of one entity; `context` and `against` are numbers of words, `veto` of patterns.

    `is_plain`: means this and nothing else. `is_person`: somebody's name of two ideographs.
    """

    entity: str
    alias: str
    capitals: Capitals
    context: frozenset[int]
    needs: int
    against: frozenset[int]
    veto: frozenset[int]
    is_plain: bool
    is_person: bool


class Word(NamedTuple):
    """What stands beside names. `is_sure`: speaks wherever it stands, for it names nobody or has capitals."""

    number: int
    capitals: Capitals
    is_sure: bool


class Patterns:
    """`strings` by number; `names` and `words` by the number of theirs; `vetoes`, numbers of strings.

    `pattern_of_word` has of each word the number of its string.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._numbers: dict[str, int] = {}
        self._word_numbers: dict[tuple[int, Capitals], int] = {}
        self.names: dict[int, list[Name]] = {}
        self.vetoes: set[int] = set()
        for entity_id, entity in gazetteer.entities.items():
            is_person = entity.type == "PERSON"
            for aliases in entity.aliases.values():
                self._add(entity_id, is_person, Ambiguous.model_construct(aliases=aliases))
            for group in entity.ambiguous:
                self._add(entity_id, is_person, group)
        self.strings = tuple(self._numbers)
        self.words: dict[int, list[Word]] = {}
        self.pattern_of_word: dict[int, tuple[int, Word]] = {}
        for (pattern, capitals), number in self._word_numbers.items():
            word = Word(number, capitals, bool(capitals) or pattern not in self.names)
            self.words.setdefault(pattern, []).append(word)
            self.pattern_of_word[number] = pattern, word

    def word(self, number: int) -> str:
        """A word as it is looked for, without its capitals."""
        pattern = next(pattern for (pattern, _), n in self._word_numbers.items() if n == number)
        return self.strings[pattern]

    def _add(self, entity: str, is_person: bool, group: Ambiguous) -> None:
        context, against = self._beside(group.context), self._beside(group.against)
        veto = frozenset(self._pattern(string) for string in group.veto)
        self.vetoes.update(veto)
        for alias in group.aliases:
            name = Name(
                entity=entity,
                alias=alias,
                capitals=_capitals(alias),
                context=context,
                needs=group.needs,
                against=against,
                veto=veto,
                is_plain=not (context or against or veto),
                is_person=is_person and len(alias) == 2 and alias >= "\u2e80",
            )
            self.names.setdefault(self._pattern(alias), []).append(name)

    def _beside(self, strings: Iterable[str]) -> frozenset[int]:
        keys = [(self._pattern(string), _capitals(string)) for string in strings]
        return frozenset(self._word_numbers.setdefault(key, len(self._word_numbers)) for key in keys)

    def _pattern(self, string: str) -> int:
        return self._numbers.setdefault(fold(string).folded, len(self._numbers))


def has_capitals(plain: str, start: int, capitals: Capitals) -> bool:
    """Whether a string that starts here has a capital wherever it wants one."""
    return not capitals or all(plain[start + place].isupper() for place in capitals)


def _capitals(alias: str) -> Capitals:
    """The first letter of each word that has a capital there, and all of a word that is all in capitals."""
    places: list[int] = []
    start = 0
    for word in alias.replace("-", " ").split(" "):
        letters = [place for place, character in enumerate(word) if character.isalpha()]
        is_shouted = len(letters) > 1 and word.isupper()
        wanted = letters if is_shouted else letters[:1]
        places += [start + place for place in wanted if word[place].isupper()]
        start += len(word) + 1
    return tuple(places)
