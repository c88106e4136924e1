"""What a shell may complete: read as quickly as it can be, and nothing where that fails.

Nobody waits for a completion, so neither the gazetteer nor the columns are loaded: names are picked from the
lines of the files, numbers from a lookup database that is there already.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

from pipelines.config import Config, load_config
from pipelines.errors import CorpusError

_MOST, _LONGEST = 20, 80
_ENTITY = re.compile(r"^\[([\w-]+)\]\s*$", re.MULTILINE)
_PUBLISHER = re.compile(r"""^id\s*=\s*["']([\w-]+)["']""", re.MULTILINE)
_LANGUAGES = ("en", "zh", "zh-Hans", "zh-Hant")


def languages(incomplete: str) -> list[str]:
    """Those that documents are in."""
    return [tag for tag in _LANGUAGES if tag.startswith(incomplete)]


def entities(incomplete: str) -> list[str]:
    """Ids of the gazetteer that begin so."""
    config = _config()
    return _picked(config.seeds.gazetteer, _ENTITY, incomplete) if config else []


def publishers(incomplete: str) -> list[str]:
    """Ids of the publishers that begin so."""
    config = _config()
    return _picked(config.seeds.publishers, _PUBLISHER, incomplete) if config else []


def documents(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Numbers that begin so, each with its headline, the newest first."""
    with suppress(OSError, CorpusError, sqlite3.Error):
        return list(_documents(context.params.get("archive"), incomplete))
    return []


def _documents(archive: str | None, incomplete: str) -> Iterator[tuple[str, str]]:
    # Only who completes a number needs these.
    from pipelines.commands.lookups import database_file
    from pipelines.commands.places import named_store
    from pipelines.lookup import reading

    with reading(database_file(named_store(archive), None)) as database:
        found = database.execute(
            "SELECT number, headline FROM documents WHERE status = 'live' AND printf(?, number) LIKE ? "
            "ORDER BY number DESC LIMIT ?",
            (form := "%03d" if incomplete.startswith("0") else "%d", f"{incomplete}%", _MOST),
        )
        yield from ((form % number, _words(headline or "")) for number, headline in found)


def _words(headline: str) -> str:
    """Letters, digits and spaces: a shell evaluates what stands in a completion."""
    kept = "".join(char if char.isalnum() else " " for char in headline[:_LONGEST])
    return " ".join(kept.split())


def _config() -> Config | None:
    with suppress(CorpusError):
        return load_config()
    return None


def _picked(file: Path, pattern: "re.Pattern[str]", incomplete: str) -> list[str]:
    with suppress(OSError, UnicodeDecodeError):
        return sorted(
            name for name in pattern.findall(file.read_text("utf-8")) if name.startswith(incomplete)
        )
    return []
