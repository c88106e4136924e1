"""From the configuration to working objects; the one place that knows which piece fits where."""

import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipelines.archive import (
    Archive,
    ArchiveWriter,
    Commit,
    Judge,
    Known,
    ResultRow,
    SeedText,
    Store,
    StoreOptions,
    Verdict,
    count_segments,
    load_columns,
    open_store,
)
from pipelines.config import ArchiveConfig, Config
from pipelines.duplicates import Duplicates
from pipelines.fingerprint import overlap
from pipelines.ingest import Ingest, commit_spooled, make_judge
from pipelines.judging.drift import named_by_seeds
from pipelines.judging.learned import newest_learned
from pipelines.names.gazetteer import load_gazetteer
from pipelines.processed import Parts
from pipelines.seeds import SeedFile, load_seeds
from pipelines.software import SOFTWARE, software
from pipelines.spool import Spool
from pipelines.worker import WorkerPool, read_article
from pipelines.worker import prepare as prepare_workers

_REPORTED = ("scrapy", "trafilatura", "py3langid", "langdetect", "lxml", "boto3", "pydantic")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What a crawl needs of this package. `writer` and `ingest` are None in a dry run.

    `spool` takes what cannot be stored. `unspooled` are the pages that lay in it and are stored now.
    `named_by_seeds` are entities.
    """

    store: Store
    verdict: Callable[[str], Verdict | None]
    is_barred: Callable[[str], bool]
    pool: WorkerPool
    writer: ArchiveWriter | None
    ingest: Ingest | None
    spool: Spool
    unspooled: tuple[ResultRow, ...] = ()
    named_by_seeds: frozenset[str] = frozenset()


def open_pipeline(config: Config, run: str, on_commit: Callable[[Commit], None]) -> Pipeline:
    """Open the archive for writing, beginning it with the seeds if it is new, and start the workers.

    Pages that an earlier run could not store come before all others.
    Everything that a user can have got wrong is found here, before the first request: raises
    ConfigurationError, StoreError, ArchiveError.
    """
    seeds = _checked_seeds(config)
    store = open_configured(config.archive)
    writer = ArchiveWriter.open(
        store,
        run=run,
        software=software(),
        single_writer=config.archive.single_writer,
        cache=Path(config.archive.known_cache) if config.archive.known_cache else None,
    )
    pool = _started(config, store)
    try:
        return _filled(config, store, writer, pool, seeds, on_commit)
    except BaseException:
        pool.stop()
        raise


def _filled(
    config: Config,
    store: Store,
    writer: ArchiveWriter,
    pool: WorkerPool,
    seeds: Sequence[SeedFile],
    on_commit: Callable[[Commit], None],
) -> Pipeline:
    if writer.is_empty:
        # The workers' server reads for seconds what they share. What the commit needs is read meanwhile.
        prepare_workers()
        load_columns()
        writer.commit_seeds(_seed_texts(seeds, pool))
    judge = _judge(config)
    every = config.archive.commit_every_documents
    spool = Spool(config.archive.spool, _full_name(store))
    unspooled = tuple(_unspooled(spool, writer, judge, every))
    ingest = Ingest(writer, judge, every_documents=every, on_commit=on_commit)
    known = writer.known
    return Pipeline(
        store,
        known.verdict,
        known.is_barred,
        pool,
        writer,
        ingest,
        spool,
        unspooled,
        named_by_seeds(Archive(store, segments=1)),
    )


@contextmanager
def open_retrying(
    config: Config, store: Store, run: str
) -> Iterator[tuple[ArchiveWriter, WorkerPool, Judge]]:
    """What gives kept captures to the stages: an archive that has begun, open for writing, and the workers.

    The spool is left to the next crawl. Raises what `open_pipeline` does.
    """
    _checked_seeds(config)
    writer = ArchiveWriter.open(
        store, run=run, software=software(), single_writer=config.archive.single_writer
    )
    pool = _started(config, store)
    try:
        yield writer, pool, _judge(config)
    finally:
        pool.stop()
    writer.close()


@contextmanager
def open_replaying(config: Config, store: Store) -> Iterator[WorkerPool]:
    """What reads archived captures anew, and writes nothing. Raises what `open_pipeline` does."""
    _checked_seeds(config)
    pool = _started(config, store)
    try:
        yield pool
    finally:
        pool.stop()


def duplicates_of(config: Config) -> Duplicates:
    """As configured."""
    shares = config.duplicates
    return Duplicates(overlap, reject_from=shares.reject_from, link_from=shares.link_from)


def open_dry(config: Config) -> Pipeline:
    """The same, looking only: nothing is written, and an archive that does not exist yet knows nothing."""
    _checked_seeds(config)
    store = open_configured(config.archive)
    known = Archive.open(store).known() if count_segments(store) else Known(lambda _: None)
    spool = Spool(config.archive.spool, _full_name(store))
    return Pipeline(store, known.verdict, known.is_barred, _started(config, store), None, None, spool)


def open_configured(config: ArchiveConfig) -> Store:
    """The store that the configuration names."""
    return open_store(config.url, StoreOptions(**config.patience()))


def software_versions() -> dict[str, str]:
    """This project and the libraries that shape what it archives, with their versions."""
    return {name: importlib.metadata.version(name) for name in (SOFTWARE, *_REPORTED)}


def _checked_seeds(config: Config) -> tuple[SeedFile, ...]:
    """The seeds, once all is read that a worker would otherwise fail to read, out of anybody's sight."""
    load_gazetteer(config.seeds.gazetteer)
    return load_seeds(config.seeds.folder)


def _full_name(store: Store) -> str:
    """Where it lies, whatever the current folder."""
    return store.url if "://" in store.url else str(Path(store.url).resolve())


def _unspooled(spool: Spool, writer: ArchiveWriter, judge: Judge, every: int) -> Iterator[ResultRow]:
    for file in spool.waiting():
        with spool.taken(file) as spooled:
            for commit in commit_spooled(writer, judge, spooled.outcomes if spooled else (), every):
                yield from commit.rows


def _judge(config: Config) -> Judge:
    return make_judge(duplicates_of(config))


def _started(config: Config, store: Store) -> WorkerPool:
    pool = WorkerPool(config, newest_learned(store))
    pool.start()
    return pool


def _seed_texts(seeds: Sequence[SeedFile], pool: WorkerPool) -> list[SeedText]:
    articles = [seed.article() for seed in seeds]
    read = pool.each([partial(read_article, article) for article in articles])
    return [_seed_text(seed, parts) for seed, parts in zip(seeds, read, strict=True)]


def _seed_text(seed: SeedFile, parts: Parts) -> SeedText:
    return SeedText(
        file=seed.name,
        data=seed.data,
        headline=parts.article.headline,
        language=parts.language,
        fingerprint=parts.fingerprint,
        mentions=parts.mentions,
        relevance=parts.relevance,
    )
