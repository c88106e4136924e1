"""The pictures of an archive's report: what of the facts is drawn, and how coarsely."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipelines.report.archive_entities import EntitiesFacts
from pipelines.report.archive_facts import ArchiveFacts
from pipelines.report.archive_names import Names
from pipelines.report.archive_quality import BINS
from pipelines.report.archive_saturation import PeriodFacts, SaturationFacts
from pipelines.report.archive_years import Years, by_year
from pipelines.report.charts import Chart, Series, bars, curve
from pipelines.report.heat_map import HeatMap, heat_map

_MOST_MONTHS, _MOST_DAYS, _MOST_ENTITIES = 180, 62, 20


def months_chart(months: Mapping[str, int], years: Years) -> Chart | None:
    """Documents by month of publication, of the years that are shown."""
    shown = {month: count for month, count in months.items() if month[:4] in years.shown}
    labels = _every_month(shown)
    notes = [
        f"{count:,} {what}"
        for count, what in ((years.earlier, "are older"), (years.later, "are dated later"))
        if count
    ]
    return bars(
        "Documents by month",
        labels,
        [Series("documents", [shown.get(label, 0) for label in labels])],
        of="published in",
        description="; ".join(notes),
    )


def looks_chart(saturation: SaturationFacts) -> Chart | None:
    """What came of the pages looked at, by day, or by month where the days are too many."""
    periods: Sequence[PeriodFacts] = saturation.days
    if len(periods) > _MOST_DAYS:
        periods = _by_month(periods)
    return bars(
        "What came of the pages looked at",
        [each.day for each in periods],
        [
            Series("became documents", [each.documents for each in periods]),
            Series("turned away or failed", [each.others for each in periods]),
        ],
        of="looked at in",
    )


def growth_chart(saturation: SaturationFacts) -> Chart | None:
    """How many different pairs of entities there are after so many documents."""
    return curve(
        "Pairs of entities that one document names",
        [(point.documents, point.pairs) for point in saturation.growth],
        of="documents",
        name="different pairs",
    )


def relevance_chart(facts: ArchiveFacts) -> Chart | None:
    """Of documents, and of the pages that were read and turned away for their subject."""
    series = [Series("documents", facts.documents.relevance)]
    if any(facts.refused.relevance):
        series.append(Series("read and turned away", facts.refused.relevance))
    return bars("Relevance", [f"{each / BINS:.2f}" for each in range(BINS)], series, of="score from")


def entities_map(
    entities: EntitiesFacts, months: Mapping[str, int], years: Years, names: Names
) -> HeatMap | None:
    """Of a thousand dated documents of a year, of all by `months`, how many name it; None of nobody."""
    documents = by_year(months)
    shown = [year for year in years.shown if documents.get(year)]
    frequent = entities.entities[:_MOST_ENTITIES]
    if not shown or not frequent:
        return None
    labels = {each.entity: names.entity(each.entity) for each in frequent}
    counts = {
        (labels[each.entity], year): round(1000 * count / documents[year])
        for each in frequent
        for year, count in each.years.items()
        if year in shown
    }
    return heat_map(
        "Who is named, year by year", [*labels.values()], shown, counts, "of 1,000 documents of that year"
    )


def _by_month(periods: Iterable[PeriodFacts]) -> Sequence[PeriodFacts]:
    documents, others = Counter[str](), Counter[str]()
    for each in periods:
        documents[each.day[:7]] += each.documents
        others[each.day[:7]] += each.others
    every = _every_month({**documents, **others})[-_MOST_MONTHS:]
    return [PeriodFacts(day=month, documents=documents[month], others=others[month]) for month in every]


def _every_month(months: Mapping[str, int]) -> list[str]:
    """From the first to the last, also those of which there is nothing."""
    found = sorted(months)
    if not found:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (found[0], found[-1]))
    return [f"{each // 12:04}-{each % 12 + 1:02}" for each in range(first, last + 1)]
