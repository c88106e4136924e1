"""Candidates with their promises, which workers find out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from crawler.discovery.candidate import Candidate
from pipelines.judging.promise import UNTOLD, Hint
from pipelines.worker import ListingFailed, WorkerPool, promises_of

# A worker needs about 0.2 ms for one; the deadline is that of a page.
_AT_ONCE = 1000


async def promising(pool: WorkerPool, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in their order, each with its promise."""
    promises: list[float] = []
    for batch in _batches(candidates):
        hints = tuple(Hint(candidate.url, candidate.headline) for candidate in batch)
        try:
            promises += await pool.call(partial(promises_of, hints))
        except ListingFailed:
            promises += [UNTOLD] * len(batch)
    return [replace(each, promise=promise) for each, promise in zip(candidates, promises, strict=True)]


def _batches(candidates: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    return (candidates[start : start + _AT_ONCE] for start in range(0, len(candidates), _AT_ONCE))
