"""A process that commits made-up pages: `python -m tests.archive.crawler URL RUN FIRST COUNT BATCH`.

Page n has the same text whoever fetches it. Prints each page when it is acknowledged.
"""

import sys
from collections.abc import Callable, Sequence

from pipelines.archive import ArchiveWriter, Store, open_store
from pipelines.document import Outcome
from tests.archive.pages import document, failure, judge, rejection, seeds


def page(number: int) -> Outcome:
    if number % 7 == 5:
        return rejection(f"p{number}")
    return failure(f"p{number}", b"%d" % number) if number % 7 == 6 else document(f"p{number}")


def page_url(number: int) -> str:
    """The URL under which the archive knows the page."""
    return f"http://news.test/p{number}"


def crawl(
    store: Store, run: str, pages: range, batch: int, acknowledge: Callable[[Sequence[int]], None]
) -> None:
    """A whole session: opens, commits those of `pages` that are not known, closes."""
    writer = ArchiveWriter.open(store, run=run, software="test/1")
    writer.commit_seeds(seeds())
    wanted = [number for number in pages if writer.known.verdict(page_url(number)) is None]
    for start in range(0, len(wanted), batch):
        numbers = wanted[start : start + batch]
        writer.commit([page(number) for number in numbers], judge)
        acknowledge(numbers)
    writer.close()


def _print(numbers: Sequence[int]) -> None:
    sys.stdout.write(" ".join(map(str, numbers)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    url, run, first, count, batch = sys.argv[1:6]
    pages = range(int(first), int(first) + int(count))
    crawl(open_store(url), run, pages, int(batch), _print)
