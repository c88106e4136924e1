"""Requests that were not made, for our own reasons: nothing is known of the page by that."""

from typing import ClassVar

from scrapy.exceptions import IgnoreRequest


class NotAsked(IgnoreRequest):
    """`slug` is the reason under which the page is counted."""

    slug: ClassVar[str]


class AskedToStayAway(NotAsked):
    """The host wants to be left alone for longer than we wait (RFC 9110, section 10.2.3)."""

    slug = "asked_to_wait"


class HostSilent(NotAsked):
    """The host, or the line to it, has given no answer for long: what is left is no page's failure."""

    slug = "no_answer"


class HostSpent(NotAsked):
    """The host was asked as often, or sent as much, as one run may have of it."""

    slug = "host_budget"


class RunSpent(NotAsked):
    """All hosts together were."""

    slug = "run_budget"
