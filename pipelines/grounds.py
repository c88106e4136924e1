"""What stages have of gazetteer and seeds before there is a page: the same in every worker of a crawl.

The server that workers are forked from builds it ahead. They share its memory, and are ready the sooner,
those that replace others too.
"""

from collections.abc import Set
from typing import NamedTuple

from pipelines.config import SeedsConfig
from pipelines.document import Article, Mentions
from pipelines.entities import Tagger
from pipelines.language import foreign_stop_words
from pipelines.names.gazetteer import Gazetteer, load_gazetteer
from pipelines.seeds import SeedFile, load_seeds


class Grounds(NamedTuple):
    """`read` are the seeds with what they name; `stop_words` those of seeds that are not in English."""

    gazetteer: Gazetteer
    tagger: Tagger
    read: tuple[tuple[Article, Mentions], ...]
    stop_words: Set[str]


class _Files(NamedTuple):
    """All that grounds are made of; equal files make equal ones."""

    gazetteer: bytes
    seeds: tuple[SeedFile, ...]


_ahead: tuple[_Files, Grounds] | None = None


def build_ahead(seeds: SeedsConfig) -> None:
    """For the processes that are forked from this one. Raises ConfigurationError."""
    global _ahead
    _ahead = _files(seeds), _built(seeds)


def grounds_of(seeds: SeedsConfig) -> Grounds:
    """Raises ConfigurationError where the gazetteer or a seed cannot be read."""
    if _ahead is not None and _ahead[0] == _files(seeds):
        return _ahead[1]
    return _built(seeds)


def _built(seeds: SeedsConfig) -> Grounds:
    gazetteer = load_gazetteer(seeds.gazetteer)
    tagger = Tagger(gazetteer)
    articles = [seed.article() for seed in load_seeds(seeds.folder)]
    read = tuple((article, tagger(article)) for article in articles)
    return Grounds(gazetteer, tagger, read, foreign_stop_words(article.text for article in articles))


def _files(seeds: SeedsConfig) -> _Files:
    content = seeds.gazetteer.read_bytes() if seeds.gazetteer.is_file() else b""
    return _Files(content, load_seeds(seeds.folder))
