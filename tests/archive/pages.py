"""Made-up pages for archives, and judges that decide on them."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive import ArchiveWriter, Kept, Known, Lost, SeedText, Store, TurnedAway
from pipelines.archive.entries import Entry
from pipelines.document import (
    Article,
    Capture,
    Document,
    Evidence,
    Failure,
    Fingerprint,
    Language,
    Mention,
    Mentions,
    Outcome,
    Rejection,
    Relevance,
    text_bytes,
)

SEEDS = Path(__file__).parents[2] / "seeds"
FETCHED = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)


def capture(name: str, body: bytes = b"<p>hello</p>") -> Capture:
    return Capture(
        url=f"http://news.test/r/{name}",
        final_url=f"http://news.test/{name}",
        fetched=FETCHED,
        status=200,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "7")),
        body=body,
        publisher="news",
        discovered_via="http://news.test/feed",
    )


def document(name: str, text: str | None = None, near_keys: str = "") -> Document:
    text = text if text is not None else f"{name}: ByteDance 字节跳动\nA second paragraph 😀."
    return Document(
        capture=capture(name, f"<p>{text}</p>".encode()),
        article=Article(
            headline=f"Headline of {name}",
            text=text,
            canonical_url=f"http://news.test/{name}",
            authors=("Ann Author",),
            published="2026-11-21",
            modified=None,
            access="free",
            declared_language="en",
            extractor="test 1",
        ),
        language=Language(tag="en", confidence=0.9),
        fingerprint=Fingerprint(sha256=hashlib.sha256(text_bytes(text)).hexdigest(), near_keys=near_keys),
        mentions=Mentions(
            mentions=(Mention(entity="bytedance", start=0, end=1),), entities=("bytedance",), tagger="t 1"
        ),
        relevance=Relevance(
            score=0.7,
            threshold=0.5,
            related=True,
            evidence=(Evidence(kind="entity", name="bytedance", count=1, weight=0.7),),
        ),
    )


def rejection(name: str, reason: str = "unrelated") -> Rejection:
    url = f"http://news.test/{name}"
    return Rejection(
        url=url,
        final_url=url,
        publisher="news",
        discovered_via=None,
        stage="relevance",
        reason=reason,
        detail="0.1 < 0.5",
        time=FETCHED,
    )


def failure(name: str, body: bytes | None = b"<p>broken</p>") -> Failure:
    url = f"http://news.test/{name}"
    return Failure(
        url=url,
        final_url=url,
        publisher="news",
        discovered_via=None,
        stage="extract",
        cause="deadline",
        detail="10 s",
        time=FETCHED,
        capture=None if body is None else capture(name, body),
    )


def judge(outcome: Outcome, known: Known) -> Entry:
    """Keeps every text that is new."""
    if isinstance(outcome, Rejection):
        return TurnedAway(outcome, (outcome.url,))
    if isinstance(outcome, Failure):
        return Lost(outcome, (outcome.url,))
    keys = (outcome.capture.url, outcome.capture.final_url)
    twin = known.number_of_text(outcome.fingerprint.sha256)
    if twin is None:
        return Kept(outcome, keys)
    return TurnedAway(rejection(outcome.capture.final_url.rsplit("/", 1)[1], "known_text"), keys)


def opened(store: Store, run: str = "run-1") -> ArchiveWriter:
    return ArchiveWriter.open(store, run=run, software="test/1")


def seeds() -> list[SeedText]:
    return [seed(path) for path in sorted(SEEDS.glob("*.txt"))]


def seed(path: Path) -> SeedText:
    like = document(path.name)
    data = path.read_bytes()
    fingerprint = Fingerprint(sha256=hashlib.sha256(data).hexdigest(), near_keys="")
    return SeedText(path.name, data, None, like.language, fingerprint, like.mentions, like.relevance)
