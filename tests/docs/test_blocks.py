"""Every fenced block of the pages is run or read by a test, and every command in it is one that there is."""

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from crawler.publishers import load_publishers
from pipelines.config import Config
from tests.docs.inventory import (
    PROGRAMS,
    RUN_BY,
    SHOWN,
    WHOLE_PAGES,
    blocks_of_pages,
    holds_itself,
    place_of,
)
from tests.docs.markdown import ROOT, Block, page
from tests.docs.shell import OURS, SHELLS, Misspelt, Said, check, commands_in_sentences, commands_of

BLOCKS = blocks_of_pages()
OPEN = [(name, block) for name, block in BLOCKS if name not in WHOLE_PAGES]
_VARIABLE = re.compile(r"^(?:export )?([A-Z][A-Z_]+)=", re.MULTILINE)


def test_no_block_is_without_somebody_who_looks_at_it() -> None:
    unheld = [
        place_of(name, block)
        for name, block in OPEN
        if place_of(name, block) not in {*RUN_BY, *SHOWN} and not holds_itself(block)
    ]
    assert unheld == []


def test_no_line_of_the_inventory_is_of_a_block_that_is_gone() -> None:
    there = {place_of(name, block) for name, block in OPEN}
    assert [place for place in (*RUN_BY, *SHOWN) if place not in there] == []
    assert set(WHOLE_PAGES) <= {name for name, _ in BLOCKS}
    called = {said.program for _, block in OPEN for said in commands_of(block)}
    assert [program for program in PROGRAMS if program not in called] == []


@pytest.mark.parametrize("test", sorted({*RUN_BY.values(), *WHOLE_PAGES.values()}))
def test_who_is_said_to_run_a_block_is_there(test: str) -> None:
    file, _, name = test.partition("::")
    assert name in _functions(file)


@pytest.mark.parametrize(("name", "block"), [each for each in BLOCKS if each[1].language in SHELLS])
def test_commands_of_blocks_are_spelt_as_the_programs_want_them(
    name: str, block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "warcs").mkdir()
    (tmp_path / "scrapy.cfg").symlink_to(ROOT / "scrapy.cfg")
    monkeypatch.chdir(tmp_path)
    for said in commands_of(block):
        if said.program in OURS:
            check(said)


@pytest.mark.parametrize("name", sorted({name for name, _ in BLOCKS}))
def test_commands_in_sentences_are_too(name: str) -> None:
    for said in commands_in_sentences(page(name)):
        check(said, partly=True)


@pytest.mark.parametrize(
    "said",
    [
        "corpus lst", "corpus ls --sinse 2020", "corpus entities --least few", "corpus export docx out",
        "scrapy crawl newz", "scrapy crawl news -a limits=5", "scrapy crawl news -a since=soon",
        "scrapy publishers check --wrong 3", "make tests",
    ],
)  # fmt: skip
def test_a_misspelt_command_is_found(said: str) -> None:
    with pytest.raises(Misspelt):
        check(Said(tuple(said.split())))


def test_variables_that_blocks_set_are_documented() -> None:
    text = page("docs/settings.md") + page("docs/cluster.md") + page("docker-compose.yml")
    found = {name for _, block in OPEN for name in _VARIABLE.findall(block.code) if block.language in SHELLS}
    assert {name for name in found if name not in text} == set()


@pytest.mark.parametrize("block", [block for _, block in BLOCKS if block.language == "toml"])
def test_toml_is_taken_by_what_reads_it(block: Block, tmp_path: Path) -> None:
    told = tomllib.loads(block.code)
    if set(told) == {"publisher"}:
        file = tmp_path / "publishers.toml"
        file.write_text(block.code, encoding="utf-8")
        assert load_publishers(file)
    elif set(told) & set(Config.model_fields):
        assert Config.model_validate(told)
    else:
        pytest.fail(f"nobody reads such a file: {sorted(told)}")


@pytest.mark.parametrize("block", [block for _, block in BLOCKS if block.language in {"yaml", "json"}])
def test_yaml_is_yaml_and_names_the_image_of_this_release(block: Block) -> None:
    assert YAML(typ="safe").load(block.code)
    version = tomllib.loads(page("pyproject.toml"))["project"]["version"]
    assert set(re.findall(r"/corpus-crawler[\w-]*:(\S+)", block.code)) <= {version}


@cache
def _functions(file: str) -> Counter[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return Counter(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
