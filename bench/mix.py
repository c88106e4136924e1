"""Pages of which a wanted part is unrelated: the judge decides, at the threshold of the settings."""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from bench.pages import PROJECT, SavedPage, spread
from bench.stage_times import capture_of, ready_stages
from pipelines.config import RelevanceConfig
from pipelines.processed import TurnedDown
from pipelines.stages import Stages

_JUDGED = PROJECT / "bench-results"


def mixed(pages: Sequence[SavedPage], count: int, unrelated: float) -> tuple[SavedPage, ...]:
    """`count` pages in their order, `unrelated` (0 to 1) of them turned away for their subject.

    Fewer where `pages` has too few of either, in the same parts.
    """
    away = _turned_away(pages)
    belong = [page for page in pages if page.url not in away]
    rest = [page for page in pages if page.url in away]
    count = min(count, int(len(belong) / (1 - unrelated)), int(len(rest) / unrelated) if unrelated else count)
    aside = round(count * unrelated)
    chosen = {page.url for page in (*spread(rest, aside), *spread(belong, count - aside))}
    return tuple(page for page in pages if page.url in chosen)


def _turned_away(pages: Sequence[SavedPage]) -> frozenset[str]:
    """Judged once for the same pages and seeds and kept in a file; it takes a minute."""
    file = _JUDGED / f"judged-{_digest(pages)}.json"
    if not file.is_file():
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(_judged(pages)), encoding="utf-8")
    return frozenset(json.loads(file.read_text(encoding="utf-8")))


def _judged(pages: Sequence[SavedPage]) -> list[str]:
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
        away = processes.map(_is_turned_away, pages, chunksize=8)
        return [page.url for page, is_away in zip(pages, away, strict=True) if is_away]


def _is_turned_away(page: SavedPage) -> bool:
    result = _stages().process(capture_of(page)).result
    return isinstance(result, TurnedDown) and result.reason == "not_related"


@cache
def _stages() -> Stages:
    return ready_stages(RelevanceConfig().threshold)


def _digest(pages: Sequence[SavedPage]) -> str:
    digest = hashlib.sha256()
    for file in sorted((PROJECT / "seeds").iterdir()):
        digest.update(file.read_bytes() if file.is_file() else b"")
    for page in pages:
        digest.update(page.url.encode() + page.gzipped)
    return digest.hexdigest()[:16]
