"""How much of what origins answered is remembered, and for how long."""

import asyncio
from typing import NamedTuple

import pytest

from crawler.middlewares.origins import Origins

THIRD_OF_ALL = 3 * 1024 * 1024


class Answer(NamedTuple):
    size: int
    until: float = 1.0


class Web:
    """Tells in `asked` whom it was asked for; an origin of `lost` cannot be had."""

    def __init__(self, size: int, lost: tuple[str, ...] = ()) -> None:
        self.size = size
        self.lost = lost
        self.now_s = 0.0
        self.asked: list[str] = []
        self.origins = Origins[Answer](self._fetch, lambda: self.now_s)

    async def ask(self, *origins: str) -> None:
        for origin in origins:
            if origin in self.lost:
                with pytest.raises(ConnectionError):
                    await self.origins.answer(origin)
            else:
                assert (await self.origins.answer(origin)).size == self.size

    async def _fetch(self, origin: str, before: Answer | None) -> Answer:
        self.asked.append(origin)
        if origin in self.lost:
            raise ConnectionError(origin)
        return Answer(self.size, self.now_s + 1.0)


def test_what_was_not_needed_for_longest_is_forgotten() -> None:
    web = Web(THIRD_OF_ALL)
    asyncio.run(web.ask("a", "b", "a", "c", "d", "a", "c", "b"))
    assert web.asked == ["a", "b", "c", "d", "b"]


def test_small_answers_are_all_kept() -> None:
    names = [str(number) for number in range(1000)]
    web = Web(10)
    asyncio.run(web.ask(*names, *names))
    assert web.asked == names


def test_an_old_answer_takes_no_room_beside_the_new_one() -> None:
    web = Web(THIRD_OF_ALL)

    async def days() -> None:
        for day in range(5):
            web.now_s = 2.0 * day
            await web.ask("a", "b")
        web.asked.clear()
        await web.ask("a", "b")

    asyncio.run(days())
    assert web.asked == []


def test_what_cannot_be_had_takes_room_too() -> None:
    lost = tuple(str(number) for number in range(6000))
    web = Web(0, lost)
    asyncio.run(web.ask("a", *lost))
    assert len(web.origins) < len(lost)
