"""The errors a user can meet, and the exit code of each.

CorpusError                 one sentence: what, where, what to do
├── ConfigurationError      a file, key, argument or environment variable
├── StoreError              the folder or bucket does not do what we need
│   └── UnsafeStore         it ignores put-if-absent
└── ArchiveError            what lies in the store is not what it should be
    ├── ArchiveDamaged
    └── UnknownFormatVersion

Rejected                    a stage chose not to keep the page
StageFailed                 a stage could not tell
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a crawl or a `corpus` command answers its caller."""

    DONE = 0
    BUG = 1
    BAD_CONFIGURATION = 2
    SOME_PUBLISHERS_FAILED = 3
    NOTHING_FETCHED = 4
    NOTHING_STORED = 5
    INTERRUPTED = 6
    ARCHIVE_DAMAGED = 7
    NOT_FOUND = 8
    LOOK = 9
    NO_RUN = 10


class CorpusError(Exception):
    """Carries one sentence for the user: what is wrong, where, and the remedy."""

    exit_code: ExitCode = ExitCode.BUG


class ConfigurationError(CorpusError):
    """A file, key, argument or environment variable is wrong."""

    exit_code = ExitCode.BAD_CONFIGURATION


class StoreError(CorpusError):
    """The folder or bucket refuses or does not answer."""

    exit_code = ExitCode.NOTHING_STORED


class UnsafeStore(StoreError):
    """The store accepts a condition on a write and ignores it."""


class ArchiveError(CorpusError):
    """What lies in the store is not an archive as it should be."""

    exit_code = ExitCode.ARCHIVE_DAMAGED


class ArchiveDamaged(ArchiveError):
    """An object is missing, cut or altered."""


class UnknownFormatVersion(ArchiveError):
    """The archive was written by a later release than this one."""


class Rejected(Exception):
    """Raised by a stage that chose not to keep the page.

    `reason` is a stable slug (docs/reasons.md), `detail` a sentence or figure for people.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class StageFailed(Exception):
    """Raised by a stage that could not tell; `cause` is a stable slug."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(cause, detail)
        self.cause = cause
        self.detail = detail
