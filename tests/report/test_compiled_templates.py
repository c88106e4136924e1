"""Templates that were compiled once are not compiled again, and nothing depends on it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from pipelines.report.compiled_templates import CompiledTemplates

OPTIONS = "autoescape"

Made = Callable[[], str]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A page, made as by a new process."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "page.html").write_text("<p>{{ said }}</p>")
    options = tmp_path / "options.py"
    options.write_text(OPTIONS)

    def page() -> str:
        compiled = CompiledTemplates(str(options), tmp_path)
        environment = Environment(loader=FileSystemLoader(tmp_path), bytecode_cache=compiled, autoescape=True)
        return environment.get_template("page.html").render(said="<b>")

    return page


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that were compiled."""
    names = list[str]()
    whole = Environment.compile

    def told(self: Environment, source: str, name: str, *rest: object) -> object:
        names.append(name)
        return whole(self, source, name, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", told)
    return names


def kept(folder: Path) -> list[Path]:
    return [*folder.rglob("*.jinja")]


def test_a_template_is_compiled_once(made: Made, compiled: list[str]) -> None:
    assert made() == made() == "<p>&lt;b&gt;</p>"
    assert compiled == ["page.html"]


@pytest.mark.parametrize(("file", "content"), [("page.html", "<q>{{ said }}</q>"), ("options.py", "more")])
def test_of_what_has_changed_it_is_compiled_anew(
    made: Made, compiled: list[str], tmp_path: Path, file: str, content: str
) -> None:
    made()
    (tmp_path / file).write_text(content)
    assert made() == ("<q>&lt;b&gt;</q>" if file == "page.html" else "<p>&lt;b&gt;</p>")
    assert len(compiled) == 2


@pytest.mark.parametrize("length", [0, 3, 40, 100])
def test_a_file_that_was_cut_off_is_made_anew(
    made: Made, compiled: list[str], tmp_path: Path, length: int
) -> None:
    made()
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:length])
    assert made() == "<p>&lt;b&gt;</p>"
    assert (len(compiled), file.read_bytes()) == (2, whole)


def test_a_damaged_file_is_made_anew(made: Made, compiled: list[str], tmp_path: Path) -> None:
    made()
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:-200] + b"\xff" * 200)
    assert made() == "<p>&lt;b&gt;</p>"
    assert (len(compiled), file.read_bytes()) == (2, whole)


def test_where_python_may_write_none_neither_do_we(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert made() == "<p>&lt;b&gt;</p>"
    assert kept(tmp_path) == []


def test_where_nothing_can_be_written_the_page_is_made(made: Made, tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("in the way")
    assert made() == "<p>&lt;b&gt;</p>"
