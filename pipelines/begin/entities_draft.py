"""The file of entities that a new project begins with: proposals, for a person to confirm or to strike out.

The unusual words and the names of several words are sure: an alias by themselves. Any other word, and any
single name, counts only near something that is sure, so that a queen is one of bees and not of chess. How
unusual a word must be follows from how many there are. Where few are sure, the most shared words count by
themselves too, as `common` ones: one alone makes no page related, and several together do.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipelines.begin.terms import Term
from pipelines.begin.usual_words import UNLISTED
from pipelines.names.entity_draft import NO_ID, entity_id, quoted
from pipelines.names.gazetteer import AliasGroup, EntityType

MOST_CONTEXT = 12
_BARE = re.compile(r"[a-z0-9-]+")
BARS = (30_000, 12_000)
"""Ranks from which a word is sure: the first that so many words reach, or the last."""

ENOUGH_SURE = 5

_HEAD = """\
# Whom and what this corpus is about, proposed from its texts: a page is judged by the names in this file.
# Look through it once. Strike out what says nothing of your subject; add names that the texts lack; mend
# `type`: ORG, PRODUCT, PERSON, MEDIA, CONCEPT, EVENT, or PLACE, which never makes a page related.
#
# An alias in lower case is found in any case, one with capitals wants capitals. `ambiguous` aliases count
# only near a word of their `context`. `corpus try page.html` shows what becomes of a page that you know.
"""


class Proposed(NamedTuple):
    """An entity to be. `rank`: how unusual its name is (usual_words.py).

    `group` and `told` are for people; the `identifier` is given when all are known.
    """

    name: str
    type: EntityType
    aliases: tuple[str, ...]
    rank: int
    group: AliasGroup
    told: str
    identifier: str = ""


def of_term(term: Term, language: str) -> Proposed:
    """A word of the subject."""
    return Proposed(
        term.name,
        "CONCEPT",
        term.forms,
        term.rank,
        _group(term.name, language),
        _told(term.times, term.texts),
    )


def of_name(name: str, times: int, texts: int) -> Proposed:
    """A name; that of several words is sure. Whose it is nobody knows yet."""
    return Proposed(name, "ORG", (name,), UNLISTED if " " in name else 0, _group(name), _told(times, texts))


def entities_toml(proposed: Sequence[Proposed]) -> str:
    """The file. Of two with one id, or with one alias, the first stays."""
    chosen = list(_each_once(proposed))
    bar = _bar([each.rank for each in chosen])
    sure = [each for each in chosen if each.rank >= bar]
    words = [each for each in chosen if each.rank < bar and each.type == "CONCEPT"]
    common = words[: max(0, ENOUGH_SURE - len(sure))]
    context = [each.aliases[0] for each in (*sure, *common)][:MOST_CONTEXT]
    tables = (
        _plain(each, each in common) if each in (*sure, *common) else _near(each, context) for each in chosen
    )
    return "\n".join([_HEAD, *tables])


def _bar(ranks: Sequence[int]) -> int:
    return next((bar for bar in BARS if sum(rank >= bar for rank in ranks) >= ENOUGH_SURE), BARS[-1])


def _each_once(proposed: Iterable[Proposed]) -> Iterator[Proposed]:
    ids: set[str] = set()
    taken: set[str] = set()
    for each in proposed:
        aliases = tuple(alias for alias in each.aliases if _key(alias) not in taken)
        if not aliases:
            continue
        taken.update(map(_key, aliases))
        identifier = entity_id(each.name)
        if identifier in {NO_ID, *ids}:
            identifier = each.name
        if identifier not in ids:
            ids.add(identifier)
            yield each._replace(aliases=aliases, identifier=identifier)


def _key(alias: str) -> str:
    return alias.lower().replace("-", " ")


def _plain(each: Proposed, is_common: bool) -> str:
    common = "common = true\n" if is_common else ""
    return f"{_head(each)}{common}\n[{_key_of(each)}.aliases]\n{each.group} = {_list(each.aliases)}\n"


def _near(each: Proposed, context: Sequence[str]) -> str:
    lists = f"aliases = {_list(each.aliases)}\ncontext = {_list(context)}\n"
    return f"{_head(each)}\n[[{_key_of(each)}.ambiguous]]\n{lists}"


def _head(each: Proposed) -> str:
    name = f"type = {quoted(each.type)}\nname = {quoted(each.name)}\n"
    return f"# {each.told}\n[{_key_of(each)}]\n{name}"


def _key_of(each: Proposed) -> str:
    """As TOML has it: names in another script stand in quotation marks."""
    return each.identifier if _BARE.fullmatch(each.identifier) else quoted(each.identifier)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def _group(name: str, language: str = "en") -> AliasGroup:
    if any(character >= "\u2e80" for character in name):
        return "zh"
    return "en" if language == "en" else "other"


def _told(times: int, texts: int) -> str:
    return f"{times} times in {texts} {'text' if texts == 1 else 'texts'}"
