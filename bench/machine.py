"""What a measurement was made on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from pipelines.assembly import software_versions

_LIBRARIES = ("trafilatura", "lxml", "scrapy", "langdetect", "boto3", "pyarrow")


def machine() -> dict[str, str | int | float]:
    """`load_average` is that of the last minute, before the measurement: near 0 on an idle machine."""
    return {
        "cores": cores(),
        "processor": _processor(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, str]:
    """Of ours, and of the libraries that most of the time goes into."""
    return {**software_versions(), **{name: version(name) for name in _LIBRARIES}}


def cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    """The model as Linux names it; elsewhere what Python knows."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
