"""What `corpus replay` found, for people."""

import difflib
from collections.abc import Iterator, Sequence

from pipelines.commands.output import one_line, say, table
from pipelines.replay.applying import Found
from pipelines.replay.facts import Known
from pipelines.replay.figures import Counts, FactCounts, Figures, ReasonCounts

_HEAD = ("publisher", "read", "same", "changed", "alike", "characters", "dates", "rejected", "failed", "left")
_NUMBERS = 12


def tell_figures(figures: Figures) -> None:
    """By publisher, by fact, what would not be kept, and in all."""
    if figures.publishers:
        table(
            _HEAD, [*map(_by_publisher, figures.publishers), _by_publisher(figures.total)], give_way=(6, 4, 5)
        )
    if figures.facts:
        say()
        table(("fact", "gained", "lost", "changed", "such as"), map(_by_fact, figures.facts))
    for each in figures.reasons:
        say(f"{each.outcome} {each.reason}".strip() + f": {_numbers(each)}")
    say()
    for sentence in _sentences(figures):
        say(sentence)


def show_difference(found: Found) -> None:
    """Of one document: its facts, and its text as a unified diff."""
    each = found.difference
    say(f"{each.number:03d}  {one_line(each.headline or each.url or '-')}: {each.outcome}")
    if each.outcome in ("rejected", "failed", "left"):
        said = " ".join(filter(None, [each.stage, each.reason]))
        say(one_line(f"  {said}: {each.detail}" if said else f"  {each.detail}"))
    for fact in each.facts:
        say(f"  {fact.fact:<14}{_value(fact.before)} → {_value(fact.after)}")
    if found.parts is None or each.text is None:
        return
    say(f"  {'similarity':<14}{each.text.similarity:.3f}")
    before, after = found.row.text.removesuffix("\n").split("\n"), found.parts.article.text.split("\n")
    for line in difflib.unified_diff(before, after, "archived", "now", lineterm=""):
        say(line)


def _by_publisher(counts: Counts) -> tuple[str, ...]:
    alike = "-" if counts.similarity is None else f"{counts.similarity:.2f}"
    characters = f"{counts.characters_before} → {counts.characters_after}" if counts.changed else "-"
    dates = f"+{counts.dates_gained} -{counts.dates_lost} ~{counts.dates_changed}"
    name = "in all" if counts.publisher is None else counts.publisher or "-"
    read = (counts.looked_at, counts.same, counts.changed)
    ends = (counts.rejected, counts.failed, counts.left)
    return (name, *map(str, read), alike, characters, dates, *map(str, ends))


def _by_fact(counts: FactCounts) -> tuple[str, ...]:
    numbers = (counts.gained, counts.lost, counts.changed)
    return (counts.fact, *map(str, numbers), _listed(counts.examples))


def _numbers(each: ReasonCounts) -> str:
    more = len(each.numbers) - _NUMBERS
    rest = f" and {more} more; --json has them all" if more > 0 else ""
    return f"{len(each.numbers)}, {_listed(each.numbers[:_NUMBERS])}{rest}"


def _listed(numbers: Sequence[int]) -> str:
    return " ".join(f"{number:03d}" for number in numbers)


def _sentences(figures: Figures) -> Iterator[str]:
    total = figures.total
    yield f"{figures.archive}: {total.looked_at} pages read by {figures.extractor}: {_outcome(figures)}"
    if total.rejected:
        yield f"{total.rejected} would be rejected now; they stay: `corpus remove` takes out what should go"
    if figures.revised:
        yield f"{figures.revised} have a newer text of the same page, which is what is read"
    if figures.without_capture:
        yield f"{figures.without_capture} have no capture and cannot be read anew"


def _outcome(figures: Figures) -> str:
    if figures.revisions is None:
        return f"{figures.total.changed} texts would change"
    left = f", {figures.not_applied} left as they are" if figures.not_applied else ""
    return f"{figures.revisions} revisions archived, {figures.retagged} with other entities{left}"


def _value(value: Known) -> str:
    if value is None:
        return "-"
    return one_line(", ".join(value) if isinstance(value, tuple) else str(value))
