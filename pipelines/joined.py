"""The pages of one article as one text."""

from collections.abc import Iterator, Sequence

from pipelines.document import Article, Capture
from pipelines.errors import Rejected
from pipelines.extract import OpenPage, extract
from pipelines.page.reservations import merged

_HELD = 0.8
_STANDFIRST_LINES = 2


def extract_joined(capture: Capture, opened: OpenPage | None = None, *, min_characters: int) -> Article:
    """The article of a page and of its further pages; all but the text and what is reserved is the first's.

    `opened` is the first page, where it has been looked at.

    Raises what `extract` raises of the first page. A further page without text adds nothing.
    """
    article = extract(capture, opened, min_characters=min_characters)
    if not capture.further:
        return article
    further = list(_articles(capture.further))
    text = joined(article.text, [page.text for page in further])
    reservations = merged([article.reservations, *(page.reservations for page in further)])
    return article.model_copy(update={"text": text, "reservations": reservations})


def _articles(further: Sequence[Capture]) -> Iterator[Article]:
    for capture in further:
        try:
            yield extract(capture, min_characters=1)
        except Rejected:
            continue


def joined(first: str, further: Sequence[str]) -> str:
    """`first`, then what is new on each further page; a paragraph per line.

    A line that stands on several pages is no part of the text where it ends the first page: an address, a
    promotion. A page that has nearly all of the first one is the whole article, and is taken alone.
    """
    lines = first.split("\n")
    pages = [page.split("\n") for page in further if page]
    for page in pages:
        if _share_in(lines, page) >= _HELD:
            return "\n".join(page) if len(page) > len(lines) else first
    repeated = {line for line in lines for page in pages if line in page}
    kept = lines[:_STANDFIRST_LINES] + [line for line in lines[_STANDFIRST_LINES:] if line not in repeated]
    seen = set(lines)
    for page in pages:
        kept += [line for line in page if line not in seen]
        seen.update(page)
    return "\n".join(kept)


def _share_in(lines: Sequence[str], page: Sequence[str]) -> float:
    others = set(page)
    return sum(len(line) for line in lines if line in others) / max(1, sum(map(len, lines)))
