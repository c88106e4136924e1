"""What is asked of an engine: machines, and a process on one of them for each piece of work.

It places, replaces and connects; what is run it does not know. ray_engine.py is the one that is there.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from pipelines.cluster.errand import Ended, Work


class Machine(NamedTuple):
    """`cores` are those that the engine may use of it."""

    id: str
    cores: int


class Lost(Exception):
    """The process died with its work more often than the engine replaces it; the message says how."""


class Running(Protocol):
    """Work that is under way, or waits for cores."""

    def ended(self, within_s: float) -> Ended | None:
        """None while it is under way. Raises Lost."""

    def said(self, within_s: float) -> list[str]:
        """Its lines since the last call; none where the answer takes longer."""

    def stop(self) -> None:
        """As Errand.stop; never waits."""


class Engine(Protocol):
    """Has been connected to; a context manager, at whose end nothing that it started is left."""

    def machines(self) -> Sequence[Machine]:
        """Those that are there now and have cores."""

    def strangers(self, work: Work) -> Sequence[str]:
        """Of each machine that would refuse the work, why, before anything is started on any."""

    def start(self, work: Work, cores: int) -> Running:
        """On whatever machine has so many cores to spare, now or later; on another if that one is lost."""
