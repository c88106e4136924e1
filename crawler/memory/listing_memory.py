"""What earlier crawls learned of the listings, and what this one learns; decides what need not be asked for.

The rule is that nothing decides alone. A validator is believed only of a host that was seen to change it
with the body; until then one listing of each host is asked for whole, as a witness. No validator is believed
for longer than a day. A listing of which a page has found no end is read whole.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from crawler.capture import now
from crawler.discovery.candidate import Candidate, Found, Kind, Listing
from crawler.memory import poll_intervals
from crawler.memory.answer import Answer, changed_with_its_body, conditions, stands_for_another_body
from crawler.memory.hosts import Hosts
from crawler.memory.left_pages import earlier_yields
from crawler.memory.open_candidates import OpenCandidates
from crawler.memory.retirement import failed, is_resting, recovered
from crawler.publishers import Publisher
from crawler.window import ANY_DATE, Window
from pipelines.archive import Came, ListingResult, ListingState, NamedListing, Poll
from pipelines.document import utc_stamp
from pipelines.software import software

# Pages of one and the same list: where the first has not changed, nor have those behind it.
_PAGED: tuple[Kind, ...] = ("section", "feed")
_MONTH = len("2020-11")
# What was quiet for four weeks may be taken for unchanged for one.
_QUIET_SHARE = 1 / 4


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what is remembered is good for. `polls_all`: no listing is left out because it is not due.

    `reads_all`: each is read whole, since this run follows listings further than others do. `obeyed` are the
    reservations for which a page was left, and the languages wanted: with others it has found no end.
    """

    whole_after: timedelta = timedelta(hours=24)
    longest_poll: timedelta = timedelta(days=7)
    polls_all: bool = True
    reads_all: bool = False
    obeyed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with a listing: ask for it, with `headers`, or leave it, as `came` says, for `note`."""

    came: Came | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


class ListingMemory:
    """Of one run. `states` are those that earlier runs left; `window` are the dates that are wanted."""

    def __init__(
        self,
        states: Mapping[str, ListingState],
        publishers: Sequence[Publisher],
        window: Window,
        open_candidates: OpenCandidates,
        clock: Callable[[], datetime],
        patience: Patience = Patience(),
    ) -> None:
        self._states = states
        self.is_blank = not states
        self.earlier = earlier_yields(states.values())
        self.retired_before = frozenset(url for url, state in states.items() if state.retired)
        self._readings = {each.id: f"{_reading(each)} {patience.obeyed}" for each in publishers}
        self._window = window
        self._candidates = open_candidates
        self._now = clock
        self._patience = patience
        self._learned: dict[str, ListingState] = {}
        self._read: set[str] = set()
        self._unchanged: set[str] = set()
        self._hosts = Hosts(states.values())

    def plan(self, listing: Listing) -> Plan:
        """Whether to ask for a listing in this run, and how."""
        state = self._states.get(listing.url)
        if state is None:
            return Plan()
        if not self._patience.polls_all and is_resting(state, self._now()):
            return Plan("retired", note=f"retired: {state.note}")
        if state.failures or not self._is_settled(state):
            return Plan()
        if self._is_polled(listing) and not self._is_due(state):
            return Plan("not_due")
        if self._is_unasked(listing, state):
            self._unchanged.add(listing.url)
            return Plan("unchanged")
        headers = conditions(state)
        if not headers or self._is_old(state.whole) or not self._hosts.is_believed(listing):
            return Plan()
        return Plan(headers=headers)

    def is_doubtful(self, listing: Listing, answer: Answer) -> bool:
        """Whether it says that nothing has changed, and its host was found lying since it was asked."""
        return answer.says_unchanged and self._hosts.lies(listing)

    def is_unchanged(self, listing: Listing, answer: Answer) -> bool:
        """Whether an answer names nothing that has not found its end."""
        state = self._states.get(listing.url)
        if state is None:
            return False
        return answer.says_unchanged or (state.digest == answer.digest and self._is_settled(state))

    def unchanged(self, listing: Listing, answer: Answer) -> tuple[Listing, ...]:
        """Takes note of a listing that has not changed; what it names is to be looked at all the same."""
        self._unchanged.add(listing.url)
        changes: dict[str, object] = {"modified": listing.modified}
        if answer.says_unchanged:
            self._hosts.took_at_its_word(listing)
        else:
            changes |= self._of_body(answer)
        state = self._polled(recovered(self._states[listing.url]))
        self._learned[listing.url] = state.model_copy(update=changes)
        return self.named_by(listing)

    def named_by(self, listing: Listing) -> tuple[Listing, ...]:
        """The listings that one named when it was last read."""
        state = self._states.get(listing.url)
        path = (*listing.path, listing.url)
        return tuple(
            Listing(named.url, cast("Kind", named.kind), listing.publisher, named.modified, path)
            for named in (state.listings if state is not None else ())
        )

    def read(self, listing: Listing, answer: Answer, found: Found) -> tuple[Listing, ...]:
        """Takes note of a listing that was read. What comes back is to be asked for once more.

        Those said that nothing had changed, and this one shows that their host says so in any case.
        """
        state = self._states.get(listing.url) or _new(listing)
        lies = stands_for_another_body(state, answer)
        named = (NamedListing(url=one.url, kind=one.kind, modified=one.modified) for one in found.listings)
        changes: dict[str, object] = {
            "listings": tuple(named),
            "modified": listing.modified,
            "months": _months(state, found.candidates),
            "validators_lie": state.validators_lie or lies,
            "validators_true": state.validators_true or changed_with_its_body(state, answer),
        }
        state = self._polled(recovered(state))
        self._learned[listing.url] = state.model_copy(update=changes | self._of_body(answer))
        self._read.add(listing.url)
        return self._hosts.found_lying(listing) if lies else ()

    def missed(self, listing: Listing, problem: str) -> None:
        """Takes note of a listing of which nothing could be had."""
        state = self._states.get(listing.url) or _new(listing)
        self._learned[listing.url] = failed(state, problem, self._now())

    def considered(self, listing: Listing, candidate: Candidate, reason: str | None) -> None:
        """A listing names a page, which need not be asked for, for `reason`; None where it should be."""
        self._candidates.considered(listing.url, candidate.url, candidate.published, reason)

    def forbidden(self, candidate: Candidate, for_s: float) -> None:
        """robots.txt did not let us ask for a page; after so many seconds it may."""
        self._candidates.left(candidate.url, timedelta(seconds=for_s))

    def unpromising(self, candidate: Candidate) -> None:
        """A page was left for a later run: it is left alone for a while."""
        self._candidates.unpromising(candidate.url)

    def was_left(self, candidate: Candidate) -> bool:
        """Whether an earlier run found it unpromising, not long ago."""
        return self._candidates.pages.has(candidate.url)

    def changes(self, results: Sequence[ListingResult]) -> dict[str, ListingState]:
        """At the end, once all is committed: what is to be remembered. `results` are the run record's."""
        for url in self._read:
            self._learned[url] = self._settled(self._learned[url])
        for result in results:
            if result.url in self._learned:
                self._learned[result.url] = _with_yield(self._learned[result.url], result)
        return self._learned

    def _settled(self, state: ListingState) -> ListingState:
        settlement = self._candidates.settlement(state.url)
        until = settlement.until if settlement is not None else None
        newest = state.polls[-1].model_copy(update={"new": self._candidates.new[state.url]})
        changes: dict[str, object] = {
            "polls": (*state.polls[:-1], newest),
            "settled": self._bounds(state.publisher, self._window) if settlement is not None else None,
            "settled_until": utc_stamp(until) if until is not None else None,
            **self._candidates.pages.of(state.url),
        }
        return state.model_copy(update=changes)

    def _is_settled(self, state: ListingState) -> bool:
        """Whether every page that it named has found its end, for the dates that are wanted now."""
        if self._patience.reads_all:
            return False
        if state.settled_until is not None and utc_stamp(self._now()) >= state.settled_until:
            return False
        wider = self._bounds(state.publisher, ANY_DATE)
        return state.settled in (wider, self._bounds(state.publisher, self._window))

    def _bounds(self, publisher: str, window: Window) -> str:
        return f"{self._readings.get(publisher)} {window.since or ''}..{window.until or ''}"

    def _is_polled(self, listing: Listing) -> bool:
        """Whether its own interval counts; what another listing names follows that."""
        if self._patience.polls_all or listing.kind == "robots":
            return False
        return not listing.path or listing.path[-1].endswith("/robots.txt")

    def _is_due(self, state: ListingState) -> bool:
        due_from = poll_intervals.due_from(state.polls, self._patience.longest_poll)
        return due_from is None or self._now() >= due_from

    def _is_unasked(self, listing: Listing, state: ListingState) -> bool:
        """Whether what names the listing says that it has not changed since it was last looked at.

        An index whose dates never change is found out by looking now and then: after a day, and the longer
        nothing came, the later.
        """
        if not state.polls:
            return False
        looked, now = state.polls[-1].time, self._now()
        patient = min(self._patience.longest_poll, poll_intervals.quiet_for(state.polls, now) * _QUIET_SHARE)
        if now - datetime.fromisoformat(looked) >= max(self._patience.whole_after, patient):
            return False
        return _says_its_index(listing, state, looked) or self._is_behind_unchanged(listing)

    def _is_behind_unchanged(self, listing: Listing) -> bool:
        """Whether it is a further page of a list whose page before has not changed."""
        before = listing.path[-1] if listing.path else ""
        if before not in self._unchanged or listing.kind not in _PAGED:
            return False
        return self._states[before].kind == listing.kind

    def _is_old(self, time: str | None) -> bool:
        return time is None or self._now() - datetime.fromisoformat(time) >= self._patience.whole_after

    def _polled(self, state: ListingState) -> ListingState:
        poll = Poll(time=utc_stamp(self._now()), new=0)
        return state.model_copy(update={"polls": poll_intervals.with_poll(state.polls, poll)})

    def _of_body(self, answer: Answer) -> dict[str, object]:
        return {
            "etag": answer.etag,
            "last_modified": answer.last_modified,
            "digest": answer.digest,
            "bytes": answer.size,
            "whole": utc_stamp(self._now()),
        }


