"""What a page calls its own address (RFC 6596), where that can be true."""

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urljoin, urlsplit

from pipelines.page.site import site_of
from pipelines.urls import canonical_url

# Paths under which one program serves every article, told apart by the query alone.
_PROGRAM_PATH = re.compile(r"(?i)\.(php|aspx?|jsp|do|cgi|s?html?)$|/[a-z]{1,12}/?$")
_HOME = re.compile(r"(?i)/?([a-z]{2}([-_][a-z]{2,4})?/?)?((index|default|home)(\.[a-z]{3,5})?)?/?")
_NO_ARTICLE = re.compile(
    r"(?i)/(404|error|errors|not[-_]?found|log-?in|sign-?in|undefined|null|none|search)([./]|$)|\{\{|%7b%7b"
)
# What ends the path of an article and of no section: an identifier, or a headline in words.
_OWN_NAME = re.compile(r"\d{5,}|[^/-]+-[^/-]+-[^/-]+")


def canonical_of(final_url: str, stated: Sequence[str]) -> str | None:
    """The first that is on the same site and can be this very page; None where none can.

    Not believed are other sites, home pages, pages of errors and logins, the section that the page lies in,
    and an address without the query by which the page is found.
    """
    for said in stated:
        try:
            canonical = canonical_url(urljoin(final_url, said))
            if _can_be(urlsplit(canonical), urlsplit(canonical_url(final_url))):
                return canonical
        except ValueError:
            continue
    return None


def _can_be(canonical: SplitResult, fetched: SplitResult) -> bool:
    if site_of(canonical.hostname or "") != site_of(fetched.hostname or ""):
        return False
    if _HOME.fullmatch(canonical.path) and not canonical.query:
        return False
    if canonical.path != fetched.path and _NO_ARTICLE.search(canonical.path):
        return False
    return not (_drops_query(canonical, fetched) or _is_section_of(canonical, fetched))


def _drops_query(canonical: SplitResult, fetched: SplitResult) -> bool:
    same_path = canonical.path.rstrip("/") == fetched.path.rstrip("/")
    dropped = bool(fetched.query) and not canonical.query and same_path
    return dropped and bool(_PROGRAM_PATH.search(fetched.path))


def _is_section_of(canonical: SplitResult, fetched: SplitResult) -> bool:
    """Whether it is a folder above the page, and what it leaves out is the page's own name."""
    folder = canonical.path.rstrip("/") + "/"
    rest = fetched.path.removeprefix(folder)
    return rest != fetched.path and bool(_OWN_NAME.search(rest)) and not _OWN_NAME.search(folder)
