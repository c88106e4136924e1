"""A signal between the last page and the end of a crawl, while the rest is committed."""

import asyncio
import os
import signal
from typing import Any, cast

import pytest

from crawler.interrupt import Interrupt


class Running:
    """Nothing interrupted it so far."""

    def __init__(self, ingest: object) -> None:
        self.interrupted = False
        self.ingest = cast(Any, ingest)


async def _ended(run: Running) -> None:
    with Interrupt(cast(Any, None), run):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("ingest", "is_heard"),
    [pytest.param(object(), False, id="archives"), pytest.param(None, True, id="looks")],
)
def test_what_is_left_to_commit_is_committed(number: int, ingest: object, is_heard: bool) -> None:
    """Where nothing is archived, nothing is lost either, and a person need not wait."""
    heard: list[int] = []
    # All of them: one left ignored would be ignored by each command that a later test starts.
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    signal.signal(number, lambda number, _: heard.append(number))
    try:
        asyncio.run(_ended(Running(ingest)))
        os.kill(os.getpid(), number)
        assert heard == ([number] if is_heard else [])
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
