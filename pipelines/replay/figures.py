"""What a replay came to, by publisher and in all."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from pipelines.document import Value
from pipelines.replay.difference import Difference
from pipelines.replay.facts import Change

_EXAMPLES = 3


class Counts(Value):
    """Documents by what became of them, and what is otherwise in them; of all where `publisher` is None.

    `similarity` is the mean of the texts that changed, None where none did; the characters are theirs too.
    `dates_*` are of `published`.
    """

    publisher: str | None
    looked_at: int
    same: int
    changed: int
    rejected: int
    failed: int
    left: int
    similarity: float | None
    characters_before: int
    characters_after: int
    dates_gained: int
    dates_lost: int
    dates_changed: int


class FactCounts(Value):
    """Documents in which a fact is otherwise, and the numbers of some of each kind."""

    fact: str
    gained: int
    lost: int
    changed: int
    examples: tuple[int, ...]


class ReasonCounts(Value):
    """Documents that would not be kept any more, by what the stages say; the numbers of all of them."""

    outcome: str
    reason: str
    numbers: tuple[int, ...]


class Figures(Value):
    """`without_capture` and `revised` of the chosen documents were not read; see choosing.py.

    `revisions` and `retagged` were committed, `not_applied` were to be and could not; None where nothing was
    to be written.
    """

    archive: str
    extractor: str
    total: Counts
    publishers: tuple[Counts, ...]
    facts: tuple[FactCounts, ...]
    reasons: tuple[ReasonCounts, ...]
    without_capture: int
    revised: int
    revisions: int | None
    retagged: int | None
    not_applied: int | None


class Tally:
    """Grows with publishers and with what is refused, not with the documents."""

    def __init__(self) -> None:
        self._by_publisher: defaultdict[str, _Sums] = defaultdict(_Sums)
        self._total = _Sums()
        self._facts: defaultdict[str, Counter[Change]] = defaultdict(Counter)
        self._examples: defaultdict[tuple[str, Change], list[int]] = defaultdict(list)
        self._reasons: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._applied: Counter[str] = Counter()

    def take(self, each: Difference) -> None:
        """The next document."""
        for sums in (self._total, self._by_publisher[each.publisher or ""]):
            sums.take(each)
        for fact in each.facts:
            self._facts[fact.fact][fact.change] += 1
            examples = self._examples[fact.fact, fact.change]
            if len(examples) < _EXAMPLES:
                examples.append(each.number)
        if each.outcome in ("rejected", "failed", "left"):
            self._reasons[each.outcome, each.reason or ""].append(each.number)
        self._applied.update(filter(None, [each.applied, "not" if each.not_applied else None]))

    def figures(
        self, archive: str, extractor: str, without_capture: int, revised: int, *, applied: bool
    ) -> Figures:
        """What was taken so far."""
        sums = sorted(self._by_publisher.items())
        return Figures(
            archive=archive,
            extractor=extractor,
            total=self._total.counts(None),
            publishers=tuple(each.counts(publisher) for publisher, each in sums),
            facts=tuple(self._fact(fact, counts) for fact, counts in self._facts.items()),
            reasons=tuple(
                ReasonCounts(outcome=outcome, reason=reason, numbers=tuple(numbers))
                for (outcome, reason), numbers in sorted(self._reasons.items())
            ),
            without_capture=without_capture,
            revised=revised,
            revisions=self._applied["revised"] if applied else None,
            retagged=self._applied["retagged"] if applied else None,
            not_applied=self._applied["not"] if applied else None,
        )

    def _fact(self, fact: str, counts: Counter[Change]) -> FactCounts:
        kinds: Iterable[Change] = ("gained", "lost", "changed")
        examples = tuple(number for kind in kinds for number in self._examples[fact, kind])
        return FactCounts(
            fact=fact,
            gained=counts["gained"],
            lost=counts["lost"],
            changed=counts["changed"],
            examples=examples,
        )


class _Sums:
    """Of one publisher, or of all."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._dates: Counter[Change] = Counter()
        self._similarity = 0.0
        self._before = self._after = 0

    def take(self, each: Difference) -> None:
        self._outcomes[each.outcome] += 1
        self._dates.update(fact.change for fact in each.facts if fact.fact == "published")
        if each.text is not None:
            self._similarity += each.text.similarity
            self._before += each.text.characters_before
            self._after += each.text.characters_after

    def counts(self, publisher: str | None) -> Counts:
        changed = self._outcomes["changed"]
        return Counts(
            publisher=publisher,
            looked_at=self._outcomes.total(),
            same=self._outcomes["same"],
            changed=changed,
            rejected=self._outcomes["rejected"],
            failed=self._outcomes["failed"],
            left=self._outcomes["left"],
            similarity=self._similarity / changed if changed else None,
            characters_before=self._before,
            characters_after=self._after,
            dates_gained=self._dates["gained"],
            dates_lost=self._dates["lost"],
            dates_changed=self._dates["changed"],
        )
