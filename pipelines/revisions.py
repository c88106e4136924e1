"""What became of a page that is archived already: the same, another headline, a revision, gone.

Looking changes nothing. A page is compared with the newest document whose own URL it has: the one that was
asked for, or that answered. Two pages that merely name the same canonical URL are not one page.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Protocol

from pipelines.document import Access, Document, Rejection, utc_stamp
from pipelines.errors import Rejected
from pipelines.urls import keys_of

# What says of a page that nothing is there, by its status or in words.
_SAYS_GONE = ("http_404", "http_410", "soft_404")

_THOUSANDS = "kmKM万萬千"

# A line of nothing but these and numbers counts readers or hours, and changes without anybody writing. One of
# numbers alone may be of a table.
_COUNTED = re.compile(
    r"""(?ix) (?> [\s\W_] | \d++(?:[.,]\d++)*+(?:[km]\b|[万萬千])? |
        (?:views?|reads?|reading|readers?|comments?|replies|shares?|likes?|claps?|votes?|tweets?|retweets?|
        pins?|followers?|times?|ago|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|months?|updated|
        posted) \b |
        阅读|閱讀|浏览|瀏覽|评论|評論|留言|点赞|點讚|分享|转发|轉發|收藏|播放|热度|熱度|人气|人氣|看过|看過|更新|发布|發布|コメント|
        分钟|分鐘|小时|小時|時間|[量数數次条條人赞讚读讀分秒天日周月前于於件の] )++""",
)


class ArchivedPage(Protocol):
    """A document; a seed has neither URL nor time of a fetch."""

    @property
    def number(self) -> int: ...
    @property
    def url(self) -> str | None: ...
    @property
    def requested_url(self) -> str | None: ...
    @property
    def canonical_url(self) -> str | None: ...
    @property
    def headline(self) -> str | None: ...
    @property
    def access(self) -> Access | None: ...
    @property
    def fetched(self) -> str | None: ...
    @property
    def payload_digest(self) -> str | None: ...
    @property
    def revision_of(self) -> int | None: ...
    @property
    def text(self) -> str: ...


class PageVerdict(Protocol):
    """What became of a page; `number` is set where `kind` is `archived`."""

    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> int | None: ...


class KnownPages(Protocol):
    """What the archive knows."""

    def verdict(self, url_key: str) -> PageVerdict | None:
        """What became of the page with this URL key."""

    def is_barred(self, url_key: str) -> bool:
        """Whether a document of this page was removed."""

    def document(self, number: int) -> ArchivedPage | None:
        """A document, None where it was removed."""

    def number_of_text(self, sha256: str) -> int | None:
        """The number of the document with exactly this text."""


def own_document(url: str, final_url: str, known: KnownPages) -> ArchivedPage | None:
    """The newest document of this very page; None where there is none, or where one was removed.

    The URL that answered counts before the one asked for.
    """
    keys = keys_of(final_url, url)
    if any(map(known.is_barred, keys)):
        return None
    for key in keys:
        verdict = known.verdict(key)
        if verdict is None or verdict.number is None:
            continue
        page = known.document(verdict.number)
        if page is not None and key in keys_of(page.url, page.requested_url):
            return page
    return None


def earlier(page: ArchivedPage, known: KnownPages) -> frozenset[int]:
    """The numbers of a document and of all that it revises."""
    numbers = {page.number}
    while page.revision_of is not None and page.revision_of not in numbers:
        numbers.add(page.revision_of)
        before = known.document(page.revision_of)
        if before is None:
            break
        page = before
    return frozenset(numbers)


def gone(rejection: Rejection, known: KnownPages) -> Rejected | None:
    """Why a page is turned away of which a document is archived, and that is not there any more."""
    if rejection.reason not in _SAYS_GONE:
        return None
    page = own_document(rejection.url, rejection.final_url, known)
    if page is None:
        return None
    return Rejected("gone", f"document {page.number:03d} is no longer there: {rejection.detail}")


def require_changed(
    document: Document, page: ArchivedPage, known: KnownPages, are_close: Callable[[str, str], bool]
) -> None:
    """Returns where the text of `page` has changed, so that this one is its revision.

    Raises Rejected with `unchanged`, `headline_changed`, `reverted`, `replaced`, `now_stub`, `known_text` or,
    where a later fetch is archived, `known_url`.
    """
    named = f"document {page.number:03d}"
    if page.fetched is not None and utc_stamp(document.capture.as_of) < page.fetched:
        raise Rejected("known_url", f"{named} is of a later fetch, {page.fetched}")
    if _is_same_answer(document, page):
        raise Rejected("unchanged", f"the same bytes as those of {named}")
    _require_other_text(document, page, named)
    number = known.number_of_text(document.fingerprint.sha256)
    if number is not None and number in earlier(page, known):
        raise Rejected("reverted", f"{named} is taken back: the same text as document {number:03d}")
    if number is not None:
        raise Rejected("known_text", f"the same text as document {number:03d}")
    if _answers_elsewhere(document, page) and not are_close(document.article.text, page.text):
        raise Rejected("replaced", f"{named} stood here, now it leads to {document.capture.final_url}")
    if _is_cut(document, page):
        raise Rejected("now_stub", f"{named} has the whole text of which this is the beginning")


def _is_same_answer(document: Document, page: ArchivedPage) -> bool:
    """Whether the server sent what it sent then, whatever an extractor makes of it by now."""
    capture = document.capture
    digest = f"sha256:{hashlib.sha256(capture.body).hexdigest()}"
    return not capture.further and digest == page.payload_digest


def _answers_elsewhere(document: Document, page: ArchivedPage) -> bool:
    """Whether another page answers than the one that was archived, as far as addresses tell."""
    own = keys_of(page.url, page.requested_url, page.canonical_url)
    return not set(keys_of(document.capture.final_url)) & set(own)


def _require_other_text(document: Document, page: ArchivedPage, named: str) -> None:
    if _substance(document.article.text) != _substance(page.text):
        return
    headline = document.article.headline
    if headline is None or _in_one_line(headline) == _in_one_line(page.headline):
        but_for = "" if document.article.text == page.text.removesuffix("\n") else ", but for furniture"
        raise Rejected("unchanged", f"the same text as {named}{but_for}")
    before = "without headline" if page.headline is None else f"“{_in_one_line(page.headline)}”"
    raise Rejected("headline_changed", f"{named}, {before}, is now “{_in_one_line(headline)}”")


def _is_cut(document: Document, page: ArchivedPage) -> bool:
    """Whether a page shows only the beginning of what it showed: as it says itself, or to judge by the text.

    The last paragraph is left out, for it may be an invitation to subscribe.
    """
    new, old = _substance(document.article.text), _substance(page.text)
    if document.article.access == "stub" and page.access != "stub":
        return len(new) < len(old)
    lines = document.article.text.split("\n")
    beginning = _substance("\n".join(lines[:-1])) or new.rstrip(".…")
    return len(new) * 2 <= len(old) and old.startswith(beginning)


def _substance(text: str) -> str:
    """A text without what changes though nobody wrote: white space, and lines that only count."""
    lines = ("".join(line.split()) for line in text.split("\n") if not _only_counts(line))
    return "".join(lines)


def _only_counts(line: str) -> bool:
    counts_something = any(char.isalpha() and char not in _THOUSANDS for char in line)
    return counts_something and any(map(str.isdigit, line)) and _COUNTED.fullmatch(line) is not None


def _in_one_line(text: str | None) -> str:
    return " ".join((text or "").split())
