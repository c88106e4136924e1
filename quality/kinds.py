"""Pages that are no articles and why they are rejected; articles that only look like such pages."""

import json
from collections.abc import Iterator
from typing import NamedTuple

import trafilatura

from pipelines.errors import Rejected, StageFailed
from pipelines.extract import extract
from pipelines.page.passing import PASSING
from quality.cases import OWN, Page, shared_pages
from quality.figure import Figure, mean

SETS = ("aeb", "fundus", "trafilatura", "gne", "hkfire", "goose3")
KINDS = (*PASSING, "soft_404", "needs_scripts", "listing_page")

# What somebody saved there is the bot check that stood in the article's place.
_NO_ARTICLE = ("hkfire/reuters__03940.html.gz",)


class Kind(NamedTuple):
    """A page of ours; `reason` is None for an article."""

    page: Page
    reason: str | None


def own_kinds() -> Iterator[Kind]:
    """quality/own/kinds: pages, and their labels in one file."""
    folder = OWN / "kinds"
    for label in map(json.loads, (folder / "kinds.jsonl").read_text(encoding="utf-8").splitlines()):
        body = (folder / label["file"]).read_bytes()
        yield Kind(Page(label["file"], "own", label["url"], body, label), label["reason"])


def figures() -> Iterator[Figure]:
    """Ours first; of the shared sets only that no article is taken for something else."""
    kinds = list(own_kinds())
    walls = [(kind.page, kind.reason) for kind in kinds if kind.reason is not None]
    for reason in KINDS:
        pages = [page for page, labelled in walls if labelled == reason]
        right = mean([float(reason_for(page) == reason) for page in pages])
        turned_down = mean([float(not _alone(page)) for page in pages])
        beside = {"trafilatura: no text": turned_down}
        yield Figure(f"kinds, {reason}", "own", "all", len(pages), right, beside, bound=1.0)
    articles = [kind.page for kind in kinds if kind.reason is None]
    yield _mistaken("own", articles, bound=0.0)
    for origin in SETS:
        if pages := [page for page in shared_pages(origin) if page.name not in _NO_ARTICLE]:
            yield _mistaken(origin, pages, bound=None)


def reason_for(page: Page) -> str | None:
    """Why the page is not read as an article; None where it is."""
    try:
        extract(page.capture(), min_characters=40)
    except Rejected as rejected:
        return rejected.reason
    except StageFailed as failed:
        return failed.cause
    return None


def _mistaken(origin: str, pages: list[Page], bound: float | None) -> Figure:
    mistaken = sum(reason_for(page) in KINDS for page in pages)
    measure = "kinds, articles mistaken"
    return Figure(measure, origin, "all", len(pages), mistaken, bound=bound, fewer_is_better=True)


def _alone(page: Page) -> str | None:
    return trafilatura.extract(page.body)
