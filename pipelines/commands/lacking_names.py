"""`corpus entities --unlinked`: names that texts use often and the gazetteer lacks, and TOML for them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive import Archive, Where
from pipelines.commands.output import one_line, plain, say, say_json, table
from pipelines.commands.places import open_archive
from pipelines.commands.progress import progress
from pipelines.commands.taggers import open_tagger
from pipelines.document import Article
from pipelines.errors import ConfigurationError
from pipelines.names.entity_draft import draft
from pipelines.names.unlinked_names import find_unlinked

if TYPE_CHECKING:
    from pipelines.entities import Tagger

_MOST_SHOWN = 40


def show_unlinked(files: Sequence[Path], archive: str | None, least: int, as_json: bool) -> None:
    """Of the files, or of every live document where there is none."""
    texts = list(map(_read, files)) if files else _archived(open_archive(archive))
    tagger = open_tagger("corpus entities --unlinked")
    names = find_unlinked(texts, lambda text: _known(tagger, text), least)
    if as_json:
        for name in names:
            say_json(name._asdict() | {"toml": draft(name.name)})
        return
    shown = names[:_MOST_SHOWN]
    rows = ((each.name, str(each.times), str(each.texts), each.example) for each in shown)
    table(("name", "times", "documents", "for example"), rows)
    if len(names) > _MOST_SHOWN:
        say(f"and {len(names) - _MOST_SHOWN} more; --json has them all, --least the more frequent")
    for each in shown:
        say()
        say(f"# {one_line(each.example)}")
        say(plain(draft(each.name)).rstrip("\n"))


def _known(tagger: "Tagger", text: str) -> list[tuple[int, int]]:
    """What the tagger mentions, and what it knows by that name but takes for something else."""
    article = Article.of_text(text, None, "plain text")
    return [(reading.start, reading.end) for reading in tagger.readings(article)]


def _archived(archive: Archive) -> Iterator[str]:
    live = [number for (number,) in archive.values(("number",), Where(status="live"))]
    with progress("reading", len(live)) as done:
        for number in live:
            yield archive.get(number).text.removesuffix("\n")
            done(1)


def _read(file: Path) -> str:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{file}: cannot be read ({error.strerror}); name a text file") from error
    except UnicodeDecodeError as error:
        message = f"{file}: not UTF-8 at byte {error.start}; convert it to a text in UTF-8"
        raise ConfigurationError(message) from error
    if not text.strip():
        raise ConfigurationError(f"{file}: is empty; name a file with a text in it")
    return text
