"""Documents per CPU second and per second, by side, as a drawing."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.averages import Figures, average
from bench.report import LABELS


def plot(result: Figures, file: Path) -> None:
    """An SVG; the same bytes for the same figures."""
    runs = [(label.strip("*"), average(result, side)) for side, label in LABELS.items()]
    shown = [(label, run) for label, run in reversed(runs) if run]
    labels = [label for label, _ in shown]
    figure = Figure(figsize=(8, 0.9 + 0.42 * len(shown)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    left.barh(labels, [run.docs_per_cpu_s for _, run in shown], color=_colours(labels))
    left.set_title("documents per CPU second", fontsize=10)
    right.barh(labels, [run.documents / run.wall_s for _, run in shown], color=_colours(labels))
    right.set_title("documents per second, with the start", fontsize=10)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    with mpl.rc_context({"svg.hashsalt": "benchmark", "svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None})


def _colours(labels: list[str]) -> list[str]:
    return ["tab:blue" if label == "Corpus Crawler" else "silver" for label in labels]
