"""Poll intervals as a drawing: what each listing's pages wait, and how often it is asked for, by its rate."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.poll_intervals import Outcome
from bench.poll_listings import InventedListing


def plot(listings: Sequence[InventedListing], outcomes: Sequence[Outcome], days: int, file: Path) -> None:
    """An SVG, the same bytes for the same figures: the last outcome by listing, the others as lines."""
    figure = Figure(figsize=(7.5, 3.6), layout="constrained")
    asked, waited = figure.subplots(1, 2, sharex=True)
    *fixed, learned = outcomes
    pairs = [(len(one.pages) / days, look) for one, look in zip(listings, learned.looks, strict=True)]
    drawn = [(rate, look) for rate, look in pairs if look.waited_h]
    rates = [rate for rate, _ in drawn]
    asked.scatter(rates, [look.requests / days for _, look in drawn], s=7, label="learned")
    waited.scatter(rates, [fmean(look.waited_h) for _, look in drawn], s=7, label="learned")
    for line, style in zip(fixed, ("-", "--", ":"), strict=False):
        look = {"color": "grey", "linestyle": style, "linewidth": 1, "label": line.name}
        asked.axhline(line.requests / len(listings) / days, **look)
        waited.axhline(line.mean_h, **look)
    asked.set(xscale="log", yscale="log", xlabel="pages a day", ylabel="requests a day")
    waited.set(xscale="log", yscale="log", xlabel="pages a day", ylabel="hours that a page waits, mean")
    asked.legend(frameon=False, fontsize="small")
    with mpl.rc_context({"svg.hashsalt": "poll-intervals", "svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
