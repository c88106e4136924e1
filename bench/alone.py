"""`python -m bench.alone SOURCE COUNT`: trafilatura alone, as it comes, over the same pages in one process.

Prints JSON: `pages`, `texts` (pages in which it found a text) and `work_s`, the seconds it took from
the first page to the last; importing and reading the pages into memory come before.
"""

import json
import logging
import sys
import time

import trafilatura

from bench.web import load_pages


def main() -> None:
    """Extract every page once."""
    logging.disable(logging.CRITICAL)
    pages = load_pages("shared" if sys.argv[1] == "shared" else "local", int(sys.argv[2]))
    bodies = [(page.url, page.body) for page in pages]
    started = time.perf_counter()
    texts = sum(_has_text(body, url) for url, body in bodies)
    print(json.dumps({"pages": len(bodies), "texts": texts, "work_s": time.perf_counter() - started}))


def _has_text(body: bytes, url: str) -> bool:
    document = trafilatura.bare_extraction(body, url=url, with_metadata=True)
    return bool(getattr(document, "text", None))


if __name__ == "__main__":
    main()
