"""Settings of a crawl with a fault of ours in it: every answer of an article raises."""

from typing import Any

from crawler.settings import *  # noqa: F403
from crawler.spiders.articles import Articles


def _raises(*_: Any, **__: Any) -> None:
    raise ValueError("a planted fault")


Articles.answered = _raises  # type: ignore[method-assign,assignment]
