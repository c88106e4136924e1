"""docs/commands.md has every spider, argument, command, option and exit code."""

import re
from collections.abc import Callable

import pytest
import typer.main
from typer.core import TyperGroup, TyperOption

from crawler.spiders.arguments import Arguments, history_arguments, news_arguments, page_arguments
from pipelines import cli
from pipelines.cli import command_line
from pipelines.errors import ConfigurationError, ExitCode
from tests.docs.markdown import names, page, rows, section

TEXT = page("docs/commands.md")
COMMANDS = typer.main.get_command(command_line())


def test_exit_codes() -> None:
    documented = [(int(cells[0]), cells[1].strip("`")) for cells in rows(section(TEXT, "## Exit codes"))]
    assert documented == [(code.value, code.name) for code in ExitCode]


@pytest.mark.parametrize(
    ("spider", "read"),
    [("news", news_arguments), ("page", page_arguments), ("history", history_arguments)],
)
def test_arguments_of_spiders(spider: str, read: Callable[[Arguments], object]) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read({"nonsense": ["1"]})
    known = re.search(r"known are (.+)", str(refused.value))
    assert known is not None
    assert names(section(TEXT, f"### `scrapy crawl {spider}`")) == known[1].split(", ")


def test_every_command_has_a_section() -> None:
    assert isinstance(COMMANDS, TyperGroup)
    documented = re.findall(r"^### `corpus (\w+)`$", TEXT, re.MULTILINE)
    assert documented == list(cli.COMMANDS)
    assert set(documented) == set(COMMANDS.commands)


def test_options_of_commands() -> None:
    assert isinstance(COMMANDS, TyperGroup)
    for name, command in COMMANDS.commands.items():
        parts = command.commands.values() if isinstance(command, TyperGroup) else [command]
        options = {
            text
            for part in parts
            for each in part.params
            if isinstance(each, TyperOption)
            for text in each.opts
        }
        assert set(names(section(TEXT, f"### `corpus {name}`"))) == options, name


@pytest.mark.parametrize("name", [None, *cli.COMMANDS])
def test_a_summary_in_the_list_of_commands_is_whole(name: str | None) -> None:
    """At a terminal of 80 columns, of which the help takes two less."""
    assert isinstance(COMMANDS, TyperGroup)
    group = COMMANDS.commands[name] if name else COMMANDS
    if isinstance(group, TyperGroup):
        told = group.make_context(name or "corpus", [], resilient_parsing=True)
        told.max_content_width = told.terminal_width = 78
        lines = group.get_help(told).partition("Commands:")[2].splitlines()
        assert not [line for line in lines if line.endswith("...")]


def test_the_version_is_told() -> None:
    assert isinstance(COMMANDS, TyperGroup)
    own = {text for each in COMMANDS.params if isinstance(each, TyperOption) for text in each.opts}
    assert own - {"--install-completion", "--show-completion"} == {"--version"}
    assert "`corpus --version`" in section(TEXT, "## The archive: `corpus`")
