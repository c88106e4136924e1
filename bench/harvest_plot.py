"""The harvest curves as a drawing."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.focus.result import Harvest

_STYLES = (("whole", "best-first", "-"), ("best", "best-first, half the budget", "--"),
           ("breadth", "breadth-first, half the budget", ":"))  # fmt: skip


def plot(harvest: Harvest, file: Path) -> None:
    """An SVG; the same bytes for the same figures."""
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    tenths = [harvest.articles * tenth // 10 for tenth in range(11)]
    for name, label, style in _STYLES:
        run = getattr(harvest, name)
        shown = [place for place in range(11) if place == 0 or tenths[place - 1] < run.article_requests]
        axes.plot([tenths[p] for p in shown], [run.found[p] for p in shown], style, label=label, marker=".")
    axes.axhline(harvest.related, color="grey", linewidth=0.8)
    axes.set(
        xlabel="article requests", ylabel=f"related articles found, of {harvest.related}", ylim=(0, None)
    )
    axes.legend(frameon=False, loc="lower right")
    with mpl.rc_context({"svg.hashsalt": "harvest", "svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
