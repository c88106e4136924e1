"""What stands, with status 200, where a listing should be: a login, a consent dialog, a farewell."""

from crawler.discovery.candidate import PROBLEMS, Problem
from crawler.discovery.html_links import tree_of
from pipelines.page.charset import decode_html
from pipelines.page.page_kind import kind_of_wall
from pipelines.page.page_metadata import read_metadata
from pipelines.page.shown import read_shown
from pipelines.page.soft_error import is_headed_as_error, says_gone

_LARGEST = 2 * 1024 * 1024
_LEAST_CHARACTERS = 250


def wall_of(body: bytes, *, url: str, content_type: str, has_entries: bool) -> Problem | None:
    """None for a listing. With entries, only if headed as an error: beside a list a dialog is no wall."""
    if len(body) > _LARGEST:
        return None
    tree = tree_of(body, content_type)
    if tree is None:
        return None
    page = read_metadata(tree)
    if has_entries and not is_headed_as_error(page.title, page.first_heading):
        return None
    shown = read_shown(tree, page)
    if has_entries:
        kind = "soft_404" if says_gone(shown) else "soft_error"
    else:
        html = decode_html(body, content_type or None)
        kind = kind_of_wall(shown, tree, html, url, "", _LEAST_CHARACTERS) or ""
    return (kind, page.title[:100]) if kind in PROBLEMS else None
