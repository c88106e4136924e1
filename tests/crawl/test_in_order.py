"""Several publishers are looked at together, and told of in their order."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from crawler.checking.in_order import in_order


async def gathered(found: AsyncIterator[int]) -> list[int]:
    """Ends in an error where what is to come waits for ever."""
    async with asyncio.timeout(10):
        return [each async for each in found]


def test_the_first_waits_for_the_last_and_is_told_first() -> None:
    async def all_together() -> list[int]:
        last = asyncio.Event()

        async def look(number: int) -> int:
            last.set() if number == 3 else await last.wait()
            return number

        return await gathered(in_order(look, range(4), 4))

    assert asyncio.run(all_together()) == [0, 1, 2, 3]


def test_no_more_than_so_many_at_once() -> None:
    under_way: list[int] = []
    most: list[int] = []

    async def look(number: int) -> int:
        under_way.append(number)
        most.append(len(under_way))
        await asyncio.sleep(0)
        under_way.remove(number)
        return number

    assert asyncio.run(gathered(in_order(look, range(9), 2))) == list(range(9))
    assert max(most) == 2


def test_what_one_raises_ends_the_others() -> None:
    ended: list[int] = []

    async def look(number: int) -> int:
        if number == 0:
            await asyncio.sleep(0)
            raise ValueError("a fault")
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(number)
        return number

    with pytest.raises(ValueError, match="a fault"):
        asyncio.run(gathered(in_order(look, range(3), 3)))
    assert ended == [1, 2]
