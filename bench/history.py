"""`make bench ARGS=history`: how fast WARC files of a news crawl are read for the pages of a few publishers.

The reader of `scrapy crawl history` itself, in this process, over records of which one in a hundred is a
related page of a chosen publisher. Every one of these must be found; the exit code is 1 where one is not.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.news_warcs import Planted, build
from bench.pages import PROJECT
from crawler.history.wanted import Wanted
from crawler.history.warc_places import in_folder
from crawler.history.warc_slice import Question, SliceReader
from crawler.publishers import load_publishers
from crawler.window import Window
from pipelines.config import Config, SeedsConfig
from pipelines.stages import build_stages

RECORDS = 20_000
_RESULTS = PROJECT / "bench-results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures, and writes them to bench-results/<time>-history.json."""
    parser = argparse.ArgumentParser(prog="python -m bench history", description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS, help="(default: %(default)s)")
    parser.add_argument("--results", type=Path, default=_RESULTS, help="folder of the figures")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        planted = build(Path(scratch), options.records)
        figures = read(planted)
    print("\n".join(f"{name:<24}{value}" for name, value in figures.items()))
    options.results.mkdir(parents=True, exist_ok=True)
    file = options.results / f"{time.strftime('%Y-%m-%dT%H%M%SZ', time.gmtime())}-history.json"
    file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if not figures["missed"] else 1


def read(planted: Planted) -> dict[str, Any]:
    """Reads all files, slice by slice, and holds what was found against what was planted."""
    seeds = SeedsConfig(folder=PROJECT / "seeds", gazetteer=PROJECT / "seeds" / "entities.toml")
    glimpse = build_stages(Config(seeds=seeds)).glimpse
    publishers = load_publishers(PROJECT / "demo" / "publishers.toml")
    question = Question(Wanted.of(publishers), Window("2019", "2021"), "bench")
    found: set[str] = set()
    passed_over: Counter[str] = Counter()
    records, began_s = 0, time.process_time()
    for file in in_folder(str(planted.folder), ("2020-03",)):
        at: int | None = 0
        while at is not None:
            part = SliceReader(file, question, glimpse).read(at)
            assert part.trouble is None, part.trouble
            found.update(capture.url for capture in part.captures)
            passed_over.update(part.passed_over)
            records, at = records + part.records, part.end
    cpu_s = time.process_time() - began_s
    return {
        "records": records,
        "megabytes": round(planted.bytes / 1e6),
        "cpu_s": round(cpu_s, 2),
        "records_per_s_per_core": round(records / cpu_s),
        "planted": len(planted.urls),
        "missed": len(planted.urls - found),
        "others_of_publishers": planted.others,
        "found": len(found),
        "passed_over": dict(passed_over),
    }
