"""ARCHITECTURE.md names every module of the two packages, and none that is not there."""

import re
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, page, section

TREE = section(page("ARCHITECTURE.md"), "## Folders").partition("```")[2].partition("```")[0]
WORDS = {word.removesuffix(".py") for word in re.findall(r"[\w./]+", TREE)}
PACKAGES = [
    "crawler", "pipelines", "pipelines/archive", "pipelines/page", "pipelines/names", "pipelines/languages",
    "pipelines/judging", "pipelines/cluster",
]  # fmt: skip


@pytest.mark.parametrize("folder", PACKAGES)
def test_every_module_is_named(folder: str) -> None:
    modules = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    assert sorted(modules - WORDS) == []


def test_every_file_named_is_there() -> None:
    named = [Path(word) for word in re.findall(r"[\w/]+\.(?:py|toml)", TREE)]
    folders = ("crawler", "pipelines", "seeds")
    known = [*ROOT.glob("*.toml"), *(path for each in folders for path in (ROOT / each).rglob("*"))]
    assert named
    assert [name for name in named if not any(path.match(str(name)) for path in known)] == []
