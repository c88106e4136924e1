"""What programs say stands alone: where they are installed neither docs nor seeds lie beside them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from pipelines.cli import command_line
from tests.docs.markdown import ROOT

_ONLY_HERE = re.compile(
    r"\b(docs|tests|bench|demo|quality|handbook|docker)/\w|\b[A-Za-z]*[A-Z][A-Za-z]*\.md\b|seeds/README"
)
# What `corpus init` writes names the files that it writes beside it.
_WRITES_THEM = ROOT / "pipelines" / "begin"


def _files() -> list[Path]:
    found = sorted(path for name in ("crawler", "pipelines") for path in (ROOT / name).rglob("*.py"))
    return [path for path in found if _WRITES_THEM not in path.parents]


def _said(file: Path) -> Iterator[str]:
    """All strings but docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    bare = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in bare:
            yield each.value


def test_no_message_names_a_file_that_is_not_installed() -> None:
    told = {
        file.relative_to(ROOT): [text for text in _said(file) if _ONLY_HERE.search(text)] for file in _files()
    }
    assert {file: texts for file, texts in told.items() if texts} == {}


def test_no_help_names_one() -> None:
    commands = typer.main.get_command(command_line())
    assert isinstance(commands, TyperGroup)
    for name, command in commands.commands.items():
        parts = [command, *(command.commands.values() if isinstance(command, TyperGroup) else ())]
        assert not [part.help for part in parts if _ONLY_HERE.search(part.help or "")], name


@pytest.mark.parametrize("text", ["docs/settings.md lists them", "see SECURITY.md", "seeds/README.md tells"])
def test_such_a_message_would_be_found(text: str) -> None:
    assert _ONLY_HERE.search(text)
