"""From what a caller hands in to the rows of the log."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from pipelines.archive.entries import Kept, Lost, ReadAnew, SeedText, TurnedAway
from pipelines.archive.rows import DocumentRow, FailureRow, FurtherPage, RejectionRow, RetaggedRow
from pipelines.archive.warc import Position
from pipelines.document import (
    Capture,
    Fingerprint,
    Language,
    Mentions,
    Relevance,
    text_bytes,
    utc_stamp,
)

# What is not settled when the WARC is written, or would have to hold its own place.
_NOT_IN_METADATA = {
    "kind",
    "number",
    "file",
    "warc",
    "offset",
    "length",
    "payload_digest",
    "status",
    "further",
    "reading_of",
}

# What a page keeps however its capture is read.
_OF_THE_PAGE = (
    "url",
    "publisher",
    "fetched",
    "discovered_via",
    "warc",
    "offset",
    "length",
    "payload_digest",
    "requested_url",
    "http_status",
    "http_headers",
    "further",
    "captured",
)


class _Judged(Protocol):
    """What the stages made of a text."""

    @property
    def language(self) -> Language: ...
    @property
    def fingerprint(self) -> Fingerprint: ...
    @property
    def mentions(self) -> Mentions: ...
    @property
    def relevance(self) -> Relevance: ...


def document_row(kept: Kept, number: int, run: str) -> DocumentRow:
    """The row of a new document, as yet without the place of its capture.

    Raises ValueError where the fingerprint is not that of the text.
    """
    document = kept.document
    capture, article = document.capture, document.article
    data = text_bytes(article.text)
    sha256 = _proven(document.fingerprint.sha256, data)
    page = {
        "url": capture.final_url,
        "canonical_url": article.canonical_url,
        "headline": article.headline,
        "authors": article.authors,
        "published": article.published,
        "modified": article.modified,
        "publisher": capture.publisher,
        "near_duplicate_of": kept.near_duplicate_of,
        "revision_of": kept.revision_of,
        "access": article.access,
        "fetched": stamp(capture.fetched),
        "discovered_via": capture.discovered_via,
        "extractor": article.extractor,
        "section": article.section,
        "keywords": article.keywords,
        "requested_url": capture.url,
        "http_status": capture.status,
        "http_headers": capture.headers,
        "keys": kept.keys,
        "captured": stamp(capture.captured) if capture.captured else None,
        "reservations": article.reservations,
    }
    return _bare_row(number, text_key(number, sha256), data, document, run).model_copy(update=page)


def read_anew_row(entry: ReadAnew, number: int, run: str) -> DocumentRow:
    """The row of another text of an archived capture: of the page what is on record, of the text what is new.

    Raises ValueError where the fingerprint is not that of the text.
    """
    source, article = entry.source, entry.article
    data = text_bytes(article.text)
    sha256 = _proven(entry.fingerprint.sha256, data)
    page = {name: getattr(source, name) for name in _OF_THE_PAGE}
    read = {
        "canonical_url": article.canonical_url,
        "headline": article.headline or source.headline,
        "authors": article.authors,
        "published": article.published or source.published,
        "modified": article.modified,
        "access": article.access,
        "extractor": article.extractor,
        "section": article.section,
        "keywords": article.keywords,
        "reservations": article.reservations,
        "keys": entry.keys,
        "near_duplicate_of": entry.near_duplicate_of,
        "revision_of": source.number,
        "reading_of": source.number if source.reading_of is None else source.reading_of,
    }
    return _bare_row(number, text_key(number, sha256), data, entry, run).model_copy(update=page | read)


def seed_row(seed: SeedText, number: int, run: str) -> DocumentRow:
    """The row of a text that comes without a page: its bytes, and its final newline or the lack of it, stay.

    So does its name, if it is one for this number.
    """
    file = seed.file
    if file is None or not file.startswith(f"{number:03}_"):
        file = text_key(number, hashlib.sha256(seed.data).hexdigest())
    origin = seed.origin._asdict() | {
        "headline": seed.headline,
        "near_duplicate_of": seed.near_duplicate_of,
        "extractor": seed.extractor,
        "keys": seed.keys,
    }
    return _bare_row(number, file, seed.data, seed, run).model_copy(update=origin)


def _bare_row(number: int, file: str, data: bytes, judged: _Judged, run: str) -> DocumentRow:
    """A document of which nothing but the text is known, and what the stages made of it."""
    return DocumentRow(
        number=number,
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        url=None,
        canonical_url=None,
        headline=None,
        authors=(),
        published=None,
        modified=None,
        publisher=None,
        language=judged.language.tag,
        language_confidence=judged.language.confidence,
        entities=judged.mentions.entities,
        relevance=judged.relevance.score,
        near_duplicate_of=None,
        revision_of=None,
        access=None,
        fetched=None,
        discovered_via=None,
        extractor=None,
        tagger=judged.mentions.tagger,
        warc=None,
        offset=None,
        length=None,
        payload_digest=None,
        run=run,
        status="live",
        requested_url=None,
        http_status=None,
        http_headers=(),
        keys=(),
        near_keys=judged.fingerprint.near_keys,
        mentions=judged.mentions.mentions,
        threshold=judged.relevance.threshold,
        evidence=judged.relevance.evidence,
        text=data.decode("utf-8"),
        model=judged.relevance.model,
    )


def rejection_row(entry: TurnedAway) -> RejectionRow:
    rejection = entry.rejection
    judged = rejection.relevance
    return RejectionRow(
        url=rejection.url,
        final_url=rejection.final_url,
        keys=entry.keys,
        publisher=rejection.publisher,
        discovered_via=rejection.discovered_via,
        stage=rejection.stage,
        reason=rejection.reason,
        detail=rejection.detail,
        time=stamp(rejection.time),
        published=rejection.published,
        headline=rejection.headline,
        relevance=judged.score if judged else None,
        threshold=judged.threshold if judged else None,
        evidence=judged.evidence if judged else (),
        model=judged.model if judged else None,
        captured=stamp(rejection.captured) if rejection.captured else None,
    )


def failure_row(entry: Lost, quarantine: str | None) -> FailureRow:
    failure = entry.failure
    return FailureRow(
        url=failure.url,
        final_url=failure.final_url,
        keys=entry.keys,
        publisher=failure.publisher,
        discovered_via=failure.discovered_via,
        stage=failure.stage,
        cause=failure.cause,
        detail=failure.detail,
        time=stamp(failure.time),
        quarantine=quarantine,
    )


def retagged_row(number: int, mentions: Mentions, time: str) -> RetaggedRow:
    """The row of mentions that were found anew; `time` as in all rows."""
    return RetaggedRow(
        number=number,
        tagger=mentions.tagger,
        entities=mentions.entities,
        mentions=mentions.mentions,
        time=time,
    )


def placed(row: DocumentRow, warc: str, position: Position, further: Sequence[FurtherPage]) -> DocumentRow:
    """`row` with the place of its capture, and of its further pages."""
    return row.model_copy(update={"warc": warc, **position._asdict(), "further": tuple(further)})


def further_page(capture: Capture, position: Position) -> FurtherPage:
    return FurtherPage(
        url=capture.final_url,
        fetched=stamp(capture.fetched),
        http_status=capture.status,
        http_headers=capture.headers,
        **position._asdict(),
    )


def metadata(row: DocumentRow) -> bytes:
    """The WARC metadata record: all of the row that is settled before the commit is."""
    return row.model_dump_json(exclude=_NOT_IN_METADATA).encode()


def text_key(number: int, sha256: str) -> str:
    """`004_<16 hex>.txt`, from the SHA-256 of the file's bytes."""
    return f"{number:03}_{sha256[:16]}.txt"


def stamp(moment: datetime) -> str:
    """`2026-11-22T01:02:03Z`, whatever the zone of `moment`."""
    return utc_stamp(moment.astimezone(UTC))


def _proven(sha256: str, data: bytes) -> str:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError("the fingerprint is not that of the text")
    return sha256
