"""An archive of invented pages as a worse extractor has read them, and a replay of it without workers."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

from pipelines import worker
from pipelines.archive import Archive, ArchiveWriter, Store
from pipelines.assembly import duplicates_of
from pipelines.config import Config
from pipelines.document import Article, Capture, Outcome
from pipelines.ingest import make_judge
from pipelines.processed import outcome_of
from pipelines.replay.applying import Applying
from pipelines.replay.choosing import Choice, choose
from pipelines.replay.difference import Difference
from pipelines.replay.figures import Figures, Tally
from pipelines.replay.replaying import Replay, Workers
from pipelines.stages import Stages, build_stages
from tests.archive.pages import opened, seeds
from tests.crawl.test_best_first import related

T = TypeVar("T")
CONFIG = Config()
FETCHED = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
TOPICS = ("parcels", "lorries", "harbours", "warehouses")


@cache
def stages() -> Stages:
    return build_stages(CONFIG)


def body(topic: str, day: int = 3) -> str:
    head = f"<title>ByteDance and {topic}</title>"
    head += f'<meta property="article:published_time" content="2020-03-{day:02}T08:00:00Z">'
    text = "".join(f"<p>{line}</p>" for line in related(topic))
    article = f"<article><h1>ByteDance and {topic}</h1>{text}</article>"
    return f"<html lang=en><head>{head}</head><body>{article}</body></html>"


def page(topic: str, html: str | None = None, publisher: str = "aare") -> Capture:
    url = f"http://{publisher}.example/{topic}"
    return Capture(
        url=url,
        final_url=url,
        fetched=FETCHED,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=(html or body(topic)).encode(),
        publisher=publisher,
        discovered_via=None,
    )


def half(article: Article) -> Article:
    """Read badly: the first half of the text, no date, and a tagger of an older day."""
    lines = article.text.split("\n")
    first = "\n".join(lines[: len(lines) // 2])
    return article.model_copy(update={"text": first, "published": None, "extractor": "half 1"})


def read_by(change: Callable[[Article], Article], capture: Capture) -> Outcome:
    """A page through our stages, but for the article."""
    reading = copy(stages())
    reading.extract = lambda page, opened=None: change(stages().extract(page, opened))
    outcome: Outcome = outcome_of(capture, reading.process(capture))
    return outcome


def archived(store: Store, *captures: Capture, change: Callable[[Article], Article] = half) -> ArchiveWriter:
    """The seeds, and the pages as read by `change`; the writer is closed, and may go on."""
    writer = opened(store)
    writer.commit_seeds(seeds())
    writer.commit([read_by(change, capture) for capture in captures], make_judge(duplicates_of(CONFIG)))
    writer.close()
    return writer


class Here:
    """Does at once what a pool has its workers do."""

    async def call(self, function: Callable[[], T]) -> T:
        worker._stages = stages()
        return function()


def replayed(
    store: Store,
    writer: ArchiveWriter | None = None,
    *,
    choice: Choice | None = None,
    archive: Archive | None = None,
    commit_every: int = 100,
    workers: Workers | None = None,
) -> tuple[list[Difference], Figures]:
    """What `corpus replay` finds, and commits where there is a writer."""
    snapshot = archive or Archive.open(store)
    known = writer.known if writer else snapshot.known()
    applying = Applying(writer, duplicates_of(CONFIG)) if writer else None
    replay = Replay(snapshot, known, workers or Here(), applying=applying, commit_every=commit_every)
    chosen, told, tally = choose(snapshot, choice or Choice()), list[Difference](), Tally()

    def take(each: Difference) -> None:
        told.append(each)
        tally.take(each)

    replay.run(chosen.numbers, take)
    if writer:
        writer.close()
    figures = tally.figures(
        store.url, "x", chosen.without_capture, chosen.revised, applied=writer is not None
    )
    return told, figures
