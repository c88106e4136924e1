"""What README.md and the other pages tell people to type or to follow exists."""

import re
from pathlib import Path

import pytest
import typer.main
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings
from typer.core import TyperGroup

from pipelines.cli import command_line
from tests.docs.markdown import ROOT, blocks, links, page, section

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "seeds/*.md")
    for path in ROOT.glob(pattern)
)
README = page("README.md")


def test_two_commands_come_first() -> None:
    first = blocks(README, "sh")[0].splitlines()
    assert [line.split("#")[0].strip() for line in first] == ["make demo", "make test"]
    assert README.index("make demo") < 100


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    own = [link.partition("#")[0] for link in links(page(name)) if "://" not in link]
    assert [link for link in own if link and not (folder / link).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_commands_exist(name: str) -> None:
    text = page(name)
    targets = re.findall(r"^([a-z-]+):.*## ", page("Makefile"), re.MULTILINE)
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= {*targets, "PYTHON"}
    spiders = get_spider_loader(get_project_settings()).list()
    assert set(re.findall(r"scrapy crawl (\w+)", text)) <= set(spiders)
    group = typer.main.get_command(command_line())
    assert isinstance(group, TyperGroup)
    assert set(re.findall(r"`corpus ([a-z]+)\b", text, re.MULTILINE)) <= set(group.commands)


@pytest.mark.parametrize("name", PAGES)
def test_no_machine_and_no_secret_in_a_page(name: str) -> None:
    assert re.findall(r"/(?:home|root|work)/\w+|AKIA[0-9A-Z]{12}", page(name)) == []


def test_readme_reads_its_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "000_a.txt").write_text("the text\n", encoding="utf-8")
    (tmp_path / "archive" / "INDEX").write_text(
        '{"number":0,"file":"000_a.txt","status":"live"}\n'
        '{"number":1,"file":"001_b.txt","status":"removed"}\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(section(README, "## Reading it"), "python")
    told: dict[str, object] = {}
    exec(code, told)
    assert list(told["documents"].text) == ["the text\n"]  # type: ignore[attr-defined]


def test_every_decision_is_listed() -> None:
    listed = links(page("docs/decisions/README.md"))
    assert listed == sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
