"""`python -m bench.same_articles FILE`: whether pages are read as they were when FILE was written.

Every real page beside the project and every page of our own, each as it is and cut off in the middle: every
field of the article, or why there is none. `--write` writes FILE, `--every N` looks at every Nth page only.
Exit code 1 where a page differs.
"""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pipelines.document import Capture
from pipelines.errors import Rejected, StageFailed
from pipelines.extract import extract
from quality.cases import OWN, PROJECT, Page, shared_pages

_ORIGINS = ("aeb", "fundus", "gne", "goose3", "hkfire", "trafilatura")
_OUR_FOLDERS = (OWN / "pages", OWN / "kinds", PROJECT / "tests" / "understanding" / "pages")
_MIN_CHARACTERS = 60
_LONGEST_SHOWN = 300


def read_all(every: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The name of each page with what was made of it."""
    for page in islice(chain(shared_pages(*_ORIGINS), _our_pages()), 0, None, every):
        capture = page.capture()
        half = capture.model_copy(update={"body": page.body[: len(page.body) // 2]})
        yield page.name, _read(capture)
        yield f"{page.name}, half of it", _read(half)


def _our_pages() -> Iterator[Page]:
    for file in (file for folder in _OUR_FOLDERS for file in sorted(folder.glob("*.html"))):
        url = f"https://daily.example/2026/11/{file.stem}.html"
        yield Page(str(file.relative_to(PROJECT)), "own", url, file.read_bytes(), {})


def _read(capture: Capture) -> dict[str, Any]:
    try:
        return extract(capture, min_characters=_MIN_CHARACTERS).model_dump(mode="json")
    except Rejected as rejected:
        return {"rejected": rejected.reason, "detail": rejected.detail}
    except StageFailed as failed:
        return {"failed": failed.cause, "detail": failed.detail}


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """One line for each field that is not the same on one page."""
    for field in sorted(before.keys() | after.keys()):
        if before.get(field) != after.get(field):
            yield f"  {field}: {_shown(before.get(field))} → {_shown(after.get(field))}"


def _shown(value: object) -> str:
    return repr(value)[:_LONGEST_SHOWN]


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where all is the same."""
    options = _options(arguments)
    logging.disable(logging.CRITICAL)
    now = dict(read_all(options.every))
    if options.write:
        options.file.write_text(json.dumps(now, ensure_ascii=False, indent=1), encoding="utf-8")
        return 0
    before = json.loads(options.file.read_text(encoding="utf-8"))
    compared = now.keys() if options.every > 1 else before.keys() | now.keys()
    different = {name for name in compared if before.get(name) != now.get(name)}
    for name in sorted(different):
        print(name, *differences(before.get(name, {}), now.get(name, {})), sep="\n")
    print(f"{len(now)} pages, {len(different)} read differently")
    return 1 if different else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.same_articles", description=__doc__)
    parser.add_argument("file", type=Path, help="what was made of the pages, as JSON")
    parser.add_argument("--write", action="store_true", help="write it")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth page (default: all)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
