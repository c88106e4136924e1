"""A word where crawler/settings.py has a number is found before the first request, not late at night."""

import logging
import math
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler import settings as defaults
from pipelines.errors import ConfigurationError

# Numbers that may be 0. Of the others 0 makes no crawl, or one without a bound.
_MAY_BE_NONE = (
    "CRAWL_DELAY_MAX_S",
    "DOWNLOAD_DELAY",
    "DOWNLOAD_DELAY_JITTER",
    "DOWNLOAD_WARNSIZE",
    "LEAST_CHANCE",
    "LINK_DEPTH",
    "LOGSTATS_INTERVAL",
    "MINUTES_PER_PUBLISHER",
    "REDIRECT_MAX_TIMES",
    "RETRY_AFTER_MAX_S",
    "RETRY_TIMES",
)
_SWITCHES = ("1", "0", "True", "False", "true", "false")


def refuse_wrong_types(settings: BaseSettings) -> None:
    """Raises ConfigurationError naming the setting, what it is and what it should be."""
    for name, default in vars(defaults).items():
        if isinstance(default, bool):
            _require_switch(name, settings.get(name))
        elif isinstance(default, int | float):
            _require_number(name, settings.get(name), whole=isinstance(default, int))


def refuse_wrong_log(settings: BaseSettings) -> None:
    """Raises UsageError where Scrapy could not begin its log: that comes before all else."""
    level, file = settings["LOG_LEVEL"], settings["LOG_FILE"]
    if not isinstance(level, int) and level not in logging.getLevelNamesMapping():
        raise UsageError(f"log level {level}: give DEBUG, INFO, WARNING, ERROR or CRITICAL", print_help=False)
    try:
        if file:
            Path(file).open("a", encoding="utf-8").close()
    except OSError as error:
        raise UsageError(f"log file {file}: {error.strerror}", print_help=False) from error


def _require_switch(name: str, given: object) -> None:
    if str(given) not in _SWITCHES:
        raise ConfigurationError(f"{name}={given}: give True or False")


def _require_number(name: str, given: object, *, whole: bool) -> None:
    least = 0 if name in _MAY_BE_NONE else 1
    try:
        value = int(str(given)) if whole and not isinstance(given, float) else float(str(given))
    except ValueError:
        value = math.nan
    # A comparison with what is no number is never true.
    if not least <= value < math.inf:
        raise ConfigurationError(f"{name}={given}: give a {'whole ' if whole else ''}number from {least}")
