"""Texts from outside into an archive: the stages read them, no page stands behind them."""

import importlib.metadata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pipelines.archive import (
    ArchiveWriter,
    Known,
    Origin,
    RunRecord,
    SeedText,
    Store,
    put_run,
)
from pipelines.assembly import software_versions
from pipelines.config import Config
from pipelines.document import Language, Value, utc_stamp
from pipelines.duplicates import Duplicates
from pipelines.errors import ConfigurationError, ExitCode, Rejected, StageFailed
from pipelines.fingerprint import overlap
from pipelines.import_folder import FolderText, shown
from pipelines.import_metadata import Metadata
from pipelines.import_plan import Task, beginning, listed, twin_of, unique
from pipelines.judging.learned import newest_learned
from pipelines.processed import Parts
from pipelines.seeds import SeedFile
from pipelines.software import SOFTWARE, software
from pipelines.stages import Stages, Steps, build_stages
from pipelines.urls import keys_of

EXTRACTOR = f"import {importlib.metadata.version(SOFTWARE)}"

# Above every share: a near-copy is linked and not turned away.
_NEVER = 2.0


class Imported(Value):
    """What became of the texts.

    `skipped` counts them by reason: `known_text`, `removed_url`, and where asked for strictly `known_url` and
    `near_duplicate`. `linked` of those that were added resemble another document. `documents` are there now.
    """

    archive: str
    added: int
    linked: int
    skipped: dict[str, int]
    documents: int
    head: str | None


@dataclass(frozen=True, slots=True)
class _Prepared:
    text: FolderText
    parts: Parts
    seed: SeedText


class _Skipped(Exception):
    """Raised while a batch is judged, which is then made again without this text."""

    def __init__(self, prepared: _Prepared, reason: str) -> None:
        super().__init__(prepared.text.name, reason)
        self.prepared = prepared
        self.reason = reason


def import_texts(
    task: Task, config: Config, store: Store, *, run: str, on_text: Callable[[int], None] = lambda _: None
) -> Imported:
    """Archives the texts that are not there yet, in batches; the same call continues what was broken off.

    An archive that is empty, or holds nothing but the first of these texts, begins with them: they are its
    seeds. `on_text` is called with 1 for each text that was looked at. Raises CorpusError.
    """
    started, stages = datetime.now(UTC), build_stages(config, newest_learned(store))
    writer = ArchiveWriter.open(
        store, run=run, software=software(), single_writer=config.archive.single_writer
    )
    imported = _Import(task, config, stages, writer).run(on_text)
    if imported.added:
        put_run(store, _record(task, imported, run, started, writer.head_file_sha256))
    return imported


def _record(
    task: Task, imported: Imported, run: str, started: datetime, head_file_sha256: str | None
) -> RunRecord:
    """That of a crawl which fetched what was added: whoever looks up the run of a document finds it."""
    return RunRecord(
        run=run,
        started=utc_stamp(started),
        finished=utc_stamp(datetime.now(UTC)),
        spider="import",
        arguments=dict(task.arguments),
        archive=imported.archive,
        software=software_versions(),
        fetched=imported.added,
        archived=imported.added,
        skipped_by_reason=imported.skipped,
        exit_code=ExitCode.DONE,
        head=imported.head,
        head_file_sha256=head_file_sha256,
    )


class _Import:
    def __init__(self, task: Task, config: Config, stages: Stages, writer: ArchiveWriter) -> None:
        self._task = task
        self._every = config.archive.commit_every_documents
        self._stages = stages
        self._writer = writer
        self._texts = unique(task.texts)
        self._begins = beginning(self._texts, listed(writer.store))
        reject_from = config.duplicates.reject_from if task.strict else _NEVER
        self._duplicates = Duplicates(overlap, reject_from=reject_from, link_from=config.duplicates.link_from)
        self._skipped = Counter({"known_text": len(task.texts) - len(self._texts)})
        self._added = 0
        self._linked = 0

    def run(self, on_text: Callable[[int], None]) -> Imported:
        batch: list[_Prepared] = []
        for text in self._texts:
            if twin_of(text, self._writer.known) is None:
                batch.append(self._prepared(text))
            else:
                self._skipped["known_text"] += 1
            if len(batch) == self._every:
                self._commit(batch)
                batch = []
            on_text(1)
        self._commit(batch)
        self._writer.close()
        return self._report()

    def _report(self) -> Imported:
        return Imported(
            archive=self._writer.store.url,
            added=self._added,
            linked=self._linked,
            skipped=dict(sorted((+self._skipped).items())),
            documents=self._writer.documents,
            head=self._writer.head,
        )

    def _commit(self, batch: list[_Prepared]) -> None:
        """Archives what the judge keeps. Each text it skips is taken out, and the rest judged again."""
        while batch:
            try:
                rows = self._writer.commit_others(batch, self._judge).rows
            except _Skipped as skipped:
                self._skipped[skipped.reason] += 1
                batch = [prepared for prepared in batch if prepared is not skipped.prepared]
                continue
            self._added += len(rows)
            self._linked += sum(row.kind == "document" and row.near_duplicate_of is not None for row in rows)
            return

    def _judge(self, prepared: _Prepared, known: Known) -> SeedText:
        if twin_of(prepared.text, known) is not None:
            raise _Skipped(prepared, "known_text")
        if any(map(known.is_barred, prepared.seed.keys)):
            raise _Skipped(prepared, "removed_url")
        try:
            near = self._duplicates(prepared.parts, prepared.seed.keys if self._task.strict else (), known)
        except Rejected as rejected:
            raise _Skipped(prepared, rejected.reason) from rejected
        return replace(prepared.seed, near_duplicate_of=near)

    def _prepared(self, text: FolderText) -> _Prepared:
        metadata = self._task.metadata.get(text.name, Metadata(file=text.name))
        data = text.read()
        parts = _read(self._stages, SeedFile(text.name, data), metadata, shown(text.path))
        seed = SeedText(
            file=text.name if self._begins.keeps_names else None,
            data=data,
            headline=parts.article.headline,
            language=parts.language,
            fingerprint=parts.fingerprint,
            mentions=parts.mentions,
            relevance=parts.relevance,
            origin=_origin(metadata),
            keys=keys_of(metadata.url, metadata.canonical_url),
            extractor=None if self._begins.with_them else EXTRACTOR,
        )
        return _Prepared(text, parts, seed)


def _read(stages: Stages, file: SeedFile, metadata: Metadata, name: str) -> Parts:
    article = file.article()
    if metadata.headline is not None:
        article = article.model_copy(update={"headline": metadata.headline})
    try:
        parts = stages.read(article, Steps())
    except StageFailed as failed:
        message = f"{name}: {failed.cause} ({failed.detail}); take the text out of the folder"
        raise ConfigurationError(message) from failed
    if metadata.language is None:
        return parts
    return parts._replace(language=Language(tag=metadata.language, confidence=1.0))


def _origin(metadata: Metadata) -> Origin:
    return Origin(**metadata.model_dump(include=set(Origin._fields)))
