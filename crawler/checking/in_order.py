"""Several looks at a time, whose answers come in the order in which they were asked for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def in_order(look: Callable[[T], Awaitable[R]], whom: Iterable[T], at_once: int) -> AsyncIterator[R]:
    """What `look` finds at each, so many at a time; each host is asked one thing at a time all the same.

    What a look raises ends those after it.
    """
    room = asyncio.Semaphore(at_once)

    async def within(each: T) -> R:
        async with room:
            return await look(each)

    tasks = [asyncio.ensure_future(within(each)) for each in whom]
    try:
        for task in tasks:
            yield await task
    finally:
        for task in tasks:
            task.cancel()
