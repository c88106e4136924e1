"""A story as a row of the log."""

import hashlib

from bench.varied.stories import Story
from pipelines.archive import DocumentRow
from pipelines.archive.compose import text_key
from pipelines.document import Access, Evidence

_ACCESS: tuple[Access | None, ...] = ("free", "free", "free", "metered", "stub", None)


def page_of(story: Story) -> bytes:
    """Its capture's body."""
    return f"<h1>{story.headline}</h1><p>{story.text}</p>".encode()


def document(story: Story, fetched: str, run: str, warc: str, offset: int, length: int) -> DocumentRow:
    """Not validated, which would take most of the time; the archive's readers do it."""
    text = f"{story.text}\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return DocumentRow.model_construct(
        number=story.number,
        file=text_key(story.number, sha256),
        sha256=sha256,
        bytes=len(text.encode()),
        url=story.url,
        canonical_url=story.url,
        headline=story.headline,
        authors=story.authors,
        published=story.published,
        modified=None,
        publisher=story.publisher,
        language=story.language,
        language_confidence=0.97,
        entities=story.entities,
        relevance=story.relevance,
        near_duplicate_of=story.near_duplicate_of,
        revision_of=story.revision_of,
        access=_ACCESS[story.number % len(_ACCESS)],
        fetched=fetched,
        discovered_via=f"https://www.{story.publisher}.example/feed",
        extractor="trafilatura 2.3.1",
        tagger="gazetteer 5 0badcafe",
        warc=warc,
        offset=offset,
        length=length,
        payload_digest=f"sha256:{hashlib.sha256(page_of(story)).hexdigest()}",
        run=run,
        status="live",
        kind="document",
        requested_url=story.url,
        http_status=200,
        http_headers=(("Content-Type", "text/html; charset=utf-8"),),
        keys=(story.url.removeprefix("https://www."),),
        near_keys=story.near_keys,
        mentions=story.mentions,
        threshold=0.5,
        evidence=_evidence(story),
        text=text,
        section=None,
        keywords=(),
        model="seeds 6 0badcafe",
        further=(),
        captured=None,
        reservations=(),
    )


def _evidence(story: Story) -> tuple[Evidence, ...]:
    """Of the three entities that are named first."""
    counts = {name: sum(each.entity == name for each in story.mentions) for name in story.entities[:3]}
    return tuple(
        Evidence(kind="entity", name=name, count=count, weight=round(story.relevance / (at + 1), 3))
        for at, (name, count) in enumerate(counts.items())
    )
