"""`python -m tests.archives.make FOLDER`: how the frozen archives were made, each by the release of its name.

They are never made again. A new release adds one of its own.
"""

import hashlib
import sys
from datetime import UTC, datetime

from pipelines.archive import (
    ArchiveWriter,
    DocumentRow,
    Kept,
    Known,
    Lost,
    RunRecord,
    TurnedAway,
    open_store,
    put_run,
)
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
from tests.archive.pages import seeds

SITE = "https://www.aare.example"
FETCHED = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
BRIDGE = "The bridge over the Aare reopens on Monday.\nTrams run again from six in the morning."
FERRY = "轮渡公司宣布，新航线将于下周开通。\n票价为每人二十元，儿童免费。"
TRADITIONAL = "圖書館今年將延長開放時間。\n週末也歡迎讀者。"


def capture(path: str, body: str, publisher: str | None = "aare") -> Capture:
    return Capture(
        url=f"https://www.{publisher}.example/r/{path}",
        final_url=f"https://www.{publisher}.example/{path}",
        fetched=FETCHED,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
        body=body.encode(),
        publisher=publisher,
        discovered_via=f"https://www.{publisher}.example/feed",
    )


def page(path: str, text: str, tag: str, near_keys: str, published: str | None, publisher: str) -> Document:
    return Document(
        capture=capture(path, f"<h1>{text[:12]}</h1><p>{text}</p>", publisher),
        article=Article(
            headline=text.partition("\n")[0],
            text=text,
            canonical_url=f"https://{publisher}.example/{path}",
            authors=("Ann Author", "李四"),
            published=published,
            modified=None,
            access="free",
            declared_language=tag,
            extractor="test 1",
        ),
        language=Language(tag=tag, confidence=0.9),
        fingerprint=Fingerprint(sha256=hashlib.sha256(text_bytes(text)).hexdigest(), near_keys=near_keys),
        mentions=Mentions(
            mentions=(Mention(entity="bytedance", start=0, end=3),), entities=("bytedance",), tagger="test 1"
        ),
        relevance=Relevance(
            score=0.75,
            threshold=0.5,
            related=True,
            evidence=(Evidence(kind="word", name="bridge", count=2, weight=0.75),),
        ),
    )


def judge(outcome: Outcome, known: Known) -> Entry:
    if isinstance(outcome, Rejection):
        return TurnedAway(outcome, (_key(outcome.url), _key(outcome.final_url)))
    if isinstance(outcome, Failure):
        return Lost(outcome, (_key(outcome.url), _key(outcome.final_url)))
    near = known.near(outcome.fingerprint.near_keys)
    keys = (_key(outcome.capture.url), _key(outcome.capture.final_url))
    return Kept(outcome, keys, near_duplicate_of=near[0] if near else None)


def _key(url: str) -> str:
    return url.removeprefix("https://").removeprefix("www.")


def make(folder: str) -> None:
    """Seeds, English, both Chinese scripts, a near copy, a rejection, failures, a removal, a run record."""
    store = open_store(folder)
    first = ArchiveWriter.open(store, run="first", software="corpus-crawler")
    first.commit_seeds(seeds())
    rejected = Rejection.of(
        capture("cup", "<p>The cup final</p>"), "relevance", "unrelated", "0.10 < 0.50", None
    )
    first.commit([page("bridge", BRIDGE, "en", "00000001000000aa", "2026-11-21", "aare"), rejected], judge)
    broken = Failure.of(capture("broken", "<p>cut o"), "extract", "deadline", "10 s")
    silent = broken.model_copy(
        update={"url": f"{SITE}/silent", "final_url": f"{SITE}/silent", "capture": None}
    )
    first.commit(
        [
            page("copy", f"{BRIDGE} Buses stop.", "en", "00000001000000bb", "2026-11-22T08:00:00Z", "other"),
            page("ferry", FERRY, "zh-Hans", "00000002000000cc", None, "aare"),
            broken,
            silent,
        ],
        judge,
    )
    second = ArchiveWriter.open(store, run="second", software="corpus-crawler")
    second.commit(
        [
            page("library", TRADITIONAL, "zh-Hant", "00000003000000dd", "2026-11", "aare"),
            page("private", "Somebody's address, which has to go.", "en", "00000004000000ee", None, "other"),
        ],
        judge,
    )
    # The first release had neither removal nor close, the second no retag, the third no captures of others,
    # the fourth no reservations, the fifth no texts read anew, the sixth no reports.
    if hasattr(second, "retag"):
        _add_what_came_with_0_3(second)
    if "captured" in Capture.model_fields:
        _add_what_came_with_0_4(second)
    if "reservations" in Article.model_fields:
        _add_what_came_with_0_5(second)
    if "reading_of" in DocumentRow.model_fields:
        _add_what_came_with_0_6(second)
    if hasattr(second, "remove"):
        second.remove(8, "asked for by its author")
    if hasattr(second, "close"):
        second.close()
    put_run(store, _record(second))
    if "slowest" in RunRecord.model_fields:
        _add_what_came_with_0_7(second)


