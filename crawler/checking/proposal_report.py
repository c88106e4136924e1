"""What a proposal says to the person who asked for it: all on stderr, for stdout is the entry's."""

import sys
from contextlib import redirect_stdout

from crawler.checking.proposal import Proposal
from crawler.checking.report import show_listings, show_samples
from pipelines.commands.output import one_line, say


def show_proposal(proposal: Proposal) -> None:
    """What was looked at, what a crawl would have made of some articles, and how many it would have added."""
    with redirect_stdout(sys.stderr):
        show_listings("looked at", proposal.tried)
        if proposal.samples:
            say()
            show_samples("", proposal.samples)
        say()
        for line in _summary(proposal):
            say(line)


def _summary(proposal: Proposal) -> list[str]:
    read = len(proposal.samples)
    added = {sample.sha256: sample for sample in proposal.samples if sample.outcome == "archived"}
    lines = [f"{proposal.candidates} articles are listed, {proposal.new} of them not in the archive"]
    if read:
        lines.append(f"of the {read} most promising, a crawl would have added {len(added)}:")
        lines += [f"  {one_line(sample.headline or sample.url)}" for sample in added.values()]
    if read and all(sample.reason == "needs_scripts" for sample in proposal.samples):
        lines.append("its pages are empty before their scripts have run: add render = true to the entry")
    elif read and not any(sample.was_read for sample in proposal.samples):
        lines.append("none of its articles could be read; look at the reasons above before you add it")
    return lines
