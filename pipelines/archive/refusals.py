"""Pages that were turned away: on account of a document, which their detail names, or for whatever it was."""

import re
from collections.abc import Collection
from typing import NamedTuple

from pipelines.archive.rows import FailureRow, LogRow, RejectionRow

_NAMED = re.compile(r"\bdocument (\d+)\b")


class Refusal(NamedTuple):
    """A rejection without what only the log has. `time` is of the fetch, `published` what the page said."""

    url: str
    final_url: str
    publisher: str | None
    stage: str
    reason: str
    detail: str
    time: str
    published: str | None


class Ending(NamedTuple):
    """A page that was asked for as `url` and is no document; `kind` is `rejected` or `failed`.

    `reason` is a slug or a cause, `time` when it was fetched.
    """

    url: str
    kind: str
    reason: str
    time: str


def ending_of(row: LogRow, urls: Collection[str]) -> Ending | None:
    """None where it is none of a page that was asked for as one of `urls`."""
    if not isinstance(row, RejectionRow | FailureRow) or row.url not in urls:
        return None
    return Ending(row.url, row.kind, row.reason if isinstance(row, RejectionRow) else row.cause, row.time)


def refusal_of(row: LogRow, reasons: Collection[str], numbers: Collection[int] | None) -> Refusal | None:
    """None where it is none for one of these reasons that names one of these documents, if any are given."""
    if not isinstance(row, RejectionRow) or row.reason not in reasons:
        return None
    if numbers is not None and named_document(row.detail) not in numbers:
        return None
    return Refusal(*(getattr(row, name) for name in Refusal._fields))


def named_document(detail: str) -> int | None:
    """The document that the detail of a rejection names first."""
    match = _NAMED.search(detail)
    return int(match[1]) if match else None
