"""docs/settings.md has every key, setting and variable, with its default."""

import ast
import re
from typing import Any

from pydantic import BaseModel

from crawler import settings
from pipelines.config import Config
from tests.docs.markdown import ROOT, code, names, page, rows, section

TEXT = page("docs/settings.md")


def test_keys_of_the_configuration() -> None:
    documented = {
        cells[0].strip("`"): cells[1].strip("`") for cells in rows(section(TEXT, "## pipelines.toml"))
    }
    assert documented == {
        f"{name}.{key}": _toml(value)
        for name, part in Config()
        for key, value in part  # a pydantic model iterates over its fields
    }


def test_shipped_configuration_says_the_defaults() -> None:
    text = (ROOT / "pipelines.toml").read_text(encoding="utf-8")
    keys = re.findall(r"^(\w+) = (\S+)", text, re.MULTILINE)
    defaults = [(key, _toml(value)) for _, part in Config() for key, value in part]
    assert keys
    assert [pair for pair in keys if pair not in defaults] == []


def test_scrapy_settings() -> None:
    own = {name: value for name, value in vars(settings).items() if name.isupper()}
    text = section(TEXT, "## Scrapy")
    table = {cells[0].strip("`"): ast.literal_eval(cells[1].strip("`")) for cells in rows(text)}
    assert {name: own[name] for name in table} == table
    assert [name for name in own if name not in code(text)] == []


def test_variables_that_the_code_reads() -> None:
    """And only the two files that may read the environment do."""
    readers = {
        path.relative_to(ROOT).as_posix()
        for package in ("crawler", "pipelines")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    assert readers <= {"pipelines/config.py", "crawler/settings.py"}
    source = (ROOT / "pipelines" / "config.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"((?:ARCHIVE|CORPUS)_[A-Z]+)"', source))
    assert read
    assert read <= set(names(section(TEXT, "## Environment")))


def _toml(value: Any) -> str:
    assert not isinstance(value, BaseModel)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return str(list(value))
    return str(value) if isinstance(value, int | float) else f'"{value}"'
