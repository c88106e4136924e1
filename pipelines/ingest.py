"""The only place where state changes: outcomes are gathered, judged against what is known, committed."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from pipelines.archive import ArchiveWriter, Commit, Judge, Kept, Known, Lost, TurnedAway
from pipelines.document import Capture, Document, Failure, Outcome, Rejection, utc_stamp
from pipelines.duplicates import Duplicates
from pipelines.errors import Rejected
from pipelines.revisions import ArchivedPage, earlier, gone, own_document, require_changed
from pipelines.urls import keys_of


def make_judge(duplicates: Duplicates) -> Judge:
    """What becomes of an outcome, given all that is known; asked anew whenever others have committed."""

    def judge(outcome: Outcome, known: Known) -> Kept | TurnedAway | Lost:
        if isinstance(outcome, Rejection):
            keys = keys_of(outcome.url, outcome.final_url)
            return TurnedAway(rejection=_with_document(outcome, known), keys=keys)
        if isinstance(outcome, Failure):
            return Lost(failure=outcome, keys=keys_of(outcome.url, outcome.final_url))
        return _judge_document(outcome, known, duplicates)

    return judge


def _judge_document(document: Document, known: Known, duplicates: Duplicates) -> Kept | TurnedAway:
    capture, article = document.capture, document.article
    keys = keys_of(capture.url, capture.final_url, article.canonical_url)
    page = own_document(capture.url, capture.final_url, known) if capture.again else None
    try:
        if page is not None:
            return _revision(document, page, keys, known, duplicates)
        near = duplicates(document, keys, known)
    except Rejected as rejected:
        return TurnedAway(
            rejection=Rejection.of(
                capture,
                "duplicates",
                rejected.reason,
                rejected.detail,
                article.published,
                headline=article.headline,
            ),
            # What stands in the place of a page is not turned away under its own address.
            keys=keys_of(capture.url) if rejected.reason == "replaced" else keys,
        )
    return Kept(
        document=document, keys=_with_further(keys, capture), near_duplicate_of=near, revision_of=None
    )


def _revision(
    document: Document, page: ArchivedPage, keys: tuple[str, ...], known: Known, duplicates: Duplicates
) -> Kept:
    """Raises Rejected where it is none."""
    require_changed(document, page, known, duplicates.are_close)
    near = duplicates.link(document, known, apart_from=earlier(page, known))
    keys = _with_further(keys, document.capture)
    return Kept(document=document, keys=keys, near_duplicate_of=near, revision_of=page.number)


def _with_further(keys: tuple[str, ...], capture: Capture) -> tuple[str, ...]:
    """The further pages of an article are archived with it: none is an article of its own."""
    further = (url for page in capture.further for url in (page.url, page.final_url))
    return tuple(dict.fromkeys((*keys, *keys_of(*further))))


def _with_document(rejection: Rejection, known: Known) -> Rejection:
    """A page that has gone is another matter where a document of it is archived."""
    why = gone(rejection, known)
    if why is None:
        return rejection
    return rejection.model_copy(update={"reason": why.reason, "detail": why.detail})


def commit_spooled(
    writer: ArchiveWriter, judge: Judge, outcomes: Sequence[Outcome], every_documents: int
) -> Iterator[Commit]:
    """Commits what an earlier run had to leave, and drops what had become durable without its knowing."""
    fresh = [outcome for outcome in outcomes if not _has_landed(outcome, writer.known)]
    for start in range(0, len(fresh), every_documents):
        yield writer.commit(fresh[start : start + every_documents], judge)


def _has_landed(outcome: Outcome, known: Known) -> bool:
    """Whether the archive knows of a fetch of this page at this second."""
    page = outcome.capture if isinstance(outcome, Document) else outcome
    moment = utc_stamp(outcome.capture.fetched if isinstance(outcome, Document) else outcome.time)
    verdicts = map(known.verdict, keys_of(page.url, page.final_url))
    return any(verdict is not None and verdict.time == moment for verdict in verdicts)


# A commit that is merely slow makes nobody wait until so many batches do.
_BATCHES_AT_MOST = 3


class Ingest:
    """Gathers outcomes and commits them in batches, in a thread of its own.

    `accept` may be called from one thread; `on_commit` is called from the committing thread after each
    batch. After a commit fails with an error, that error is kept, the batch stays pending and nothing more is
    committed until `close`, which tries once more. Nobody waits for room once there is an error.
    """

    def __init__(
        self,
        writer: ArchiveWriter,
        judge: Judge,
        *,
        every_documents: int,
        on_commit: Callable[[Commit], None],
    ) -> None:
        self._writer = writer
        self._judge = judge
        self._every = every_documents
        self._most = _BATCHES_AT_MOST * every_documents
        self._on_commit = on_commit
        self._lock = threading.Lock()
        self._pending: list[Outcome] = []
        self._waiting: list[Future[None]] = []
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
        self.error: Exception | None = None
        self._closed = False

    @property
    def pending(self) -> int:
        """How many outcomes are not durable yet."""
        with self._lock:
            return len(self._pending)

    @property
    def left(self) -> tuple[Outcome, ...]:
        """The outcomes that are not durable; after `close`, those that will not be."""
        with self._lock:
            return tuple(self._pending)

    def accept(self, outcome: Outcome) -> Future[None] | None:
        """Take an outcome. A Future means: too much is pending, wait for it before bringing more.

        Each is the caller's own, who may cancel it.
        """
        with self._lock:
            self._pending.append(outcome)
            pending = len(self._pending)
            room = self._room() if pending >= self._most and self.error is None else None
        if pending % self._every == 0:
            self.commit()
        return room

    def _room(self) -> Future[None]:
        """Done when there is room again."""
        room = Future[None]()
        self._waiting.append(room)
        return room

    def commit(self) -> Future[None]:
        """Make durable what is pending, soon; the Future is done when it is, or when it failed."""
        return self._executor.submit(self._commit_pending)

    def _commit_pending(self) -> None:
        if self.error is None:
            self._commit_once()

    def _commit_once(self) -> None:
        with self._lock:
            batch = tuple(self._pending)
        if not batch:
            return
        try:
            commit = self._writer.commit(batch, self._judge)
        except Exception as error:  # noqa: BLE001 - kept for the crawl, which ends with it
            with self._lock:
                self.error = error
            self._let_in()
            return
        with self._lock:
            del self._pending[: len(batch)]
            self.error = None
        self._let_in()
        self._on_commit(commit)

    def _let_in(self) -> None:
        with self._lock:
            if self.error is None and len(self._pending) >= self._most:
                return
            waiting, self._waiting = self._waiting, []
        for room in waiting:
            if room.set_running_or_notify_cancel():
                room.set_result(None)

    def close(self) -> None:
        """Commit the rest and end the thread. `error` says whether anything stayed behind."""
        if not self._closed:
            self._closed = True
            self._executor.submit(self._commit_once).result()
            self._executor.shutdown()
