"""The report of one run as a page: verdict first, then what came of it, what it gained, what to look at."""

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from pipelines.archive import RunRecord, Skipped, Store
from pipelines.report.charts import Chart, Series, bars, curve
from pipelines.report.page import number, page, seconds, share, spoken
from pipelines.report.run_facts import RunFacts, facts_of, run_facts
from pipelines.report.run_gains import Gain, Gains
from pipelines.report.run_pages import NotKept, RunPages
from pipelines.software import software

_MOST_MONTHS = 72
_MOST_ENTITIES = 20
_MOST_LISTINGS = 400
_EXAMPLES_SHOWN = 5

_Tile = tuple[str, str, str]


class Turned(NamedTuple):
    """Pages with one end other than being kept; `example` is one of them, None where no row tells."""

    slug: str
    pages: int
    is_failure: bool
    example: NotKept | None


class NotFetched(NamedTuple):
    """Candidates that were left alone; `sample` are some of them."""

    slug: str
    candidates: int
    sample: tuple[str, ...]


def run_page(store: Store, key: str) -> str:
    """The report of the run whose record lies under `key`, made anew.

    Raises KeyMissing where none does, ArchiveDamaged, StoreError.
    """
    return _made(run_facts(store, key))


def page_of_record(store: Store, record: RunRecord) -> str:
    """The report of a run that has just ended. Raises ArchiveDamaged, StoreError."""
    return _made(facts_of(store, record))


def _made(facts: RunFacts) -> str:
    return page(
        "run.html",
        kind="Run report",
        title=f"Run of {spoken(facts.record.started)}",
        facts=facts,
        record=facts.record,
        sentence=_sentence(facts),
        tiles=_tiles(facts),
        turned=_turned(facts),
        harvest=_harvest(facts),
        gained=_gained(facts.gains, facts.pages) if facts.gains is not None else (),
        months=_months(facts.gains) if facts.gains is not None else None,
        entities=facts.gains.entities[:_MOST_ENTITIES] if facts.gains is not None else (),
        new_entities=_new(facts.gains.entities) if facts.gains is not None else (),
        most_kept=max((each.archived for each in facts.publishers), default=0),
        shown_listings=facts.listings[:_MOST_LISTINGS],
        not_fetched=_not_fetched(facts.record.skipped_by_reason, facts.record.skipped_sample),
        stages=sorted(facts.record.stage_s.items(), key=lambda each: -each[1]),
        why=_why,
        software=software(),
        plural=_plural,
    )


def _sentence(facts: RunFacts) -> str:
    """What to know if one reads nothing else."""
    record = facts.record
    if not record.fetched:
        return _nothing_fetched(record)
    kept = _plural(record.archived, "document")
    return (
        f"{kept} kept of {_plural(record.fetched, 'page')} fetched; "
        f"{number(record.rejected)} turned away, {number(record.failed)} failed"
        + (f", {number(record.abandoned)} to be fetched again." if record.abandoned else ".")
    )


def _nothing_fetched(record: RunRecord) -> str:
    """That nothing is new is said only where the run came to its end and was free to fetch."""
    left = sum(count for reason, count in record.skipped_by_reason.items() if reason != "known")
    if left:
        were = "was" if left == 1 else "were"
        return f"No page was fetched; {_plural(left, 'candidate')} {were} left alone."
    if record.exit_code == 0 and any(listing.problem is None for listing in record.listings):
        return "No page was fetched: nothing that the listings name is new."
    return "No page was fetched."


def _tiles(facts: RunFacts) -> list[_Tile]:
    record = facts.record
    rate = record.fetched / facts.duration_s * 60 if facts.duration_s else 0
    tiles = [
        ("Fetched", number(record.fetched), f"{number(round(rate))} a minute" if record.fetched else ""),
        ("Kept", number(record.archived), f"{share(record.archived, record.fetched)} of those fetched"),
        *_related(facts),
        ("Turned away", number(record.rejected), share(record.rejected, record.fetched)),
        ("Failed", number(record.failed), share(record.failed, record.fetched)),
        ("Took", seconds(facts.duration_s), f"{_plural(len(record.listings), 'listing')} asked for"),
    ]
    return tiles if record.fetched else [tiles[0], tiles[-1]]


