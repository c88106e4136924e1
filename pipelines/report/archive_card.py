"""The corpus card: what whoever uses the corpus has to know of it, as sections that a page and a file show.

Its questions are those of Gebru et al., Datasheets for Datasets (2021), as far as an archive can answer
them, and its head is that of a dataset card of Hugging Face. What only a person knows is left to fill in,
and says so.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipelines.report.archive_facts import ArchiveFacts
from pipelines.report.archive_names import Names
from pipelines.report.page import number, share

_MOST_GAPS = 12
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
          (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"))  # fmt: skip


class Table(NamedTuple):
    """`rows` are cells: a label, then its figures."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """Paragraphs, and at most one table behind them."""

    title: str
    paragraphs: tuple[str, ...]
    table: Table | None = None


def card(facts: ArchiveFacts, names: Names) -> tuple[Section, ...]:
    """In the order in which one would ask."""
    return (
        _composition(facts),
        _sources(facts, names),
        _collection(facts),
        _rules(facts),
        _turned_away(facts),
        _rights(facts),
        _gaps(facts, names),
        _upkeep(facts),
    )


def front_matter(facts: ArchiveFacts) -> Mapping[str, object]:
    """What the head of a dataset card says, as far as it is known; `language` by ISO 639."""
    tags = [each.language for each in facts.documents.languages if each.language != "und"]
    return {
        "pretty_name": f"News corpus of {facts.documents.documents:,} documents",
        "language": sorted({tag.split("-")[0] for tag in tags}),
        "language_bcp47": sorted(tags),
        "size_categories": [size_category(facts.documents.documents)],
        "source_datasets": ["original"],
        "license": "other",
        "license_name": "texts belong to their publishers",
        "tags": ["news", "web-archive", "corpus-crawler"],
    }


def size_category(documents: int) -> str:
    """As dataset cards name it."""
    return next((name for bound, name in _SIZES if documents < bound), "n>1T")


def _composition(facts: ArchiveFacts) -> Section:
    documents = facts.documents
    rows = tuple(
        (
            each.language,
            number(each.documents),
            share(each.documents, documents.documents),
            number(each.unsure),
        )
        for each in documents.languages
    )
    return Section(
        "What it is made of",
        (
            f"{number(documents.documents)} texts of articles with what is known of each: address, "
            "publisher, dates, authors, language, the entities named and where, a score of relevance "
            "with its evidence, and the page as it was fetched (WARC).",
            f"{number(documents.quality.without_page)} came without a page: the seeds, which say by "
            f"example what belongs, or imported texts. {number(documents.revisions)} are later texts of "
            f"a page that is in it already, {number(facts.copies.archived)} resemble another document "
            "and name it.",
        ),
        Table("Languages (BCP 47)", ("language", "documents", "share", "unsure"), rows),
    )


def _sources(facts: ArchiveFacts, names: Names) -> Section:
    rows = tuple(
        (
            names.publisher(each.publisher),
            number(each.documents),
            each.first or "–",
            each.last or "–",
            share(each.documents, each.documents + each.turned_away + each.failed),
        )
        for each in facts.coverage.publishers
        if each.documents
    )
    return Section(
        "Sources",
        (
            f"{number(len(rows))} publishers. What is kept of each is what its listings named and what "
            "belongs.",
        ),
        Table("Publishers", ("publisher", "documents", "from", "to", "kept of looks"), rows)
        if rows
        else None,
    )


def _collection(facts: ArchiveFacts) -> Section:
    documents = facts.documents
    software = ", ".join(f"{name} {version}" for name, version in facts.software.items())
    span = _span(documents.collected_first, documents.collected_last)
    return Section(
        "How it was collected",
        (
            f"{span}, in {number(facts.runs)} runs that left a record. Pages were found by sitemaps, "
            "feeds and section pages of the publishers; robots.txt (RFC 9309) was asked before each "
            "request.",
            f"Software of the newest run: {software}."
            if software
            else "No run has left a record of its software.",
            "Texts are extracted from HTML and not edited; no person has read them all.",
        ),
    )


def _span(first: str | None, last: str | None) -> str:
    if first is None:
        return "Nothing was fetched"
    return f"Fetched on {first}" if first == last else f"Fetched from {first} to {last}"


def _rules(facts: ArchiveFacts) -> Section:
    rules, documents = facts.rules, facts.documents
    about = f"told by {number(rules.sampled)} documents of the log"
    return Section(
        "By which rules",
        (
            f"A page is kept when its relevance is at least {_spoken(rules.thresholds)} ({about}), "
            f"judged by {_spoken(rules.models)}.",
            f"Entities found by {_spoken(documents.taggers)}; texts by {_spoken(documents.extractors)}.",
            "No text is kept twice: a page whose text an archived document has, all or most of it, is "
            "turned away and counted below.",
        ),
    )


def _turned_away(facts: ArchiveFacts) -> Section:
    refused = facts.refused
    looks = facts.documents.documents + refused.turned_away + refused.failed
    rows = tuple(
        (each.reason, each.stage, number(each.pages), share(each.pages, looks))
        for each in (*refused.reasons, *refused.causes)
    )
    said = (
        f"Of {number(looks)} pages looked at, {number(refused.turned_away)} "
        f"({share(refused.turned_away, looks)}) were turned away and {number(refused.failed)} "
        f"({share(refused.failed, looks)}) failed."
    )
    table = Table("Reasons", ("reason", "stage", "pages", "of all looks"), rows) if rows else None
    return Section("What was turned away", (said,), table)


def _rights(facts: ArchiveFacts) -> Section:
    rules = facts.rules
    reserved = sum(each.pages for each in facts.refused.reasons if each.stage == "reservations")
    asked = ", ".join(f"{what} ({number(pages)})" for what, pages in rules.reservations.items()) or "none"
    unasked = f" Of {number(rules.unasked)} nobody looked." if rules.unasked else ""
    return Section(
        "Rights and reservations",
        (
            "Archived texts belong to their publishers and authors. That a text could be fetched is no "
            "licence: whoever passes the corpus on, or trains on it, has to know the law where they "
            "are.",
            f"{number(reserved)} pages were not kept because their publisher reserves it. Of "
            f"{number(rules.sampled)} documents looked at in the log, {number(rules.reserving)} carry a "
            f"reservation: {asked}.{unasked}",
            "To leave such documents out: `corpus export … --unreserved tdm --unreserved noai`. To "
            "take one out for good: `corpus remove`.",
            "The texts name living people, as the press does; nothing was anonymised.",
        ),
    )


def _gaps(facts: ArchiveFacts, names: Names) -> Section:
    quality = facts.documents.quality
    lacking = sorted(_lacking(facts, names), key=lambda each: -each[1])[:_MOST_GAPS]
    rows = tuple((name, number(pages), number(months)) for name, pages, months in lacking)
    table = Table("Named by listings and not looked at", ("publisher", "pages, at least", "months"), rows)
    return Section(
        "Known gaps",
        (
            "It is a selection and no sample: what listings named, what was near the seeds, what could "
            "be fetched.",
            f"Without a date: {number(quality.undated)}; without an author: "
            f"{number(quality.without_author)}; only the free beginning of the article: "
            f"{number(quality.stubs)}; removed since: {number(facts.documents.removed)}.",
        ),
        table if rows else None,
    )


def _lacking(facts: ArchiveFacts, names: Names) -> Iterator[tuple[str, int, int]]:
    for each in facts.coverage.publishers:
        if each.lacking:
            yield names.publisher(each.publisher), sum(each.lacking.values()), len(each.lacking)


def _upkeep(facts: ArchiveFacts) -> Section:
    return Section(
        "Which state this is",
        (
            f"Head of the log: {facts.head}. It vouches for every text and every decision; `corpus "
            "verify` proves it, and no later state has the same. To cite the corpus, give its name, its "
            f"number of documents ({number(facts.documents.documents)}) and this head.",
            "To fill in before publishing: who gathered it and why, who paid for it, whom to write to.",
        ),
    )


def _spoken(counts: Mapping[str, int]) -> str:
    """`a`, or `a (12) and b (3)`; `–` of nothing."""
    if len(counts) < 2:
        return next(iter(counts), "–")
    told = [f"{name} ({number(count)})" for name, count in counts.items()]
    return f"{', '.join(told[:-1])} and {told[-1]}"
