"""`python -m tests.archives.reading FOLDER`: all that can be read of an archive, as JSON."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from pipelines.archive import Archive, Where
from pipelines.cli import command_line

_COMMANDS = (
    ("ls",),
    ("ls", "--language", "zh"),
    ("ls", "--publisher", "aare", "--since", "2026-11-01"),
    ("show", "4"),
    ("show", "6"),
    ("why", "https://www.aare.example/bridge"),
    ("why", "https://www.aare.example/cup"),
    ("why", "https://www.aare.example/broken"),
    ("why", "https://www.other.example/private"),
    ("verify",),
)


def everything(folder: Path) -> dict[str, Any]:
    """What commands and API say, in values of JSON."""
    said: dict[str, Any] = {f"corpus {' '.join(words)}": _said(words, folder) for words in _COMMANDS}
    said |= dict(_answers(Archive.open(str(folder))))
    parsed: dict[str, Any] = json.loads(json.dumps(said))
    return parsed


def _said(words: tuple[str, ...], folder: Path) -> list[Any]:
    done = CliRunner().invoke(
        command_line(), [*words, "--json", "--archive", str(folder)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        {name: value for name, value in line.items() if name != "url" or words[0] != "verify"}
        for line in lines
    ]


def _answers(archive: Archive) -> Iterator[tuple[str, Any]]:
    yield "len", len(archive)
    yield "head", archive.head
    yield "rows", [row.model_dump(mode="json") for row in archive.rows()]
    yield "removed", [row.number for row in archive.rows(Where(status="removed"))]
    yield "documents", [row.model_dump(mode="json") for row in archive.documents() if row.url]
    yield "seeds", [archive.text(row.number)[:80] for row in archive if row.url is None]
    yield "since", [(row.kind, row.number) for row in archive.since(None)]
    yield "rejections", [row.model_dump(mode="json") for row in archive.rejections()]
    yield "failures", [row.model_dump(mode="json") for row in archive.failures()]
    found = archive.by_url("http://aare.example/ferry")
    yield "by_url", found.model_dump(mode="json") if found else None
    verdict = archive.verdict("aare.example/cup")
    yield "verdict", verdict._asdict() if verdict else None


if __name__ == "__main__":
    print(json.dumps(everything(Path(sys.argv[1])), indent=1, ensure_ascii=False))  # noqa: T201
