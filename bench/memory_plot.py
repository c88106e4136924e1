"""What the processes of a crawl hold, as a drawing."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.memory import Look

_COLOURS = {"main": "C0", "worker": "C1", "fork server": "C2", "resource tracker": "C7"}
# More points than that nobody sees.
_POINTS = 300


def plot(looks: Sequence[Look], file: Path) -> None:
    """An SVG; the same bytes for the same figures. A line for each process."""
    figure = Figure(figsize=(7.5, 3.8), layout="constrained")
    axes = figure.subplots()
    of_process: defaultdict[tuple[str, int], list[Look]] = defaultdict(list)
    for look in looks:
        of_process[look.role, look.pid].append(look)
    named: set[str] = set()
    for (role, _), found in of_process.items():
        shown = found[:: max(1, len(found) // _POINTS)]
        label = role if role not in named else None
        named.add(role)
        axes.plot(
            [look.pages for look in shown],
            [look.rss_mb for look in shown],
            color=_COLOURS.get(role),
            linewidth=1,
            label=label,
        )
    axes.set(xlabel="pages", ylabel="resident memory, MB", ylim=(0, None), xlim=(0, None))
    axes.legend(frameon=False, loc="lower right")
    with mpl.rc_context({"svg.hashsalt": "memory", "svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
