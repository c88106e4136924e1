"""An archive to look around in: two languages, revisions, copies, pages turned away, and hostile ones."""

from pipelines.archive import Archive, Judge, Kept, Known, Lost, RunRecord, TurnedAway, open_store, put_run
from pipelines.archive.entries import Entry
from pipelines.document import Document, Evidence, Mention, Mentions, Outcome, Rejection, Relevance
from tests.archive import pages
from tests.export.archives import RESERVED, page

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "javascript:alert(3)",
    "{{ 7 * 7 }} {% raw %}",
    "</title><svg onload=alert(4)>",
    "' onmouseover='alert(5)",
    "&lt;b&gt;alert(6)&lt;/b&gt;",
    "\u202eevil \u2066turned\u2069",
    '<iframe srcdoc="<script>alert(7)</script>"></iframe>',
    "<a href=javascript:alert(8)>look</a>",
    "<style>*{display:none}</style>\x07\x1b[31m",
    "--><!--<base href=//elsewhere.example/><form action=//elsewhere.example/>",
)
OLD = "Bytemart opens a shop in Aarau.\nThe doors open at nine.\nNothing else is known."
NEW = "Bytemart opens two shops in Aarau.\nThe doors open at nine.\nA third shop may follow."
DOUYIN = "字节跳动宣布，抖音日活跃用户突破6亿。\n张一鸣称短视频仍在增长。"
_WEIGHTS = (
    ("entity", "bytedance", 3, 2.5),
    ("word", "short video", 2, 0.75),
    ("pair", "抖音 + 用户", 1, 0.25),
)


def begin(url: str) -> Archive:
    """Four seeds; 004 and its revision 006, its copy 005; 007 Chinese; the hostile ones from 009 on."""
    writer = pages.opened(open_store(url))
    writer.commit_seeds(pages.seeds())
    writer.commit([page("shop", OLD, headline="A shop opens", published="2020-11-03")], _kept())
    writer.commit(
        [page("copy", OLD + " Reported.", publisher="daybook", published="2020-11-04")], _kept(near=4)
    )
    writer.commit([page("shop", NEW, headline="Two shops open", published="2020-11-05")], _kept(revises=4))
    writer.commit(
        [
            named(page("douyin", DOUYIN, language="zh-Hans", publisher="daybook", published="2021-02")),
            named(page("reserved", "ByteDance asks for leave.", published=None, reservations=RESERVED)),
        ],
        _kept(),
    )
    writer.commit([hostile(place) for place in range(len(HOSTILE))], _kept())
    writer.commit(
        [
            unrelated("weather", "A storm is coming"),
            rejected("again", "near_duplicate", "0.92 of document 004 (shop)"),
            rejected("shop", "headline_changed", "document 004 is now called otherwise"),
            *(unrelated(f"hostile-{place}", title) for place, title in enumerate(HOSTILE)),
            pages.failure("broken"),
        ],
        _kept(),
    )
    writer.remove(8, "asked for")
    writer.close()
    put_run(writer.store, _run())
    return Archive.open(open_store(url))


def named(document: Document) -> Document:
    """With its first two characters, and the last, as mentions."""
    text = document.article.text
    mentions = (
        Mention(entity="bytedance", start=0, end=4),
        Mention(entity="douyin", start=len(text) - 3, end=len(text)),
    )
    evidence = tuple(
        Evidence.model_validate({"kind": kind, "name": name, "count": count, "weight": weight})
        for kind, name, count, weight in _WEIGHTS
    )
    relevance = Relevance(
        score=0.93, threshold=0.5, related=True, evidence=evidence, model="seeds 1 0a1b2c3d"
    )
    found = Mentions(mentions=mentions, entities=("bytedance", "douyin"), tagger="t 1")
    return document.model_copy(update={"mentions": found, "relevance": relevance})


def hostile(place: int) -> Document:
    """Hostile wherever a page can say something."""
    title = HOSTILE[place]
    made = page(
        f"hostile-{place}", f"{title}\nalert {place} \u202e {title}", headline=title, published="2022-05-01"
    )
    told = {
        "canonical_url": "javascript:alert(9)",
        "authors": (title,),
        "section": title,
        "keywords": (title,),
    }
    evidence = (Evidence(kind="word", name=title, count=1, weight=0.5),)
    relevance = made.relevance.model_copy(update={"evidence": evidence, "model": title})
    capture = made.capture.model_copy(
        update={
            "body": f"<title>{title}</title>{title}".encode(),
            "headers": (
                ("Content-Type", "text/html"),
                ("X-Said", title.replace("\x07", "").replace("\x1b", "")),
            ),
            "final_url": "javascript:alert(10)" if place == 0 else made.capture.final_url,
        }
    )
    article = made.article.model_copy(update=told)
    return made.model_copy(update={"capture": capture, "article": article, "relevance": relevance})


def unrelated(name: str, headline: str) -> Rejection:
    """Read, and found to be of something else."""
    evidence = (Evidence(kind="word", name=headline, count=1, weight=0.1),)
    relevance = Relevance(
        score=0.2, threshold=0.5, related=False, evidence=evidence, model="seeds 1 0a1b2c3d"
    )
    told = {"headline": headline, "relevance": relevance, "detail": f"0.200 < 0.5 {headline}"}
    return pages.rejection(name).model_copy(update=told)


def rejected(name: str, reason: str, detail: str) -> Rejection:
    return pages.rejection(name, reason).model_copy(update={"detail": detail})


def _kept(near: int | None = None, revises: int | None = None) -> Judge:
    def judge(outcome: Outcome, known: Known) -> Entry:
        if isinstance(outcome, Document):
            return Kept(outcome, (outcome.capture.final_url.removeprefix("http://"),), near, revises)
        keys = (outcome.url.removeprefix("http://"),)
        return TurnedAway(outcome, keys) if isinstance(outcome, Rejection) else Lost(outcome, keys)

    return judge


def _run() -> RunRecord:
    return RunRecord(
        run="run-1",
        started="2026-11-22T01:02:03Z",
        finished="2026-11-22T01:03:03Z",
        spider="news",
        arguments={},
        archive="archive",
        software={},
        fetched=32,
        archived=17,
        rejected=15,
        verdict="17 documents are new",
    )
