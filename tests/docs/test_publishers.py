"""docs/publishers.md explains every verdict; docs/commands.md has every option of `scrapy publishers`."""

import argparse

import pytest
from scrapy.settings import Settings

from crawler.checking.listing_check import VERDICTS
from crawler.commands.publishers import Command
from tests.docs.markdown import names, page, section

COMMANDS = page("docs/commands.md")
# Scrapy's own, which stand behind every command of its.
_SCRAPY = {"--help", "--logfile", "--loglevel", "--nolog", "--profile", "--pidfile", "--set", "--pdb"}


def test_verdicts() -> None:
    documented = names(section(page("docs/publishers.md"), "## What a check says"))
    assert documented == list(VERDICTS)


@pytest.mark.parametrize("name", ["check", "add", "yield"])
def test_options(name: str) -> None:
    command = Command()
    command.settings = Settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    given = (action.option_strings for action in commands.choices[name]._actions if action.option_strings)
    options = {strings[-1] for strings in given} - _SCRAPY
    assert set(names(section(COMMANDS, f"### `scrapy publishers {name}`"))) == options
