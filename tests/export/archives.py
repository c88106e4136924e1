"""Archives to export from."""

from collections.abc import Iterator

from pipelines.archive import Archive, DocumentRow, open_store
from pipelines.archive.compose import seed_row
from pipelines.document import Document, Language, Reservation
from tests.archive import pages

CHINESE = "字节跳动宣布，抖音日活跃用户突破6亿。\n张一鸣称短视频仍在增长。"
TRADITIONAL = "字節跳動旗下的TikTok擴展至台灣。"
HOSTILE = "=cmd|' /C calc'!A0\n\"quoted\", \u2028 \u202e 😀 </script> \\u0000 \x07\ttab, drop'); --"
RESERVED = (
    Reservation(what="noarchive", said_in="meta"),
    Reservation(what="tdm", said_in="header", detail="https://news.test/policy"),
)


def begin(url: str) -> Archive:
    """Four seeds, then seven pages in two commits, and a rejection and a failure between them."""
    writer = pages.opened(open_store(url))
    writer.commit_seeds(pages.seeds())
    writer.commit(
        [
            page("grows", "TikTok grows quickly.\nByteDance owns it.", published="2020-11-03"),
            pages.rejection("refused"),
            page("douyin", CHINESE, language="zh-Hans", publisher="daybook", published="2021-02"),
            page("taiwan", TRADITIONAL, language="zh-Hant", published=None),
        ],
        pages.judge,
    )
    writer.commit(
        [
            page("hostile", HOSTILE, headline="=1+1\n<b>bold</b>", published="2022-05-01T10:00:00+08:00"),
            pages.failure("broken"),
            page("café", "Le café de Zürich.", language="fr", reservations=RESERVED),
            page("long", "Words upon words. " * 5000, entities=("bytedance", "douyin")),
            page("same/../dots/?b=2&a=1", "A query."),
        ],
        pages.judge,
    )
    writer.close()
    return Archive.open(open_store(url))


def documents(archive: Archive) -> list[DocumentRow]:
    """Every document."""
    return list(archive.documents())


def captured(archive: Archive) -> list[DocumentRow]:
    """Every document that has a capture."""
    return [row for row in documents(archive) if row.warc is not None]


def page(
    name: str,
    text: str,
    *,
    headline: str | None = None,
    language: str = "en",
    publisher: str = "news",
    published: str | None = "2026-11-21",
    entities: tuple[str, ...] = ("bytedance",),
    reservations: tuple[Reservation, ...] = (),
) -> Document:
    like = pages.document(name, text)
    told = {
        "published": published,
        "headline": headline or f"Headline of {name}",
        "reservations": reservations,
    }
    return like.model_copy(
        update={
            "capture": like.capture.model_copy(update={"publisher": publisher}),
            "article": like.article.model_copy(update=told),
            "language": Language(tag=language, confidence=0.9),
            "mentions": like.mentions.model_copy(update={"entities": entities}),
        }
    )


def many(count: int, *, words: int = 1000) -> Iterator[DocumentRow]:
    """So many rows without captures, made as they are asked for."""
    like = seed_row(pages.seeds()[0], 0, "run-1")
    for number in range(count):
        text = f"{number} of many. 字节 " * words
        yield like.model_copy(
            update={"number": number, "file": f"{number:03}_{number:016x}.txt", "text": text}
        )
