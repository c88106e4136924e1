"""Scrapy imports all of its commands to run one; ours need `crawl` alone, from which one of them is made."""

import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType

import scrapy.commands

_OURS = frozenset({"crawl", "publishers"})


def spare_commands(said: Sequence[str]) -> None:
    """`said` is the command line behind `scrapy`. Does nothing where Scrapy's own commands are asked for.

    What stands in their place has no command in it. Those of Scrapy bring unittest and a web server.
    """
    asked = next((word for word in said if not word.startswith("-")), None)
    if asked not in _OURS:
        return
    for _, name, _ in pkgutil.iter_modules(scrapy.commands.__path__):
        if name not in _OURS:
            whole = f"scrapy.commands.{name}"
            sys.modules.setdefault(whole, ModuleType(whole))
