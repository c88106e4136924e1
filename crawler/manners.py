"""How a process that fetches appears: to publishers, in the log, and to its own workers."""

import logging
import sys

from scrapy.settings import BaseSettings

from crawler.addresses.proof import refuse_other_reactor
from pipelines.errors import ConfigurationError
from pipelines.software import software

# Libraries that tell more than a log from cron should hold.
_CHATTY = ("scrapy.utils.log", "scrapy.middleware", "scrapy.addons", "scrapy.extensions", "scrapy.crawler")

# Without any delay Scrapy waits for nothing, not even when a host has asked to be left alone for a while.
_LEAST_DELAY_S = 1e-6


def behave(settings: BaseSettings, contact: str) -> None:
    """Introduce ourselves, and never be without a delay. Raises ConfigurationError without a contact."""
    refuse_other_reactor(settings)
    settings.set("USER_AGENT", user_agent(contact), priority="cmdline")
    delay_s = max(settings.getfloat("DOWNLOAD_DELAY"), _LEAST_DELAY_S)
    settings.set("DOWNLOAD_DELAY", delay_s, priority="cmdline")


def user_agent(contact: str) -> str:
    """How we introduce ourselves. Raises ConfigurationError without a contact."""
    contact = contact.strip()
    if not ("@" in contact or contact.startswith(("http://", "https://"))) or not contact.isprintable():
        raise ConfigurationError(
            "no contact for the User-Agent; set `contact` under [crawl] in pipelines.toml, "
            "or CORPUS_CONTACT, to an e-mail address or a URL where publishers can reach you"
        )
    return f"{software().replace('corpus-crawler ', 'CorpusCrawler/')} (+{contact})"


def quieten_libraries(settings: BaseSettings) -> None:
    """The handler alone would throw away what is below the level after it was made."""
    logging.getLogger("scrapy").setLevel(settings["LOG_LEVEL"])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def hide_main() -> None:
    """A new process imports the script that its parent runs: half a second and Scrapy in every worker."""
    main = sys.modules["__main__"]
    main.__spec__ = None
    vars(main).pop("__file__", None)
