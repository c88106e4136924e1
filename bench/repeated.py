"""A large archive from a small one: its documents again and again, each copy with a URL and a mark."""

from collections.abc import Iterator, Sequence
from itertools import count, islice

from pipelines.archive import (
    Archive,
    ArchiveWriter,
    DocumentRow,
    Kept,
    Known,
    Store,
    archived_captures,
)
from pipelines.document import Article, Capture, Document, Fingerprint, Language, Mentions, Outcome, Relevance
from pipelines.errors import ArchiveDamaged
from pipelines.fingerprint import fingerprint
from pipelines.software import software
from pipelines.urls import keys_of

_COMMIT_EVERY = 100


def repeat(source: Store, target: Store, captures: int) -> None:
    """Archives so many documents in `target`, which does not exist yet; their facts are those of `source`.

    Each copy has its place among all before the first line of its text, on the page too, so that no two texts
    are the same; it is read as the first was, or nearly.
    """
    writer = ArchiveWriter.open(target, run="repeated", software=software())
    rows = [row for row in Archive.open(source).documents() if row.warc is not None and not row.further]
    read = [_captured(source, row) for row in rows]
    copies = _copies([pair for pair in zip(rows, read, strict=True) if _is_marked(*pair)])
    documents = islice(copies, captures)
    while batch := list(islice(documents, _COMMIT_EVERY)):
        writer.commit(batch, _keep)
    writer.close()


def _captured(store: Store, row: DocumentRow) -> Capture:
    capture = next(archived_captures(store, [row]))
    if isinstance(capture, ArchiveDamaged):
        raise capture
    return capture


def _is_marked(row: DocumentRow, capture: Capture) -> bool:
    return _beginning(row) in capture.body


def _beginning(row: DocumentRow) -> bytes:
    """Some words of the text that stand on the page as they are."""
    longest = max(row.text.split("\n"), key=len)
    return longest[:24].encode()


def _copies(pairs: Sequence[tuple[DocumentRow, Capture]]) -> Iterator[Document]:
    for round_ in count():
        for row, capture in pairs:
            yield _copy(row, capture, f"Copy {round_}: ".encode() if round_ else b"")


def _copy(row: DocumentRow, capture: Capture, mark: bytes) -> Document:
    found = _beginning(row)
    text = row.text.removesuffix("\n").encode().replace(found, mark + found, 1).decode()
    suffix = f"?copy={mark[5:-2].decode()}" if mark else ""
    url = f"{capture.final_url}{suffix}"
    page = capture.model_copy(
        update={"url": url, "final_url": url, "body": capture.body.replace(found, mark + found)}
    )
    return Document(
        capture=page,
        article=_article(row, text),
        language=Language(tag=row.language or "und", confidence=row.language_confidence or 0.0),
        fingerprint=Fingerprint(sha256=fingerprint(text).sha256, near_keys=""),
        mentions=Mentions(mentions=(), entities=row.entities, tagger=row.tagger or ""),
        relevance=Relevance(score=row.relevance or 0.0, threshold=0.0, related=True, evidence=()),
    )


def _article(row: DocumentRow, text: str) -> Article:
    return Article(
        headline=row.headline,
        text=text,
        canonical_url=row.canonical_url,
        authors=row.authors,
        published=row.published,
        modified=row.modified,
        access=row.access,
        declared_language=row.language,
        extractor=row.extractor or "",
        section=row.section,
        keywords=row.keywords,
        reservations=row.reservations,
    )


def _keep(outcome: Outcome, _known: Known) -> Kept:
    assert isinstance(outcome, Document)
    return Kept(outcome, keys_of(outcome.capture.url))
