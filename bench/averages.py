"""Runs of the same kind taken together: over all rounds, by all seconds."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

Figures = Mapping[str, Any]


class Average(NamedTuple):
    """Of runs of one side; `docs_per_cpu_s` counts each page once, however often it was stored."""

    pages_per_s: float
    wall_s: float
    cpu_s: float
    cpu_per_document_s: float
    docs_per_cpu_s: float
    documents: float
    copies: float
    others_kept: float
    f1: float | None
    pages: float
    others: float
    megabytes: float
    peak_mb: float
    spread: float


def average(
    result: Figures, side: str, phase: str = "first", web: str = "all", store: str | None = None
) -> Average | None:
    """None where it was not measured. `store` None: a folder, or nowhere."""
    stores = (store,) if store else ("folder", "none")
    kind = (side, phase, web)
    runs = [
        run
        for run in result["runs"]
        if (run["side"], run["phase"], run["web"]) == kind and run["store"] in stores
    ]
    return _of(runs) if runs else None


def _of(runs: Sequence[Figures]) -> Average:
    def total(name: str) -> float:
        return float(sum(run[name] or 0 for run in runs))

    rates = [run["pages"] / run["work_s"] for run in runs]
    read = [run["f1"] for run in runs if run["f1"] is not None]
    documents = total("documents")
    return Average(
        pages_per_s=total("pages") / total("work_s"),
        wall_s=total("wall_s") / len(runs),
        cpu_s=total("cpu_s") / len(runs),
        cpu_per_document_s=total("cpu_s") / documents if documents else float("inf"),
        docs_per_cpu_s=documents / total("cpu_s"),
        documents=documents / len(runs),
        copies=total("copies") / len(runs),
        others_kept=total("others_kept") / len(runs),
        f1=fmean(read) if read else None,
        pages=total("pages") / len(runs),
        others=total("others") / len(runs),
        megabytes=total("bytes") / len(runs) / 2**20,
        peak_mb=max(run["peak_pss_mb"] or run["peak_rss_mb"] for run in runs),
        spread=max(rates) / min(rates) if min(rates) else 1.0,
    )
