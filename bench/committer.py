"""`python -m bench.committer URL RUN BATCH PAGE…`: a writer that commits made-up pages when told to.

Prints a line when it has opened the archive, waits for one, and prints its figures as JSON at the end.
"""

import json
import sys
import time
from collections.abc import Sequence

from pipelines.archive import ArchiveWriter, open_store
from tests.archive.pages import document, judge


def commit_all(writer: ArchiveWriter, pages: Sequence[int], batch: int) -> dict[str, float]:
    """Commits the pages, `batch` at a time; a page has the same text whoever commits it."""
    began = time.time()
    kept = 0
    for start in range(0, len(pages), batch):
        commit = writer.commit([document(f"p{page}") for page in pages[start : start + batch]], judge)
        kept += sum(row.kind == "document" for row in commit.rows)
    ended = time.time()
    commits = len(range(0, len(pages), batch))
    return {
        "began": began,
        "ended": ended,
        "commits": commits,
        "documents": kept,
        "lost_races": writer.lost_races,
    }


def main() -> None:
    url, run, batch, *pages = sys.argv[1:]
    writer = ArchiveWriter.open(open_store(url), run=run, software="bench/1")
    print("ready", flush=True)
    sys.stdin.readline()
    figures = commit_all(writer, list(map(int, pages)), int(batch))
    writer.close()
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
