"""A result of `make bench` as it goes into its file, made up."""

from typing import Any


def run(side: str, phase: str = "first", **other: Any) -> dict[str, Any]:
    """100 pages in 10 s with 20 s of CPU, each kept; ours or another's."""
    about = {"side": side, "phase": phase, "web": "all", "store": "none" if "alone" in side else "folder"}
    figures = {
        "wall_s": 12.0, "work_s": 10.0, "cpu_s": 20.0, "peak_pss_mb": 500.0, "peak_rss_mb": 900.0,
        "processes": 3, "pages": 100, "distinct": 100, "others": 20, "bytes": 2**20, "documents": 100,
        "copies": 0, "others_kept": 0, "f1": 0.95,
    }  # fmt: skip
    return {**about, **figures, **other}


def result(*runs: dict[str, Any], **other: Any) -> dict[str, Any]:
    """Of these runs."""
    machine = {"cores": 2, "processor": "Invented 9000", "memory_gb": 8.0, "system": "Linux 6.1",
               "python": "3.13.1", "load_average": 0.1}  # fmt: skip
    stage = {"stage": "extract", "pages": 10, "mean": 50.0, "median": 40.0, "p95": 90.0}
    told = {
        "time": "2026-11-26T10:00:00Z", "source": "local", "described": "made up", "pages": 100, "copies": 5,
        "bytes": 2**20, "machine": machine, "software": {"corpus-crawler": "0.6.0"}, "runs": list(runs),
        "interrupted": [], "left_out": [], "failed": [], "stages": [stage],
    }  # fmt: skip
    return {**told, **other}
