"""A run whose every word is meant for a reader's browser: its pages, its listings, its record."""

from pathlib import Path

from pipelines.archive import Concern, ListingResult, RunRecord, Skipped, Store, open_store, put_run
from pipelines.document import Document, Evidence, Failure, Rejection, Relevance
from tests.archive.pages import FETCHED, document, failure, judge, opened, rejection, seeds
from tests.output.hostile_web import TITLES

# Each opens a dialog where it is taken for markup, a handler or an address.
BROWSER_TITLES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "'><iframe srcdoc='<script>alert(4)</script>'>",
    "</title></style></script><script>alert(5)</script>",
    "{{ 7 * 7 }}{% raw %}<b>",
    "javascript:alert(6)",
    "<a href='javascript:alert(7)'>Click</a>",
    "&lt;script&gt;alert(8)&lt;/script&gt;",
    "<style>@import 'http://evil.example/x.css'</style>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href='http://evil.example/'>",
)
WORDS = (*BROWSER_TITLES, *TITLES.values())
RUN = "hostile"


def hostile_run(folder: Path) -> tuple[Store, str]:
    """An archive of one run, and the key of its record."""
    store = open_store(str(folder))
    writer = opened(store, run=RUN)
    writer.commit_seeds(seeds())
    writer.commit([_document(at, word) for at, word in enumerate(WORDS)], judge)
    writer.commit([_failure(at, word) for at, word in enumerate(WORDS)], judge)
    writer.commit([_rejection(at, word) for at, word in enumerate(WORDS)], judge)
    writer.close()
    return store, put_run(store, _record(opened(store).head))


def _said(word: str) -> str:
    return word.encode("utf-8", "replace").decode()


def _document(at: int, word: str) -> Document:
    plain = document(f"h{at}", f"Text {at} of ByteDance.")
    said = _said(word)
    evidence = (Evidence(kind="word", name=said, count=2, weight=0.5),)
    mentions = plain.mentions.model_copy(update={"entities": ("bytedance", said)})
    return plain.model_copy(
        update={
            "article": plain.article.model_copy(update={"headline": said}),
            "mentions": mentions,
            "relevance": Relevance(score=0.7, threshold=0.5, related=True, evidence=evidence),
            "capture": plain.capture.model_copy(update={"final_url": _url(at, said), "publisher": said}),
        }
    )


def _url(at: int, said: str) -> str:
    return f"http://news.test/{at}/{said[:300]}" if at % 2 else said[:300]


def _failure(at: int, word: str) -> Failure:
    said = _said(word)
    return failure(f"f{at}", None).model_copy(update={"url": _url(at, said), "detail": said})


def _rejection(at: int, word: str) -> Rejection:
    said = _said(word)
    evidence = (Evidence(kind="word", name=said, count=1, weight=0.1),)
    update = {
        "url": _url(at, said),
        "detail": said,
        "headline": said,
        "reason": "not_related",
        "relevance": Relevance(score=0.4, threshold=0.5, related=False, evidence=evidence),
    }
    return rejection(f"r{at}").model_copy(update=update)


def _record(head: str | None) -> RunRecord:
    said = [_said(word)[:2000] for word in WORDS]
    n = len(WORDS)
    return RunRecord(
        run=RUN,
        started=f"{FETCHED:%Y-%m-%dT%H:%M:%SZ}",
        finished=f"{FETCHED:%Y-%m-%dT%H:59:%SZ}",
        spider="news",
        arguments={word: word for word in said},
        archive=said[0],
        software={word: word for word in said},
        fetched=3 * n,
        archived=n,
        rejected=n,
        failed=n,
        rejected_by_reason={"not_related": n} | dict.fromkeys(said, 1),
        failed_by_cause={"deadline": n},
        skipped_by_reason=dict.fromkeys(said, 1),
        publishers={word: {"fetched": 1, "archived": 1} for word in said},
        listings=tuple(
            ListingResult(url=word, kind=word, publisher=word, candidates=1, problem=word) for word in said
        ),
        skipped_sample=tuple(Skipped(url=word, reason=word) for word in said),
        stage_s=dict.fromkeys(said, 1.0),
        exit_code=3,
        verdict=said[0],
        health=tuple(Concern(slug=word, sentence=word, publisher=word) for word in said),
        head=head,
    )
