"""Which pages a measurement is about, in a form that goes through a command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.copies import with_copies
from bench.local_site import local_pages
from bench.mix import mixed
from bench.pages import SHARED, SavedPage, has_shared_pages, shared_pages, spread
from bench.planted import with_stories

Source = Literal["shared", "local"]

DEFAULT_PAGES = 320


@dataclass(frozen=True, slots=True)
class Choice:
    """`count` None: all real pages, or 320 of our own. One page in `one_copy_in` has a copy; 0: none.

    `unrelated` is the part (0 to 1) of pages that the judge turns away; None: as they come.
    """

    source: Source
    count: int | None = None
    one_copy_in: int = 0
    unrelated: float | None = None

    def pages(self) -> tuple[SavedPage, ...]:
        """The same pages each time; copies come beyond `count`."""
        if self.unrelated is None:
            return with_copies(load_pages(self.source, self.count), self.one_copy_in)
        count = self.count or DEFAULT_PAGES
        if self.source == "shared":
            # Next to none of them belongs.
            of = with_stories(load_pages("shared", None), 1 - self.unrelated)
        else:
            of = load_pages("local", 3 * count)
        return with_copies(mixed(of, count, self.unrelated), self.one_copy_in)

    def arguments(self) -> list[str]:
        """For the command line of a process of ours; `of_arguments` reads them."""
        return [self.source, *map(str, (self.count or "", self.one_copy_in, self.unrelated or ""))]


def of_arguments(arguments: Sequence[str]) -> Choice:
    """What `arguments` made, or the first of them: a source and a count."""
    source, count, one_copy_in, unrelated = (*arguments, "", "", "", "")[:4]
    return Choice(
        "shared" if source == "shared" else "local",
        int(count) if count else None,
        int(one_copy_in or 0),
        float(unrelated) if unrelated else None,
    )


def default_source() -> Source:
    """The real pages where they lie beside the project."""
    return "shared" if has_shared_pages() else "local"


def load_pages(source: Source, count: int | None, folder: Path = SHARED) -> tuple[SavedPage, ...]:
    """The same pages for the same arguments; `count` None means every real page, or 320 of our own."""
    if source == "local":
        return local_pages(count or DEFAULT_PAGES)
    return spread(shared_pages(folder), count)