def forgetful() -> ListingMemory:
    """One that knows nothing, of a run after which nothing is kept."""
    nothing = OpenCandidates(lambda _, __: None, timedelta(), now)
    return ListingMemory({}, (), ANY_DATE, nothing, now)


def _says_its_index(listing: Listing, state: ListingState, looked: str) -> bool:
    """Whether the index gives the date that it gave when the listing was last looked at, at `looked`.

    A day without a time says nothing before it is over.
    """
    if listing.modified is None or listing.modified != state.modified:
        return False
    return "T" in listing.modified or looked[: len(listing.modified)] > listing.modified


def _reading(publisher: Publisher) -> str:
    """What decides which pages a listing is found to name, in 16 hex digits."""
    said = f"{software()} {publisher.model_dump_json()}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _new(listing: Listing) -> ListingState:
    return ListingState(url=listing.url, kind=listing.kind, publisher=listing.publisher)


def _months(state: ListingState, candidates: Sequence[Candidate]) -> dict[str, int]:
    """By month of publication, the most pages that it ever named at once."""
    dated = (candidate.published for candidate in candidates)
    named = Counter(day[:7] for day in dated if day is not None and len(day) >= _MONTH)
    months = sorted({*named, *state.months})
    return {month: max(named[month], state.months.get(month, 0)) for month in months}


def _with_yield(state: ListingState, result: ListingResult) -> ListingState:
    """With what came of its pages in this run."""
    counted = {
        name: getattr(state, name) + (getattr(result, name) or 0)
        for name in ("fetched", "related", "archived", "unlikely", "unlikely_related")
    }
    return state.model_copy(update=counted)
