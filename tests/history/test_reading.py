"""A file is read to its end, slice by slice; a server in trouble is waited for, and not for ever."""

import asyncio
from collections.abc import Callable
from typing import cast

import boto3
import pytest

from crawler.history import warc_bytes
from crawler.history.reading import slices
from crawler.history.wanted import Wanted
from crawler.history.warc_bytes import Missing, open_at
from crawler.history.warc_places import WarcFile
from crawler.history.warc_slice import Question, Slice
from crawler.window import Window
from pipelines.worker import ListingFailed, WorkerPool
from tests.weed import Weed

QUESTION = Question(Wanted({}), Window(), "test")
REMOTE = WarcFile("a", "https://news.example/a", "a")


class _Workers:
    """In the place of a pool: answers one after the other. `starts` is where each reading began."""

    def __init__(self, *answers: Slice | ListingFailed) -> None:
        self._answers = list(answers)
        self.starts: list[int] = []

    async def call(self, job: Callable[[], Slice]) -> Slice:
        self.starts.append(job.args[1])  # type: ignore[attr-defined]
        answer = self._answers.pop(0)
        if isinstance(answer, ListingFailed):
            raise answer
        return answer


def part(end: int | None, trouble: str | None = None, *, is_final: bool = False) -> Slice:
    return Slice((), end, 1, {}, None, trouble, is_final)


def read(workers: _Workers, file: WarcFile = REMOTE) -> list[Slice]:
    async def all_of_them() -> list[Slice]:
        pool = cast(WorkerPool, workers)
        return [each async for each in slices(pool, file, 0, QUESTION, pauses_s=(0.0, 0.0))]

    return asyncio.run(all_of_them())


def test_slice_by_slice_to_the_end() -> None:
    workers = _Workers(part(10), part(20), part(None))
    assert [each.end for each in read(workers)] == [10, 20, None]
    assert workers.starts == [0, 10, 20]


def test_trouble_is_waited_for() -> None:
    workers = _Workers(part(10), part(10, "busy"), ListingFailed("over 10 s"), part(None))
    came = read(workers)
    assert [(each.end, each.trouble) for each in came] == [(10, None), (None, None)]
    assert workers.starts == [0, 10, 10, 10]


def test_what_came_before_the_trouble_counts() -> None:
    workers = _Workers(part(10, "broke off"), part(None))
    assert [(each.end, each.trouble) for each in read(workers)] == [(10, None), (None, None)]


def test_trouble_that_stays_is_given_up() -> None:
    workers = _Workers(part(10), part(10, "busy"), part(10, "busy"), part(10, "busy"))
    assert [(each.end, each.trouble) for each in read(workers)] == [(10, None), (10, "busy")]


@pytest.mark.parametrize("address", ["https://news.example/a", "/there/is/no/such/file"])
def test_a_file_that_is_not_there_is_not_waited_for(address: str) -> None:
    workers = _Workers(part(0, "gone", is_final=True))
    assert [each.trouble for each in read(workers, REMOTE._replace(address=address))] == ["gone"]


@pytest.mark.s3
def test_a_file_in_s3(weed: Weed, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytes(range(256)) * 2000
    monkeypatch.setattr(warc_bytes, "RANGE_BYTES", 150_000)
    monkeypatch.setattr(warc_bytes, "_PAUSE_S", 0.0)
    for name, value in weed.environment.items():
        monkeypatch.setenv(name, value)
    bucket = weed.url("news").removeprefix("s3://").partition("/")[0]
    boto3.client("s3").put_object(Bucket=bucket, Key="news/a.warc.gz", Body=data)
    warc_bytes._s3.cache_clear()
    with open_at(f"s3://{bucket}/news/a.warc.gz", 7, "test") as stream:
        assert stream.read() == data[7:]
    with open_at(f"s3://{bucket}/news/b.warc.gz", 0, "test") as stream, pytest.raises(Missing):
        stream.read()
    warc_bytes._s3.cache_clear()
