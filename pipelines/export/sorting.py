"""More lines in order than memory holds."""

from collections.abc import Iterator
from contextlib import ExitStack
from heapq import merge
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

_LINES_AT_ONCE = 50_000


class Sorter:
    """Takes lines with their newlines, gives them back sorted; those that are too many wait in `folder`."""

    def __init__(self, folder: Path, lines_at_once: int = _LINES_AT_ONCE) -> None:
        self._folder = folder
        self._lines_at_once = lines_at_once
        self._lines: list[bytes] = []
        self._runs: list[IO[bytes]] = []
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def add(self, line: bytes) -> None:
        self._lines.append(line)
        if len(self._lines) >= self._lines_at_once:
            self._put_by()

    def sorted(self) -> Iterator[bytes]:
        """All lines, once."""
        for run in self._runs:
            run.seek(0)
        return merge(*self._runs, sorted(self._lines))

    def _put_by(self) -> None:
        run: IO[bytes] = self._files.enter_context(TemporaryFile(dir=self._folder))  # noqa: SIM115
        run.writelines(sorted(self._lines))
        self._runs.append(run)
        self._lines.clear()
