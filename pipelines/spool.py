"""Finished pages that the store did not take, kept on a local disk until a later run brings them there.

One file for each run that ended so, `<time>-<run>.jsonl.gz`: a header line, then an outcome on each line. A
file takes its name when it is whole and synced, and goes when what it holds is durable. While a process has
it in its hands it is locked; the lock of a process that died is free.
"""

import fcntl
import gzip
import hashlib
import json
import os
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal, NamedTuple

from pydantic import Field, ValidationError
from pydantic.main import IncEx

from pipelines.document import Document, Failure, Outcome, Rejection, Sha256, Value
from pipelines.errors import ConfigurationError, StoreError

_FORMAT = "corpus-spool"
_VERSION = 2
_BODY: IncEx = {"body"}
_BODIES: IncEx = {"__all__": _BODY}
_BYTES: IncEx = {"body": True, "further": _BODIES}
_ABANDONED_AFTER_S = 3600.0
_KINDS: dict[str, type[Document] | type[Rejection] | type[Failure]] = {
    "document": Document,
    "rejected": Rejection,
    "failed": Failure,
}


class Header(Value):
    """The first line. `archive` is where the pages belong, without credentials; `sha256` is of the rest."""

    format: Literal["corpus-spool"] = "corpus-spool"
    version: int
    archive: str
    run: str
    software: str
    outcomes: int = Field(ge=1)
    sha256: Sha256


class Spooled(NamedTuple):
    """A file of the spool in this process's hands."""

    file: Path
    run: str
    outcomes: tuple[Outcome, ...]


class Spool:
    """The files in `folder` that belong to the archive at `archive`; others lie beside them untouched."""

    def __init__(self, folder: Path, archive: str) -> None:
        self._folder = folder
        self._archive = archive

    def keep(self, outcomes: Sequence[Outcome], *, run: str, software: str) -> Path:
        """Writes `outcomes`, at least one, and answers with the file. Raises StoreError where that fails."""
        lines = b"".join(map(_line, outcomes))
        header = Header(
            version=_VERSION,
            archive=self._archive,
            run=run,
            software=software,
            outcomes=len(outcomes),
            sha256=hashlib.sha256(lines).hexdigest(),
        )
        data = gzip.compress(header.model_dump_json().encode() + b"\n" + lines, mtime=0)
        path = self._folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{run}.jsonl.gz"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _clear_abandoned(self._folder)
            _write_whole(path, data)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            remedy = "free its disk, mend its permissions or set `spool` under [archive] to another folder"
            raise StoreError(f"{self._folder}: cannot keep pages there ({reason}); {remedy}") from error
        return path

    @contextmanager
    def taken(self, file: Path) -> Iterator[Spooled | None]:
        """The contents of one of `waiting`; the file is deleted when the block ends without an exception.

        None where it is another archive's, or where another run has it in its hands or was done with it.
        Raises ConfigurationError, naming the file, where it is damaged or of a later release.
        """
        with _locked(file) as opened:
            spooled = _read(file, opened, self._archive) if opened is not None else None
            yield spooled
            if spooled is not None:
                file.unlink()
                _sync(file.parent)

    def waiting(self) -> list[Path]:
        """All files, the oldest first; whose they are is found when they are taken."""
        return sorted(self._folder.glob("*.jsonl.gz"))

    def strangers(self) -> dict[Path, str]:
        """The files that are left alone, with the archive of each."""
        named = ((file, _archive_of(file)) for file in self.waiting())
        return {file: archive for file, archive in named if archive not in (None, self._archive)}


def _line(outcome: Outcome) -> bytes:
    """The bytes of a capture stand beside the outcome, in base64: JSON has no bytes.

    `further` has those of its further pages.
    """
    kind = next(name for name, kind in _KINDS.items() if isinstance(outcome, kind))
    value = outcome.model_dump(mode="json", exclude={"capture": _BYTES})
    capture = None if isinstance(outcome, Rejection) else outcome.capture
    line = {
        "kind": kind,
        "value": value,
        "body": None if capture is None else b64encode(capture.body).decode(),
        "further": [] if capture is None else [b64encode(page.body).decode() for page in capture.further],
    }
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def _outcome(line: bytes) -> Outcome:
    found = json.loads(line)
    if found["body"] is not None:
        capture = found["value"]["capture"]
        capture["body"] = b64decode(found["body"], validate=True)
        for page, body in zip(capture.get("further", ()), found.get("further", ()), strict=True):
            page["body"] = b64decode(body, validate=True)
    return _KINDS[found["kind"]].model_validate(found["value"])


def _read(file: Path, opened: IO[bytes], archive: str) -> Spooled | None:
    remedy = "move it away; what it holds is then fetched again"
    try:
        first, _, lines = gzip.decompress(opened.read()).partition(b"\n")
        told = json.loads(first)
        if told["format"] == _FORMAT and told["version"] > _VERSION:
            raise ConfigurationError(f"{file}: written by a later release; use that one, or {remedy}")
        header = Header.model_validate(told)
        if header.archive != archive:
            return None
        if hashlib.sha256(lines).hexdigest() != header.sha256:
            raise ValueError("its digest differs")
        return Spooled(file, header.run, tuple(map(_outcome, lines.splitlines())))
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        reason = "not what was written" if isinstance(error, ValidationError | KeyError) else str(error)
        raise ConfigurationError(f"{file}: a damaged spool ({_brief(reason)}); {remedy}") from error


def _archive_of(file: Path) -> str | None:
    """None where it cannot be told; `taken` says why."""
    try:
        with gzip.open(file) as opened:
            return Header.model_validate_json(opened.readline()).archive
    except (OSError, EOFError, zlib.error, ValueError):
        return None


def _brief(reason: str) -> str:
    return " ".join(reason.split())[:200]


def _write_whole(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _clear_abandoned(folder: Path) -> None:
    """What processes left that were killed while they wrote."""
    for path in folder.glob(".*.jsonl.gz.*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - _ABANDONED_AFTER_S:
                path.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes] | None]:
    """The file, locked; None where it is gone or another process holds it."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        # Whoever held it may have deleted it between our opening and our locking.
        yield file if path.exists() else None
