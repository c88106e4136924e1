"""How much of a publisher one run may ask for, and in which order it is spent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from scrapy.settings import BaseSettings

from crawler.addresses.reach import reach_of
from crawler.discovery.orders import CandidateOrder
from crawler.setting_types import refuse_wrong_types
from pipelines.errors import ConfigurationError

T = TypeVar("T")

_SECONDS = ("DOWNLOAD_DELAY", "CRAWL_DELAY_MAX_S", "RETRY_AFTER_MAX_S")
_DAY_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Budget:
    """Of each publisher in one run. `minutes` 0 is no bound.

    `link_depth`: how many links away from a listed page an article may be. `least_chance` (0 to 1): what is
    less likely to belong is left out, 0 for nothing.
    """

    articles: int
    minutes: float
    link_depth: int
    order: CandidateOrder
    least_chance: float


def budget_of(settings: BaseSettings) -> Budget:
    """Raises ConfigurationError naming the setting and the remedy."""
    order = settings.get("CANDIDATE_ORDER")
    if order not in get_args(CandidateOrder):
        raise ConfigurationError(f"CANDIDATE_ORDER={order}: give best or breadth")
    return Budget(
        articles=_number(settings, "ARTICLES_PER_PUBLISHER", int, "a whole number from 1", 1),
        minutes=_number(settings, "MINUTES_PER_PUBLISHER", float, "minutes, 0 for no bound"),
        link_depth=_number(settings, "LINK_DEPTH", int, "0 for no links, or 1", most=1),
        order=order,
        least_chance=_number(settings, "LEAST_CHANCE", float, "a number from 0 to 1", most=1.0),
    )


def refuse_wrong_bounds(settings: BaseSettings) -> None:
    """Raises ConfigurationError where a bound that is read only later is none."""
    reach_of(settings)
    _number(settings, "RENDER_TIMEOUT", float, "seconds from 1", 1)
    for name in _SECONDS:
        _number(settings, name, float, "seconds from 0 to 86400", most=_DAY_S)
    _number(settings, "DOWNLOAD_DELAY_JITTER", float, "a number from 0 to 1", most=1.0)
    _number(settings, "SLOWED_AT_MOST", float, "a number from 1 to 1000", 1, 1000)
    refuse_wrong_types(settings)


def _number(
    settings: BaseSettings,
    name: str,
    kind: Callable[[Any], T],
    wanted: str,
    least: float = 0,
    most: float = float("inf"),
) -> T:
    given = settings.get(name)
    try:
        value = kind(given)
        fits = least <= value <= most  # type: ignore[operator]
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise ConfigurationError(f"{name}={given}: give {wanted}")
    return value
