"""The lines of the archive: of INDEX, and of the log, from which everything else can be rebuilt.

Absent knowledge is None, never "". Times are `2026-11-22T01:02:03Z`. Field order is the order in the file.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from pipelines.document import Access, Evidence, Headers, Mention, Reservation, Score, Sha256, Value

FORMAT_VERSION: Literal[1] = 1

Status = Literal["live", "removed"]


class IndexRow(Value):
    """One line of INDEX (docs/archive-format.md). A seed has no URL, no capture and no fetch time."""

    number: int = Field(ge=0)
    file: str
    sha256: Sha256
    bytes: int = Field(ge=0)
    url: str | None
    canonical_url: str | None
    headline: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    publisher: str | None
    language: str | None
    language_confidence: Score | None
    entities: tuple[str, ...]
    relevance: Score | None
    near_duplicate_of: int | None
    revision_of: int | None
    access: Access | None
    fetched: str | None
    discovered_via: str | None
    extractor: str | None
    tagger: str | None
    warc: str | None
    offset: int | None
    length: int | None
    payload_digest: str | None
    run: str
    status: Status


class FurtherPage(Value):
    """A further page of an article of several pages: what was fetched, and where its response record lies."""

    url: str
    fetched: str
    http_status: int
    http_headers: Headers
    offset: int
    length: int
    payload_digest: str


class DocumentRow(IndexRow):
    """A document as the log carries it: the line of INDEX, and all that INDEX leaves out.

    `text` is the `.txt` file decoded, final newline and all. `keys` are the URL keys of the page,
    `requested_url` what was asked for before redirects. `further` are the other pages of an article of
    several, in order. `captured` is when another archive had captured the page, None where its own server
    answered at `fetched`. `reservations` are what the page and its site asked of those who would use it.
    `reading_of` is the document from whose capture this text was read anew, None where it has its own.
    What has a default, older releases did not write.
    """

    kind: Literal["document"] = "document"
    requested_url: str | None
    http_status: int | None
    http_headers: Headers
    keys: tuple[str, ...]
    near_keys: str
    mentions: tuple[Mention, ...]
    threshold: Score | None
    evidence: tuple[Evidence, ...]
    text: str
    section: str | None = None
    keywords: tuple[str, ...] = ()
    model: str | None = None
    further: tuple[FurtherPage, ...] = ()
    captured: str | None = None
    reservations: tuple[Reservation, ...] = ()
    reading_of: int | None = None

    def index(self) -> IndexRow:
        """The line of INDEX."""
        return IndexRow.model_construct(**{name: getattr(self, name) for name in IndexRow.model_fields})


class RejectionRow(Value):
    """A page that was looked at and not kept.

    `relevance`, `threshold`, `evidence` and `model` are there where it was turned away for its subject,
    `headline` where the article was read. `captured` is as in a document. What has a default, older releases
    did not write.
    """

    kind: Literal["rejected"] = "rejected"
    url: str
    final_url: str
    keys: tuple[str, ...]
    publisher: str | None
    discovered_via: str | None
    stage: str
    reason: str
    detail: str
    time: str
    published: str | None
    headline: str | None = None
    relevance: Score | None = None
    threshold: Score | None = None
    evidence: tuple[Evidence, ...] = ()
    model: str | None = None
    captured: str | None = None


class FailureRow(Value):
    """A page of which we could not tell. `quarantine` is the key of its capture, if anything came."""

    kind: Literal["failed"] = "failed"
    url: str
    final_url: str
    keys: tuple[str, ...]
    publisher: str | None
    discovered_via: str | None
    stage: str
    cause: str
    detail: str
    time: str
    quarantine: str | None


class RemovedRow(Value):
    """What stands where a removed document's line stood: a stub that keeps the chain whole.

    `digest` is the SHA-256 of the line that stood there, which is what the chain vouches for; `row` is the
    line of INDEX, `removed`, and `keys` the URL keys that are never archived again. Neither is the text, of
    which `row` has the SHA-256; `newline_sha256` is that of the text with a final newline, where it had none.
    """

    kind: Literal["removed"] = "removed"
    digest: Sha256
    keys: tuple[str, ...]
    row: IndexRow
    newline_sha256: Sha256 | None = None


class TombstoneRow(Value):
    """The commit of a removal: what the stub in `segment` has to be, and why.

    `warc_sha256` is that of the file with the captures once those of the document are padding; None where it
    had no capture.
    """

    kind: Literal["tombstone"] = "tombstone"
    number: int = Field(ge=0)
    segment: int = Field(ge=0)
    reason: str
    time: str
    stub: RemovedRow
    warc_sha256: Sha256 | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The URL keys that are never archived again."""
        return self.stub.keys


class RetaggedRow(Value):
    """Mentions found anew in a text that is archived: what counts of them is the newest row of a document.

    `entities` and `tagger` stand in the place of those in its line of INDEX, `mentions` of those in its row.
    """

    kind: Literal["retagged"] = "retagged"
    number: int = Field(ge=0)
    tagger: str
    entities: tuple[str, ...]
    mentions: tuple[Mention, ...]
    time: str

    @property
    def keys(self) -> tuple[str, ...]:
        """It tells of no page."""
        return ()


class SegmentHeader(Value):
    """The first line of a segment. Its own SHA-256 is the segment's digest, the newest one's the head.

    `previous` is the digest of the segment before, `previous_file_sha256` that of its gzipped bytes, both
    None for segment 0. `first_number` is the number that its first document has or would have.
    `warc` is the file with the captures of its documents, if any have one; `warc_sha256` that of its bytes.
    `lines_digest` is the SHA-256 over the SHA-256 (32 bytes each) of every other line, in order.
    """

    kind: Literal["header"] = "header"
    format_version: Literal[1] = FORMAT_VERSION
    commit: str
    run: str
    time: str
    software: str
    previous: Sha256 | None
    previous_file_sha256: Sha256 | None
    first_number: int = Field(ge=0)
    documents: int = Field(ge=0)
    rejected: int = Field(ge=0)
    failed: int = Field(ge=0)
    warc: str | None
    warc_sha256: Sha256 | None
    lines_digest: Sha256


# What lines written before 0.3.0, `captured` before 0.4.0 and `reservations` before 0.5.0, do not have.
# `reading_of` stands only where it says something.
_LATER_FIELDS = frozenset({
    "section", "keywords", "model", "further", "headline", "relevance", "threshold", "evidence", "captured",
    "reservations", "reading_of",
})  # fmt: skip

# What can tell of a page what became of it.
PageRow = DocumentRow | RejectionRow | FailureRow | RemovedRow
LogRow = PageRow | TombstoneRow | RetaggedRow

_LOG_ROW: TypeAdapter[LogRow] = TypeAdapter(Annotated[LogRow, Field(discriminator="kind")])


def log_row(line: bytes) -> LogRow:
    """Raises ValueError where `line` is not a line of the log."""
    return _LOG_ROW.validate_json(line)


def json_line(value: Value) -> bytes:
    """Compact JSON in UTF-8 without the newline; equal values give equal bytes.

    A line that an older release wrote gives the bytes that it was read from.
    """
    unwritten = _LATER_FIELDS.intersection(type(value).model_fields) - value.model_fields_set
    return value.model_dump_json(exclude=set(unwritten)).encode()
