"""The report of an archive as one page, and its card as a file of its own."""

import json
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.report.archive_card import card, front_matter
from pipelines.report.archive_facts import ArchiveFacts
from pipelines.report.archive_gap_map import gap_map
from pipelines.report.archive_names import NO_NAMES, Names
from pipelines.report.archive_pictures import (
    entities_map,
    growth_chart,
    looks_chart,
    months_chart,
    relevance_chart,
)
from pipelines.report.archive_years import years_of
from pipelines.report.page import number, page
from pipelines.shown_text import one_line

_MOST_PAIRS, _MOST_COPIES, _RECENT_SHARE = 20, 15, 10
# What Markdown, or the HTML that it may hold, would act upon.
_ACTS_IN_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|~!&"})


def archive_page(facts: ArchiveFacts, names: Names = NO_NAMES) -> str:
    """Self-contained HTML; equal facts give equal bytes."""
    months = facts.coverage.months
    years = years_of(months, facts.documents.collected_last)
    return page(
        "archive.html",
        title=_title(facts),
        kind="The whole corpus",
        facts=facts,
        names=names,
        map=gap_map(facts.coverage, years.shown),
        months=months_chart(months, years),
        entities=entities_map(facts.entities, months, years, names),
        pairs=facts.entities.pairs[:_MOST_PAIRS],
        copied=facts.copies.pairs[:_MOST_COPIES],
        looks_picture=looks_chart(facts.saturation),
        growth=growth_chart(facts.saturation),
        relevance=relevance_chart(facts),
        recent=_recent(facts),
        card=card(facts, names),
    )


def card_file(facts: ArchiveFacts, names: Names = NO_NAMES) -> str:
    """The card as Markdown behind a head of YAML, as sites for data sets take it."""
    head = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front_matter(facts).items()
    )
    body = _markdown().get_template("card.md").render(title=_title(facts), sections=card(facts, names))
    return f"---\n{head}---\n\n{body.rstrip()}\n"


def _title(facts: ArchiveFacts) -> str:
    documents = facts.documents.documents
    return f"A corpus of {number(documents)} document{'' if documents == 1 else 's'}"


def _recent(facts: ArchiveFacts) -> tuple[int, int] | None:
    """Documents and looks of the newest tenth of the days with any; None where there are too few days."""
    days = facts.saturation.days
    newest = days[-(len(days) // _RECENT_SHARE) :] if len(days) >= _RECENT_SHARE else ()
    looks = sum(each.documents + each.others for each in newest)
    return (sum(each.documents for each in newest), looks) if looks else None


@lru_cache(maxsize=1)
def _markdown() -> Environment:
    return Environment(
        loader=PackageLoader("pipelines.report"),
        # Not HTML: what is shown is escaped for Markdown.
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_plain_markdown,
    )


def _plain_markdown(value: Any) -> Any:
    """Text of strangers on one line, as plain text; commands of ours between backticks stay."""
    if not isinstance(value, str):
        return value
    parts = one_line(value).split("`")
    if len(parts) % 2 == 0:
        return one_line(value).translate(_ACTS_IN_MARKDOWN)
    return "".join(
        f"`{part}`" if at % 2 else part.translate(_ACTS_IN_MARKDOWN) for at, part in enumerate(parts)
    )
