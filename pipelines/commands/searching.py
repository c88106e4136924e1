"""`corpus search`: full text search without a server."""

from collections.abc import Sequence
from typing import Annotated

import typer

from pipelines.archive import Archive
from pipelines.commands.filters import Entity, Language, Publisher, Since, Until, where
from pipelines.commands.lookups import DatabaseOption, current_lookup
from pipelines.commands.naming import meant
from pipelines.commands.output import one_line, painted, plain, say, say_json, say_painted, screen_columns
from pipelines.commands.places import ArchiveOption, Json, named_store
from pipelines.commands.wrapping import Run, wrapped
from pipelines.errors import ConfigurationError
from pipelines.lookup import Hit, Piece

_SHOWN = 10
_INDENT = "     "

Words = Annotated[
    list[str],
    typer.Argument(metavar="WORDS", help='all must be there; "a phrase", this OR that, beginning*'),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="documents to show at most, the best first")]


def search(
    words: Words,
    archive: ArchiveOption = None,
    publisher: Publisher = None,
    language: Language = None,
    entity: Entity = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = _SHOWN,
    database: DatabaseOption = None,
    as_json: Json = False,
) -> None:
    """Find documents by their words, in English and Chinese.

    The best come first, each with a passage.
    """
    wanted, text = where(publisher, language, entity, since, until), " ".join(words)
    if not text.strip():
        raise ConfigurationError("nothing to search for; give a word")
    store = named_store(archive)
    wanted = meant(Archive.open(store), wanted)
    with current_lookup(archive, database) as lookup:
        hits, count = lookup.search(text, wanted, limit), lookup.count(text, wanted)
    for hit in hits:
        say_json(_as_dict(hit)) if as_json else _tell(hit)
    if not hits:
        typer.echo(f"nothing is found by {one_line(text)}; fewer words find more", err=True)
    elif not as_json:
        say(_how_many(count, len(hits)))


def _how_many(count: int, shown: int) -> str:
    if count > shown:
        return f"the best {shown} of {count} documents"
    return f"{count} document{'s' * (count > 1)}"


def _as_dict(hit: Hit) -> dict[str, object]:
    """`passage` with the places, start and end in characters, of what was looked for."""
    text, places = "", []
    for piece in hit.passage:
        if piece.is_hit:
            places.append([len(text), len(text) + len(piece.text)])
        text += piece.text
    headline = "".join(piece.text for piece in hit.headline) or None
    return {
        "number": hit.number,
        "headline": headline,
        "publisher": hit.publisher,
        "published": hit.published,
        "language": hit.language,
        "relevance": hit.relevance,
        "passage": text,
        "hits": places,
    }


def _tell(hit: Hit) -> None:
    headline = _painted(_runs(hit.headline)) or "without headline"
    say_painted(f"{painted(f'{hit.number:03d}', 'bold')}  {headline}")
    known = (hit.published and hit.published[:10], hit.publisher, hit.language)
    if told := ", ".join(one_line(each) for each in known if each):
        say_painted(_INDENT + painted(told, "dim"))
    screen = screen_columns()
    for line in wrapped(_runs(hit.passage), screen - len(_INDENT) if screen else None):
        say_painted(_INDENT + _painted(line))
    say()


def _runs(pieces: Sequence[Piece]) -> list[Run]:
    """Plain, and on one line."""
    return [Run(" ".join(plain(piece.text).split("\n")), piece.is_hit) for piece in pieces]


def _painted(line: Sequence[Run]) -> str:
    """Without colours hits stand as they are: the words say enough."""
    return "".join(painted(run.text, "yellow") if run.is_hit else run.text for run in line).strip()
