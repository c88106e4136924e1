"""`corpus entities --explain`: what each name of the gazetteer in a text is taken for, and why."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.commands.output import one_line, say, say_json, table
from pipelines.commands.places import open_archive
from pipelines.commands.taggers import open_tagger
from pipelines.document import Article
from pipelines.errors import ConfigurationError

if TYPE_CHECKING:
    from pipelines.entities import Reading

_SHOWN_WORDS = 5

_SAID: Mapping[str, str] = {
    "alias": "means nothing else",
    "context": "near {words}",
    "elsewhere": "meant elsewhere in the text",
    "nothing against": "nothing speaks against it",
    "capitals": "the alias has other capitals",
    "plural": "the alias has no plural",
    "veto": "vetoed by {words}",
    "longer name": "begins a longer name",
    "byline": "signed as a journalist's",
    "no context": "not enough of its context words are near",
    "against": "as much or more speaks against it: {words}",
}


def explain(what: str, archive: str | None, as_json: bool) -> None:
    """`what` is a document's number, a file, `-` for standard input, or the text itself."""
    article = _article(what, archive)
    readings = open_tagger("corpus entities --explain").readings(article)
    if as_json:
        for reading in readings:
            say_json(
                reading._asdict() | {"surface": _surface(article, reading), "mention": reading.is_mention}
            )
        return
    # Every "at" would be a near miss of AT: JSON has those.
    shown = _one_each(reading for reading in readings if reading.reason != "capitals")
    head = ("start", "end", "found", "alias", "entity", "", "why")
    table(head, (_cells(article, each) for each in shown), give_way=(1, 0, 3))
    if others := sum(reading.reason == "capitals" for reading in readings):
        say(f"and {others} in other capitals; --json has them")


def _article(what: str, archive: str | None) -> Article:
    if what.isdigit():
        opened = open_archive(archive)
        try:
            row = opened.get(int(what))
        except LookupError as error:
            raise ConfigurationError(f"{error}; `corpus ls` lists what there is") from error
        return Article.of_text(row.text.removesuffix("\n"), row.headline, "archive")
    return Article.of_text(_text(what), None, "plain text")


def _text(what: str) -> str:
    try:
        data = sys.stdin.buffer.read() if what == "-" else _file(what)
        text = what if data is None else data.decode("utf-8").removesuffix("\n")
    except OSError as error:
        raise ConfigurationError(f"{what}: cannot be read ({error.strerror}); name a text file") from error
    except UnicodeDecodeError as error:
        message = f"{what}: not UTF-8 at byte {error.start}; convert it to a text in UTF-8"
        raise ConfigurationError(message) from error
    if not text.strip():
        raise ConfigurationError("the text is empty; there is nothing to explain")
    return text


def _file(what: str) -> bytes | None:
    """None where there is no such file: then it is the text itself."""
    try:
        return Path(what).read_bytes() if Path(what).is_file() else None
    except (OSError, ValueError) as error:
        # A text can be too long for a name, or hold what no name may.
        if isinstance(error, PermissionError):
            raise
        return None


def _one_each(readings: Iterable["Reading"]) -> list["Reading"]:
    """An alias may be ambiguous in several ways: the first, which is the one that is meant if one is."""
    places: dict[tuple[object, ...], Reading] = {}
    for each in readings:
        places.setdefault((each.in_headline, each.start, each.end, each.entity, each.alias), each)
    return list(places.values())


def _cells(article: Article, reading: "Reading") -> tuple[str, ...]:
    place = "headline " if reading.in_headline else ""
    return (
        f"{place}{reading.start}",
        str(reading.end),
        _surface(article, reading),
        reading.alias,
        reading.entity,
        "mention" if reading.is_mention else "no",
        _why(reading),
    )


def _surface(article: Article, reading: "Reading") -> str:
    text = (article.headline or "") if reading.in_headline else article.text
    return one_line(text[reading.start : reading.end])


def _why(reading: "Reading") -> str:
    words = ", ".join(reading.words[:_SHOWN_WORDS])
    if len(reading.words) > _SHOWN_WORDS:
        words += f" and {len(reading.words) - _SHOWN_WORDS} more"
    said = _SAID[reading.reason].format(words=words)
    if reading.reason == "no context" and words:
        said += f": only {words}"
    if reading.inside is not None:
        said += f"; within the mention at {reading.inside[0]} to {reading.inside[1]}"
    return said
