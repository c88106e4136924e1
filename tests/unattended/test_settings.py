"""A word for a number, in any setting of ours, ends in a sentence that names it."""

from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler import settings
from crawler.resources import refuse_scarcity
from crawler.setting_types import refuse_wrong_log, refuse_wrong_types
from pipelines.config import WorkersConfig
from pipelines.errors import ConfigurationError

NUMBERS = {name: value for name, value in vars(settings).items() if isinstance(value, int | float)}


def _given(name: str, value: object) -> Settings:
    given = Settings()
    given.setmodule(settings)
    given.set(name, value)
    return given


def test_every_number_and_switch() -> None:
    assert len(NUMBERS) > 30
    refuse_wrong_types(_given("BOT_NAME", "other"))
    for name in NUMBERS:
        for wrong in ("many", "", "nan", "inf", "-1", None):
            with pytest.raises(ConfigurationError, match=f"^{name}={wrong}: give "):
                refuse_wrong_types(_given(name, wrong))


def test_what_is_given_as_it_should_be() -> None:
    for name, value in NUMBERS.items():
        refuse_wrong_types(_given(name, value))
        refuse_wrong_types(_given(name, str(value)))
    refuse_wrong_types(_given("DOWNLOAD_DELAY", "0"))
    with pytest.raises(ConfigurationError, match="DOWNLOAD_MAXSIZE=0: give a whole number from 1"):
        refuse_wrong_types(_given("DOWNLOAD_MAXSIZE", "0"))
    with pytest.raises(ConfigurationError, match=r"RETRY_TIMES=1\.5: give a whole number from 0"):
        refuse_wrong_types(_given("RETRY_TIMES", "1.5"))


def test_a_log_that_cannot_begin(tmp_path: Path) -> None:
    """Scrapy begins it before a command of ours is asked anything, and ended in a traceback."""
    refuse_wrong_log(_given("LOG_LEVEL", "WARNING"))
    refuse_wrong_log(_given("LOG_FILE", str(tmp_path / "log")))
    with pytest.raises(UsageError, match="log level debug: give DEBUG, INFO, WARNING, ERROR or CRITICAL"):
        refuse_wrong_log(_given("LOG_LEVEL", "debug"))
    with pytest.raises(UsageError, match="absent/log: No such file or directory"):
        refuse_wrong_log(_given("LOG_FILE", str(tmp_path / "absent" / "log")))


def test_more_requests_at_once_than_files_may_be_open() -> None:
    with pytest.raises(ConfigurationError, match="ulimit -n 2000000192"):
        refuse_scarcity(WorkersConfig(), 2_000_000_000)
