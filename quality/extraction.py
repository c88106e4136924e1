"""Texts of articles: all of each, and nothing that stood beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import trafilatura

from pipelines.errors import Rejected, StageFailed
from pipelines.extract import extract
from pipelines.page.charset import decode_html
from pipelines.page.letters import letters
from quality.cases import Page, own_pages, shared_pages
from quality.figure import Figure, mean
from quality.overlap import Overlap, overlap

_WITH_TEXT = ("aeb", "fundus")
_CHINESE = ("gne", "goose3", "hkfire")
_PREFIX = "text_"
_FLOORS = {"F1": 0.98, "precision": 0.97, "recall": 0.98}
_SHORTEST_LINK = 10
_MOSTLY = 0.7


class ReadPage(NamedTuple):
    """`ours` and `theirs`, trafilatura's by default; "" where there is none."""

    page: Page
    ours: str
    theirs: str

    @property
    def language(self) -> str:
        """Ours with the script, others as the page says, without the country."""
        said = str(self.page.label.get("html_lang") or "und").lower().partition("-")[0].partition("_")[0]
        return str(self.page.label.get("language") or said)


def figures() -> Iterator[Figure]:
    """Ours first. F1, precision and recall against whole texts; pages with what is known to be outside."""
    own = _read(page for page in own_pages() if page.name.startswith(_PREFIX))
    for language in ("all", *sorted({each.language for each in own})):
        yield from _against_texts("own", language, own, _FLOORS)
    yield _outside("own", own, _has_forbidden, bound=0)
    with_text = {origin: _read(shared_pages(origin)) for origin in _WITH_TEXT}
    for origin, pages in with_text.items():
        yield from _against_texts(origin, "all", pages)
    together = [each for pages in with_text.values() for each in pages]
    for language in ("all", *sorted({each.language for each in together})):
        yield from _against_texts("+".join(_WITH_TEXT), language, together)
    yield from _strings(_read(shared_pages("trafilatura")))
    for origin in _CHINESE:
        if pages := _read(shared_pages(origin)):
            yield _outside(origin, pages, _has_links)


def _read(pages: Iterable[Page]) -> list[ReadPage]:
    return [ReadPage(page, _ours(page), trafilatura.extract(_html(page)) or "") for page in pages]


def _ours(page: Page) -> str:
    try:
        return extract(page.capture(), min_characters=40).text
    except (Rejected, StageFailed):
        return ""


def _html(page: Page) -> str:
    return decode_html(page.body, "text/html")


def _against_texts(
    data: str, language: str, pages: Sequence[ReadPage], floors: Mapping[str, float] | None = None
) -> Iterator[Figure]:
    chosen = [each for each in pages if language in ("all", each.language)]
    if not chosen:
        return
    ours = _averaged(overlap(each.page.label["text"], each.ours) for each in chosen)
    theirs = _averaged(overlap(each.page.label["text"], each.theirs) for each in chosen)
    for name, our, their in zip(("F1", "precision", "recall"), ours, theirs, strict=True):
        bound = (floors or {}).get(name)
        yield Figure(f"extraction, {name}", data, language, len(chosen), our, {"trafilatura": their}, bound)


def _averaged(overlaps: Iterable[Overlap]) -> Overlap:
    return Overlap(*(mean(list(values)) for values in zip(*overlaps, strict=True)))


def _strings(pages: Sequence[ReadPage]) -> Iterator[Figure]:
    """Of trafilatura's own evaluation: strings that must be in the text, and strings that must not."""
    if not pages:
        return
    for name, key, wanted in (("strings found", "gt_with", True), ("strings left out", "gt_without", False)):
        said = [(each, string) for each in pages for string in each.page.label.get(key) or ()]
        ours = mean([float((string in each.ours) is wanted) for each, string in said])
        theirs = mean([float((string in each.theirs) is wanted) for each, string in said])
        yield Figure(f"extraction, {name}", "trafilatura", "all", len(said), ours, {"trafilatura": theirs})
    yield _outside("trafilatura", pages, _has_forbidden)


def _outside(
    data: str, pages: Sequence[ReadPage], has: Callable[[Page, str], bool], bound: float | None = None
) -> Figure:
    ours = float(sum(has(each.page, each.ours) for each in pages))
    theirs = {"trafilatura": float(sum(has(each.page, each.theirs) for each in pages))}
    name = "extraction, pages with outside text"
    return Figure(name, data, "all", len(pages), ours, theirs, bound, fewer_is_better=True)


def _has_forbidden(page: Page, text: str) -> bool:
    return any(said in text for said in page.label.get("gt_without") or ())


def _has_links(page: Page, text: str) -> bool:
    """Whether a line of the text is made of nothing but links of the page, and is not its headline."""
    return next(linked_lines_in(page, text), None) is not None


def linked_lines_in(page: Page, text: str) -> Iterator[str]:
    """Lines of which most is in links. Addresses, which a text may end with, are none."""
    tree = trafilatura.load_html(_html(page))
    if tree is None:
        return
    heads = {letters(str(head.text_content())) for head in tree.iter("h1", "title")}
    said = {letters(str(link.text_content())) for link in tree.iter("a")} - heads
    links = [link for link in said if len(link) >= _SHORTEST_LINK]
    for line in text.split("\n"):
        told = letters(line)
        inside = sum(len(link) for link in links if link in told)
        if len(told) >= _SHORTEST_LINK and "http" not in told and inside >= _MOSTLY * len(told):
            yield line
