"""The listings of publishers of which no more than the home page is known."""

import sys
from typing import NamedTuple

from crawler.checking.eyes import Eyes
from crawler.checking.proposal import Proposal, propose, refuse_empty
from crawler.checking.proposal_report import show_proposal
from crawler.checking.publisher_toml import to_toml
from crawler.publishers import Publisher
from pipelines.commands.fetching import NotFetched
from pipelines.commands.output import say
from pipelines.errors import ConfigurationError
from pipelines.guarded_output import complain

_LISTS = ("feeds", "news_sitemaps", "sitemaps", "sections")


def is_bare(publisher: Publisher) -> bool:
    """Whether it is read and nobody has said where."""
    return publisher.enabled and not publisher.lists_something and not publisher.templates


class Looked(NamedTuple):
    """A publisher, and what was found there, or why nothing was."""

    publisher: Publisher
    found: Proposal | NotFetched | ConfigurationError


async def look_for_listings(publisher: Publisher, samples: int, eyes: Eyes) -> Looked:
    """Shows nothing: others are looked at meanwhile."""
    try:
        proposal = await propose(publisher.home, publisher.id, samples, eyes)
        refuse_empty(proposal.publisher)
    except (NotFetched, ConfigurationError) as error:
        return Looked(publisher, error)
    return Looked(publisher, proposal)


def show_completed(looked: Looked) -> Publisher | None:
    """The publisher with what was found, which is shown as it is for a new one; None where nothing was."""
    publisher, proposal = looked
    if not isinstance(proposal, Proposal):
        complain(proposal)
        return None
    sys.stderr.write(f"{publisher.id}: {publisher.home}\n")
    show_proposal(proposal)
    completed = publisher.model_copy(update={name: getattr(proposal.publisher, name) for name in _LISTS})
    say(to_toml(completed))
    return completed
