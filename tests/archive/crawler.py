"""A process that commits made-up pages: `python -m tests.archive.crawler URL RUN FIRST COUNT BATCH`.

Page n has the same text whoever fetches it. Prints each page when it is acknowledged.
"""

import sys

from pipelines.archive import ArchiveWriter, open_store
from pipelines.document import Outcome
from tests.archive.pages import document, failure, judge, rejection, seeds


def page(number: int) -> Outcome:
    if number % 7 == 5:
        return rejection(f"p{number}")
    return failure(f"p{number}", b"%d" % number) if number % 7 == 6 else document(f"p{number}")


def crawl(url: str, run: str, first: int, count: int, batch: int) -> None:
    writer = ArchiveWriter.open(open_store(url), run=run, software="test/1")
    writer.commit_seeds(seeds())
    keys = ((number, f"http://news.test/p{number}") for number in range(first, first + count))
    wanted = [number for number, key in keys if writer.known.verdict(key) is None]
    for start in range(0, len(wanted), batch):
        numbers = wanted[start : start + batch]
        writer.commit([page(number) for number in numbers], judge)
        sys.stdout.write(" ".join(map(str, numbers)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    crawl(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))
