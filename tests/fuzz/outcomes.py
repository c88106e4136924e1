"""What becomes of many pages at once: through the workers as a crawl has them, and into an archive."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipelines.archive import ArchiveWriter, DocumentRow, FailureRow, RejectionRow, Report, open_store, verify
from pipelines.config import Config, RelevanceConfig, SeedsConfig, WorkersConfig
from pipelines.document import Capture, Failure, Outcome
from pipelines.duplicates import Duplicates
from pipelines.fingerprint import overlap
from pipelines.ingest import make_judge
from pipelines.processed import outcome_of
from pipelines.worker import WorkerPool

_SEEDS = Path(__file__).parents[2] / "seeds"
_AT_ONCE = 8


@contextmanager
def workers(deadline_s: float = 30.0, threshold: float = 0.0) -> Iterator[WorkerPool]:
    """Two of them. With `threshold` 0 whatever can be read is kept, related or not."""
    pool = WorkerPool(
        Config(
            workers=WorkersConfig(processes=2, page_deadline_s=deadline_s),
            relevance=RelevanceConfig(threshold=threshold),
            seeds=SeedsConfig(
                folder=_SEEDS, publishers=_SEEDS / "publishers.toml", gazetteer=_SEEDS / "entities.toml"
            ),
        )
    )
    pool.start()
    try:
        yield pool
    finally:
        pool.stop()


async def outcomes_of(pool: WorkerPool, captures: Iterable[Capture]) -> list[Outcome]:
    """In order; a few pages at once, so that thousands need not lie in memory."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(capture: Capture) -> Outcome:
        async with gate:
            return outcome_of(capture, await pool.process(capture))

    return list(await asyncio.gather(*(one(capture) for capture in captures)))


def failures(outcomes: Sequence[Outcome]) -> list[str]:
    """Stage, cause and detail of those that failed, with the number of the page."""
    return [
        f"{number}: {outcome.stage} {outcome.cause} {outcome.detail}"
        for number, outcome in enumerate(outcomes)
        if isinstance(outcome, Failure)
    ]


def archived(outcomes: Sequence[Outcome], folder: Path) -> tuple[Counter[str], Report]:
    """Committed by hundreds: how many rows of each kind came of it, and what `verify` says."""
    store = open_store(str(folder))
    writer = ArchiveWriter.open(store, run="fuzz", software="test")
    judge = make_judge(Duplicates(overlap, reject_from=0.7, link_from=0.5))
    rows: Counter[str] = Counter()
    for start in range(0, len(outcomes), 100):
        rows.update(map(_kind, writer.commit(outcomes[start : start + 100], judge).rows))
    writer.close()
    return rows, verify(store)


def _kind(row: object) -> str:
    kinds = ((DocumentRow, "archived"), (RejectionRow, "rejected"), (FailureRow, "failed"))
    return next(name for kind, name in kinds if isinstance(row, kind))
