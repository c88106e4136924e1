"""`python -m bench.alone PROCESSES TEXTS SOURCE [COUNT …]`: trafilatura alone, as it comes, over the pages.

Prints JSON: `pages`, `texts` (pages in which it found a text) and `work_s`, the seconds it took from
the first page to the last; importing and reading the pages into memory come before. The texts go into the
file TEXTS, JSON by URL.
"""

import json
import logging
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import trafilatura

from bench.choice import Choice, of_arguments

Text = tuple[str, str | None]


def main() -> None:
    """Extract every page once."""
    processes, file, choice = int(sys.argv[1]), Path(sys.argv[2]), of_arguments(sys.argv[3:])
    if processes == 1:
        pages = _bodies(choice)
        began = time.perf_counter()
        found = [_text(choice, place) for place in range(len(pages))]
        work_s = time.perf_counter() - began
    else:
        found, work_s = _in_processes(processes, choice)
    texts = {url: text for url, text in found if text}
    file.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    print(json.dumps({"pages": len(found), "texts": len(texts), "work_s": work_s}))


def _in_processes(processes: int, choice: Choice) -> tuple[list[Text], float]:
    """The processes have loaded their pages when the clock begins."""
    with ProcessPoolExecutor(processes) as pool:
        count, *_ = pool.map(_loaded, [choice] * processes)
        began = time.perf_counter()
        found = list(pool.map(_text, [choice] * count, range(count), chunksize=4))
        return found, time.perf_counter() - began


def _loaded(choice: Choice) -> int:
    """Sleeps a little, so that no process does the loading of two."""
    pages = _bodies(choice)
    time.sleep(1)
    return len(pages)


@cache
def _bodies(choice: Choice) -> list[tuple[str, bytes]]:
    logging.disable(logging.CRITICAL)
    return [(page.url, page.body) for page in choice.pages()]


def _text(choice: Choice, place: int) -> Text:
    url, body = _bodies(choice)[place]
    document = trafilatura.bare_extraction(body, url=url, with_metadata=True)
    return url, getattr(document, "text", None)


if __name__ == "__main__":
    main()
