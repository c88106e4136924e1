"""The three spiders, each imported when it is asked for: Scrapy's own loader imports all."""

from importlib import import_module

from scrapy import Request, Spider
from scrapy.settings import BaseSettings
from scrapy.utils.spider import iter_spider_classes

_NAMES = ("history", "news", "page")


class NamedSpiders:
    """What Scrapy wants of a loader; a spider lies in the module of its name."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> "NamedSpiders":  # noqa: ARG003
        """Nothing in the settings changes it."""
        return cls()

    def load(self, name: str) -> type[Spider]:
        """Raises KeyError where there is no such spider."""
        if name not in _NAMES:
            raise KeyError(name)
        (spider,) = iter_spider_classes(import_module(f"crawler.spiders.{name}"))
        return spider

    def find_by_request(self, request: Request) -> list[str]:  # noqa: ARG002
        """None: what a spider fetches is said by its arguments."""
        return []

    def list(self) -> list[str]:
        """All names, in the order of the alphabet."""
        return [*_NAMES]
