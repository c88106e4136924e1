"""What a run has stored, held against what the pages are: articles, texts that are theirs, copies."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from bench.pages import SavedPage
from pipelines.urls import url_key
from quality.overlap import overlap

# From here on a text is that of its article more than anything else.
EQUAL_FROM = 0.5


class Kept(NamedTuple):
    """One stored document."""

    url: str
    text: str


class Judged(NamedTuple):
    """`documents` are pages, each counted once with its copies; `copies` are stored beyond them.

    `others` are no page of this web, or have not the text that people read on it. `f1` (0 to 1) is the mean
    over the documents that people have read; None where there is none. `pages` are the documents' URLs.
    """

    documents: int
    copies: int
    others: int
    f1: float | None
    pages: frozenset[str]


class Truth:
    """`found` are texts by URL, to know a page by where a tool calls it by a URL of its own."""

    def __init__(self, pages: Sequence[SavedPage], found: Mapping[str, str]) -> None:
        self._wanted = {page.url: page.wanted for page in pages if page.wanted and not page.copy_of}
        self._original = {page.url: page.copy_of or page.url for page in pages}
        self._by_key = {url_key(page.url): page.url for page in pages}
        self._by_text = {text: url for url, text in reversed(list(found.items()))}

    def judge(self, kept: Iterable[Kept]) -> Judged:
        """Where nobody has read a page, any text is taken for its own."""
        stored, copies, others = dict[str, float | None](), 0, 0
        for document in kept:
            page, f1 = self._page(document)
            if page is None or (f1 is not None and f1 < EQUAL_FROM):
                others += 1
            elif page in stored:
                copies += 1
            else:
                stored[page] = f1
        read = [f1 for f1 in stored.values() if f1 is not None]
        return Judged(len(stored), copies, others, fmean(read) if read else None, frozenset(stored))

    def _page(self, document: Kept) -> tuple[str | None, float | None]:
        url = self._by_key.get(_key(document.url)) or self._by_text.get(document.text)
        if url is None or not document.text.strip():
            return None, None
        wanted = self._wanted.get(self._original[url])
        return self._original[url], overlap(wanted, document.text).f1 if wanted else None


def _key(url: str) -> str:
    """`""` for what is no URL: not every tool keeps one."""
    try:
        return url_key(url)
    except ValueError:
        return ""
