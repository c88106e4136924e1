"""`python -m bench sums`: the tables of docs/scale.md from the figures of docs/scale.json.

`--measure` takes the figures anew, which needs SeaweedFS and a quiet machine: some five minutes. `--write`
puts both into docs/. Else the tables are printed.
"""

import argparse
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.pages import PROJECT
from bench.sums.chance import simulated as chance_of
from bench.sums.costs import measured_costs
from bench.sums.figures import Figures, read_figures, write_figures
from bench.sums.page import with_tables
from bench.sums.requests import measured_requests
from bench.sums.sizes import KINDS
from bench.sums.tables import MILLION, TABLES, markdown
from bench.web import Source, default_source

PAGE = PROJECT / "docs" / "scale.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """0; what goes wrong raises."""
    options = _options(arguments)
    figures = measured(options.source, options.pages) if options.measure else read_figures()
    if options.write:
        write_figures(figures)
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_tables(page, lambda name: table(name, figures)), encoding="utf-8")
    else:
        for name in TABLES:
            print(f"{name}\n{table(name, figures)}\n")
    return 0


def table(name: str, figures: Figures) -> str:
    """Markdown. Raises KeyError."""
    return markdown(TABLES[name](figures))


def measured(source: Source, pages: int) -> Figures:
    """Taken now, on this machine. Raises CrawlFailed where a crawl fails, RuntimeError without SeaweedFS."""
    requests = measured_requests()
    costs = measured_costs(source, pages)
    sizes = costs.sizes
    return Figures(
        measured=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        documents=sizes.documents,
        page=round(sizes.page),
        of={kind: round(sizes.of[kind] / sizes.documents, 1) for kind in KINDS},
        run=dict(requests.run),
        commit={name: round(calls, 1) for name, calls in requests.commit.items()},
        kept_cpu_s=round(costs.kept, 4),
        rejected_cpu_s=round(costs.rejected, 4),
        near_by_chance=chance_of(MILLION).counted,
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench sums", description=__doc__)
    parser.add_argument("--measure", action="store_true", help="take the figures anew")
    parser.add_argument("--write", action="store_true", help="put figures and tables into docs/")
    parser.add_argument("--source", choices=("shared", "local"), default=default_source())
    parser.add_argument("--pages", type=int, default=320, help="(default: %(default)s)")
    return parser.parse_args(arguments)