def _add_what_came_with_0_3(writer: ArchiveWriter) -> None:
    """A revision of two pages with all that a page may say, a rejection with its evidence, other entities."""
    article = page("bridge", f"{BRIDGE}\nAnd boats.", "en", "00000005000000aa", "2026-11-23", "aare")
    second = capture("bridge/2", "<p>And boats.</p>", "aare")
    said = {"section": "Town", "keywords": ("bridge", "trams")}
    revision = article.model_copy(
        update={
            "capture": article.capture.model_copy(update={"further": (second,)}),
            "article": article.article.model_copy(update=said),
            "relevance": article.relevance.model_copy(update={"model": "seeds 1 00000000"}),
        }
    )
    unrelated = Rejection.of(
        capture("bakery", "<p>A bakery opens</p>"),
        "relevance",
        "not_related",
        "score 0.100, threshold 0.500",
        "2026-11-23",
        "A bakery opens",
        article.relevance.model_copy(update={"score": 0.1, "related": False}),
    )
    writer.commit(
        [revision, unrelated],
        lambda outcome, known: (
            Kept(outcome, (_key(outcome.capture.final_url),), revision_of=4)
            if isinstance(outcome, Document)
            else judge(outcome, known)
        ),
    )
    again = Mentions(
        mentions=(Mention(entity="tencent", start=0, end=2),), entities=("tencent",), tagger="test 2"
    )
    writer.retag({6: again})


def _add_what_came_with_0_4(writer: ArchiveWriter) -> None:
    """A document and a rejection that came from another archive, and what crawls remember."""
    from pipelines.archive import history_states, listing_states

    held = page("quay", "The quay was built again.\nIt took a year.", "en", "00000006000000aa", None, "aare")
    then = datetime(2020, 3, 4, 5, 6, 7, tzinfo=UTC)
    old = held.capture.model_copy(update={"captured": then, "discovered_via": "news.warc.gz"})
    mill = capture("mill", "<p>A mill turns</p>").model_copy(update={"captured": then})
    unrelated = Rejection.of(mill, "relevance", "not_related", "score 0.100, threshold 0.500", None)
    writer.commit([held.model_copy(update={"capture": old}), unrelated], judge)
    feed = f"{SITE}/feed"
    known = listing_states.ListingState(
        url=feed,
        kind="feed",
        publisher="aare",
        etag='"1"',
        whole="2026-11-22T01:02:03Z",
        polls=(listing_states.Poll(time="2026-11-22T01:02:03Z", new=3),),
        months={"2026-11": 3},
        fetched=3,
        related=2,
        archived=2,
    )
    listing_states.save_listing_states(writer.store, {feed: known})
    file = history_states.FileState(file="news.warc.gz", offset=1234, done=True)
    history_states.save_history(writer.store, "0123456789abcdef", {file.file: file})


def _add_what_came_with_0_5(writer: ArchiveWriter) -> None:
    """A document with reservations, a cookie that is not kept, what nights are judged by, metrics."""
    from pipelines.archive import HealthDay, add_health_days, put_metrics
    from pipelines.document import Reservation

    held = page("lock", "The lock is closed.\nShips wait.", "en", "00000007000000aa", "2026-11-24", "aare")
    said = (
        Reservation(what="noarchive", said_in="header"),
        Reservation(what="tdm", said_in="meta", detail=f"{SITE}/policy.json"),
    )
    cookie = Capture.model_validate(
        dict(held.capture) | {"headers": (*held.capture.headers, ("Set-Cookie", "visit=1234567; Path=/"))}
    )
    article = held.article.model_copy(update={"reservations": said})
    writer.commit([held.model_copy(update={"capture": cookie, "article": article})], judge)
    day = HealthDay(publisher="aare", day="2026-11-22", read_runs=4, archived=3, lengths={30: 3})
    add_health_days(writer.store, [day])
    put_metrics(writer.store, "corpus_run_pages_archived 3\n")


def _add_what_came_with_0_6(writer: ArchiveWriter) -> None:
    """Another text of an archived capture."""
    from pipelines.archive import Archive, ReadAnew

    row = next(row for row in Archive.open(writer.store).documents() if row.headline == "The lock is closed.")
    made = page("lock", f"{row.text}And boats.", "en", "00000008000000aa", "2026-11-24", "aare")
    parts = (made.article, made.language, made.fingerprint, made.mentions, made.relevance)
    writer.commit_others([row], lambda source, known: ReadAnew(source, *parts, source.keys))


def _add_what_came_with_0_7(writer: ArchiveWriter) -> None:
    """A run whose slowest page is on record, and its report."""
    from pipelines.archive import SlowPage, put_run_report
    from pipelines.report.run_page import run_page

    slow = SlowPage(url=f"{SITE}/ferry", seconds=1.25, stage="extract")
    record = _record(writer).model_copy(update={"slowest": (slow,)})
    put_run_report(writer.store, record, run_page(writer.store, put_run(writer.store, record)))


def _record(writer: ArchiveWriter) -> RunRecord:
    return RunRecord(
        run="second",
        started="2026-11-22T01:02:03Z",
        finished="2026-11-22T01:03:03Z",
        spider="news",
        arguments={},
        archive="archive",
        software={"corpus-crawler": "frozen"},
        fetched=2,
        archived=2,
        requests=11,
        received_bytes=40_960,
        exit_code=0,
        head=writer.head,
        head_file_sha256=writer.head_file_sha256,
    )


if __name__ == "__main__":
    make(sys.argv[1])