def _related(facts: RunFacts) -> list[_Tile]:
    """None where the log has not all pages of the run, as where a clock was set meanwhile."""
    fetched = facts.record.fetched
    if facts.pages.curve[-1][0] < fetched - facts.record.abandoned:
        return []
    return [("Related", number(facts.related), f"{share(facts.related, fetched)}, copies included")]


def _gained(gains: Gains, pages: RunPages) -> list[_Tile]:
    """What is nothing is left out, but for the new ground: that there is none is news."""
    ground = f"of {_plural(gains.added, 'document')}, {share(gains.on_new_ground, gains.added)}"
    found = (
        ("With a new entity", gains.with_new_entity, "name one that it had nothing of"),
        ("Of a new publisher", gains.of_new_publisher, "that it had nothing of"),
        ("Of a new month", gains.of_new_month, "that it had nothing of"),
        ("Near copies", pages.copies, "kept, and marked"),
        ("Revisions", pages.revisions, "of pages that it had"),
        ("Undated", pages.undated, "no date on the page"),
        ("Text", pages.characters, "characters"),
    )
    tiles = [(name, number(figure), note) for name, figure, note in found if figure]
    return [("On new ground", number(gains.on_new_ground), ground), *tiles]


def _turned(facts: RunFacts) -> list[Turned]:
    record, examples = facts.record, facts.pages.examples
    ends = [(slug, pages, False) for slug, pages in record.rejected_by_reason.items()]
    ends += [(slug, pages, True) for slug, pages in record.failed_by_cause.items()]
    found = (Turned(slug, pages, is_failure, examples.get(slug)) for slug, pages, is_failure in ends)
    return sorted(found, key=lambda each: (-each.pages, each.slug))


def _harvest(facts: RunFacts) -> Chart | None:
    return curve(
        "Harvest",
        facts.pages.curve,
        of="pages fetched",
        name="related",
        description="Pages found to belong, by pages fetched, in the order in which they were committed. "
        "A line that flattens finds less and less.",
    )


def _months(gains: Gains) -> Chart | None:
    """By month of publication, or by year where the months are many."""
    width = 7 if len(_span(gains.months)) <= _MOST_MONTHS else 4
    known, new = Counter[str](), Counter[str]()
    for gain in gains.months:
        (new if gain.is_new else known)[gain.name[:width]] += gain.added
    labels = _span(gains.months) if width == 7 else _years(gains.months)
    of = "month" if width == 7 else "year"
    named = (("in months that had some", known), ("in months that had none", new))
    series = [Series(name, [counts[each] for each in labels]) for name, counts in named if counts]
    return bars(f"New documents by {of} of publication", labels, series, of=of)


def _span(months: Sequence[Gain]) -> list[str]:
    """Every month from the first to the last; a page may name any year from 1 to 9999."""
    names = [gain.name for gain in months if gain.name[:4].isdigit() and gain.name[5:7].isdigit()]
    if not names:
        return []
    first, last = (int(name[:4]) * 12 + int(name[5:7]) - 1 for name in (names[0], names[-1]))
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)]


def _years(months: Sequence[Gain]) -> list[str]:
    return sorted({gain.name[:4] for gain in months})


def _new(gains: Iterable[Gain]) -> tuple[Gain, ...]:
    return tuple(gain for gain in gains if gain.is_new)


def _not_fetched(counts: dict[str, int], sample: Sequence[Skipped]) -> list[NotFetched]:
    by_reason = groupby(sorted(sample, key=lambda each: each.reason), key=lambda each: each.reason)
    urls = {reason: tuple(each.url for each in some) for reason, some in by_reason}
    found = (NotFetched(slug, candidates, urls.get(slug, ())) for slug, candidates in counts.items())
    return sorted(found, key=lambda each: (-each.candidates, each.slug))


def _why(url: str) -> str:
    """A command to copy; quoted for a shell, whatever the URL holds."""
    return f"corpus why {shlex.quote(url)}"


def _plural(count: int, thing: str) -> str:
    return f"{number(count)} {thing}{'' if count == 1 else 's'}"
