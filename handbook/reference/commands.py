"""What every command prints with `--help`, and the exit codes."""

import argparse
import re
from collections.abc import Callable, Mapping

import typer.main
from scrapy.settings import Settings
from typer.core import TyperGroup
from typer.testing import CliRunner

from crawler.commands.publishers import Command
from crawler.spiders.arguments import Arguments, history_arguments, news_arguments, page_arguments
from handbook.reference.tables import code, table
from pipelines.cli import command_line
from pipelines.errors import ConfigurationError, ExitCode

SPIDERS: Mapping[str, Callable[[Arguments], object]] = {
    "news": news_arguments,
    "page": page_arguments,
    "history": history_arguments,
}
_COLUMNS = 100
_HEAD = """# Commands, as the program tells them

Made of the code. What each command is for, and what to think of, stands
in [Commands and exit codes](../commands.md).

"""


def commands_page() -> str:
    parts = [_HEAD, "## Exit codes\n\n", _exit_codes(), "## Crawling\n\n", *map(_spider, SPIDERS)]
    parts += map(_publishers, ("check", "add", "yield"))
    parts += ["## The archive\n\n", *(_help(words) for words in corpus_commands())]
    return "".join(parts)


def corpus_commands() -> list[tuple[str, ...]]:
    """The words behind `corpus` of every command, of groups each command by itself."""
    group = typer.main.get_command(command_line())
    assert isinstance(group, TyperGroup)
    return [
        (name, *part)
        for name, command in group.commands.items()
        for part in ([(each,) for each in command.commands] if isinstance(command, TyperGroup) else [()])
    ]


def spider_arguments(spider: str) -> list[str]:
    """The names that it takes behind `-a`, as its own refusal tells them."""
    try:
        SPIDERS[spider]({"": ["1"]})
    except ConfigurationError as error:
        return re.split(r", ", str(error).rpartition("known are ")[2])
    raise AssertionError(f"{spider} takes an argument without a name")


def publishers_parser(name: str) -> argparse.ArgumentParser:
    """Of `scrapy publishers <name>`, without Scrapy's own options."""
    command, parser = Command(), argparse.ArgumentParser(prog="scrapy publishers")
    command.settings = Settings()
    command.add_options(parser)
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    found = commands.choices[name]
    assert isinstance(found, argparse.ArgumentParser)
    return found


def _exit_codes() -> str:
    return table(("code", "name"), ((str(each.value), code(each.name)) for each in ExitCode))


def _spider(name: str) -> str:
    usage = " ".join(f"[-a {each}=…]" for each in spider_arguments(name))
    return f"### `scrapy crawl {name}`\n\n```text\nscrapy crawl {name} {usage}\n```\n\n"


def _publishers(name: str) -> str:
    told = publishers_parser(name).format_help().partition("\nGlobal Options:")[0]
    return f"### `scrapy publishers {name}`\n\n```text\n{told.strip()}\n```\n\n"


def _help(words: tuple[str, ...]) -> str:
    told = CliRunner().invoke(command_line([words[0]]), [*words, "--help"], terminal_width=_COLUMNS).output
    return f"### `corpus {' '.join(words)}`\n\n```text\n{told.strip()}\n```\n\n"
