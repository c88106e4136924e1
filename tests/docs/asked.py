"""An archive with something to ask about: an article, its revision, a copy, a silent publisher."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.archive import (
    ArchiveWriter,
    Concern,
    HealthDay,
    Kept,
    Known,
    ListingResult,
    Lost,
    RunRecord,
    TurnedAway,
    add_health_days,
    open_store,
    put_run,
)
from pipelines.archive.entries import Entry
from pipelines.document import (
    Document,
    Failure,
    Fingerprint,
    Mention,
    Mentions,
    Outcome,
    Rejection,
    Reservation,
    text_bytes,
    utc_stamp,
)
from pipelines.urls import url_key
from tests.archive import pages

VEGETABLES = "https://daily.example/vegetables"
_FIRST = """In Lindental a pound of cabbage costs a penny.
Pinduoduo calls it community group buying, and Alibaba follows."""
_THEN = _FIRST.replace("follows", "hesitates")
_CHINESE = "林登塔尔的社区团购越来越热。\n拼多多把白菜卖到一分钱一斤。"


def fill(folder: Path) -> None:
    """Seeds 0 to 3, the article 4, a Chinese text 5, what nobody may mine 6, the article's revision 7."""
    store = open_store(str(folder))
    writer = ArchiveWriter.open(store, run="3f9a1c02", software="test 1")
    writer.commit_seeds(pages.seeds())
    named = ("pinduoduo", "alibaba")
    first = _article("vegetables", "A cabbage for a penny", _FIRST, named)
    reserved = _article(
        "reserved", "For your eyes only", "Pinduoduo wants to be read, and not mined.", named[:1]
    )
    asks = Reservation(what="tdm", said_in="header")
    reserved = reserved.model_copy(
        update={"article": reserved.article.model_copy(update={"reservations": (asks,)})}
    )
    chinese = _article("baicai", "一分钱的白菜", _CHINESE, named[:1], publisher="lanqiao", language="zh-Hans")
    writer.commit([first, chinese, reserved, _copy(), _millet(), pages.failure("broken")], judge)
    writer.commit([_article("vegetables", "A cabbage for a penny", _THEN, named)], _revise)
    writer.close()
    put_run(store, _record(writer.head))
    add_health_days(store, [_day("daily", "2026-11-22", 2), _day("lanqiao", "2026-11-01", 1)])


def judge(outcome: Outcome, _: Known) -> Entry:
    """Keeps every text."""
    match outcome:
        case Document():
            return Kept(outcome, _keys(outcome))
        case Rejection():
            return TurnedAway(outcome, _keys(outcome))
        case Failure():
            return Lost(outcome, _keys(outcome))


def _keys(outcome: Outcome) -> tuple[str, ...]:
    return (url_key(outcome.capture.final_url if isinstance(outcome, Document) else outcome.url),)


def _revise(outcome: Outcome, _: Known) -> Entry:
    assert isinstance(outcome, Document)
    return Kept(outcome, _keys(outcome), revision_of=4)


def _article(
    name: str,
    headline: str,
    text: str,
    entities: tuple[str, ...],
    publisher: str = "daily",
    language: str = "en",
) -> Document:
    like, url = pages.document(name, text), f"https://{publisher}.example/{name}"
    capture = {"url": url, "final_url": url, "publisher": publisher}
    article = {
        "headline": headline,
        "canonical_url": url,
        "published": "2020-11-03",
        "declared_language": language,
    }
    mentions = tuple(Mention(entity=entity, start=0, end=1) for entity in entities)
    return like.model_copy(
        update={
            "capture": like.capture.model_copy(update=capture),
            "article": like.article.model_copy(update=article),
            "language": like.language.model_copy(update={"tag": language}),
            "fingerprint": Fingerprint(sha256=hashlib.sha256(text_bytes(text)).hexdigest(), near_keys=""),
            "mentions": Mentions(mentions=mentions, entities=entities, tagger="t 1"),
        }
    )


def _copy() -> Rejection:
    url, detail = "https://mirror.example/cabbage", "similarity 0.95 to document 004"
    said = {"reason": "near_duplicate", "detail": detail, "publisher": "mirror", "stage": "duplicates"}
    return pages.rejection("cabbage").model_copy(update={"url": url, "final_url": url, **said})


def _millet() -> Rejection:
    url = "https://daily.example/millet"
    said = {"reason": "not_related", "detail": "score 0.100, threshold 0.500", "publisher": "daily"}
    return pages.rejection("millet").model_copy(update={"url": url, "final_url": url, **said})


def _record(head: str | None) -> RunRecord:
    now, sentence = datetime.now(UTC), "lanqiao has brought nothing new for 21 days"
    listing = ListingResult(
        url="https://daily.example/feed",
        kind="feed",
        publisher="daily",
        candidates=9,
        problem=None,
        came="read",
    )
    return RunRecord(
        run="3f9a1c02",
        started=utc_stamp(now - timedelta(minutes=7, seconds=5)),
        finished=utc_stamp(now),
        spider="news",
        arguments={},
        archive="archive",
        software={},
        fetched=7,
        archived=4,
        rejected=2,
        failed=1,
        listings=(listing.model_copy(update={"bytes": 2_500_000}),),
        exit_code=0,
        verdict="done",
        health=(Concern(slug="silent", sentence=sentence, publisher="lanqiao"),),
        head=head,
    )


def _day(publisher: str, day: str, archived: int) -> HealthDay:
    return HealthDay(publisher=publisher, day=day, read_runs=1, archived=archived)
