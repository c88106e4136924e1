"""`python -m bench varied FOLDER`: an invented archive with a bit of everything, kept for trying things on.

Publishers of unequal size, months that lack, four scripts, copies, revisions, removals, rejections, failures,
run records. The same each time, but for the commits of the removals. 100,000 documents take some minutes and
a gigabyte.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.varied.building import build


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where it was made, 1 where the folder is not empty. Prints what is in it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench varied", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to make it; new or empty")
    parser.add_argument("--documents", type=int, default=100_000, help="how many (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.folder.exists() and any(options.folder.iterdir()):
        print(f"error: {options.folder} is not empty; name another folder", file=sys.stderr)
        return 1
    built = build(options.folder, options.documents, lambda said: print(said, file=sys.stderr, flush=True))
    print(json.dumps(built._asdict(), ensure_ascii=False))
    return 0
