"""`python -m bench aliases`: what the entities of a page cost, by the number of aliases.

The seeds' texts in pages of 5,000 characters, the gazetteer as it is and with invented names, Latin and
Chinese. CPU time, the best of several rounds, the gazetteers taking turns.
"""

import argparse
import random
import string
import time
from collections.abc import Iterator, Sequence

from bench.pages import PROJECT
from pipelines.document import Article
from pipelines.entities import Tagger
from pipelines.names.gazetteer import Entity, Gazetteer, load_gazetteer

_PAGE = 5000
_IDEOGRAPHS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
_ROW = "{:>9}  {:>10}  {:>10}  {:>10}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table; always 0."""
    parser = argparse.ArgumentParser(prog="python -m bench aliases", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args(arguments).rounds
    pages = list(_pages())
    taggers = {}
    build_s = {}
    for count in (0, 10_000, 50_000):
        gazetteer = _grown(count)
        began = time.process_time()
        taggers[_aliases(gazetteer)] = Tagger(gazetteer)
        build_s[_aliases(gazetteer)] = time.process_time() - began
    best = _best(taggers, pages, rounds)
    print(_ROW.format("aliases", "build, s", "ms a page", "mentions"))
    for count, tagger in taggers.items():
        mentions = sum(len(tagger(page).mentions) for page in pages)
        print(_ROW.format(count, f"{build_s[count]:.2f}", f"{best[count]:.2f}", mentions))
    return 0


def _best(taggers: dict[int, Tagger], pages: Sequence[Article], rounds: int) -> dict[int, float]:
    """Milliseconds a page."""
    best = dict.fromkeys(taggers, float("inf"))
    for _ in range(rounds):
        for count, tagger in taggers.items():
            began = time.process_time()
            for page in pages:
                tagger(page)
            best[count] = min(best[count], (time.process_time() - began) * 1000 / len(pages))
    return best


def _pages() -> Iterator[Article]:
    for file in sorted((PROJECT / "seeds").glob("0*.txt")):
        text = file.read_text(encoding="utf-8")
        for start in range(0, len(text), _PAGE):
            yield Article.of_text(text[start : start + _PAGE], None, "bench")


def _grown(to: int) -> Gazetteer:
    """The gazetteer, with invented names until it has so many."""
    known = load_gazetteer(PROJECT / "seeds" / "entities.toml")
    dice = random.Random(2)
    entities = dict(known.entities)
    for number in range(max(0, to - _aliases(known)) // 10):
        latin = tuple("".join(dice.choices(string.ascii_lowercase, k=9)) for _ in range(7))
        chinese = tuple("".join(dice.choices(_IDEOGRAPHS, k=4)) for _ in range(3))
        entities[f"invented-{number}"] = Entity(type="ORG", name="x", aliases={"en": latin, "zh": chinese})
    return Gazetteer.model_construct(entities=entities, digest="bench")


def _aliases(gazetteer: Gazetteer) -> int:
    return sum(len(entity.names()) for entity in gazetteer.entities.values())
