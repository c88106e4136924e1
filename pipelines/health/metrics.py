"""A run as metrics, in Prometheus' text format 0.0.4.

Names are as Prometheus asks for them (https://prometheus.io/docs/practices/naming/): a prefix, base units at
the end. All are gauges: they are of one run, and the next begins anew.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from pipelines.archive import RunRecord

_ENDS = ("archived", "rejected", "failed", "abandoned")
_LISTINGS = ("read", "failed", "not_due", "retired")


class Sample(NamedTuple):
    """One value, with its labels."""

    value: float
    labels: Mapping[str, str] = {}


def metrics_of(record: RunRecord) -> str:
    """The metrics of a run, each with its help; every line ends with LF."""
    lines = (line for name, what, samples in _families(record) for line in _lines(name, what, samples))
    return "".join(f"{line}\n" for line in lines)


def _families(record: RunRecord) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    started, finished = _seconds(record.started), _seconds(record.finished or record.started)
    about = {"run": record.run, "spider": record.spider, "version": record.software.get("corpus-crawler", "")}
    yield "corpus_run_info", "The run that these metrics are of.", [Sample(1, about)]
    yield "corpus_run_start_timestamp_seconds", "When the run started.", [Sample(started)]
    yield "corpus_run_end_timestamp_seconds", "When the run ended.", [Sample(finished)]
    yield "corpus_run_duration_seconds", "How long the run took.", [Sample(max(0.0, finished - started))]
    yield "corpus_run_exit_code", "How the run ended; 0 is done.", [Sample(record.exit_code or 0)]
    yield from _health(record)
    yield from _pages(record)
    yield "corpus_run_stage_seconds", "Time in the workers, by stage.", _by("stage", record.stage_s)


def _health(record: RunRecord) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    concerns = record.health or ()
    yield "corpus_run_look", "1 where a person should look.", [Sample(bool(concerns))]
    counted = Counter((concern.slug, concern.publisher or "") for concern in concerns)
    yield (
        "corpus_run_concerns",
        "Why a person should look.",
        [Sample(n, {"concern": slug, "publisher": name}) for (slug, name), n in sorted(counted.items())],
    )


def _pages(record: RunRecord) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    named = sorted(record.publishers.items())
    yield "corpus_run_pages_fetched", "Pages whose answer is final.", [Sample(record.fetched)]
    yield "corpus_run_pages", "Pages fetched, by how they ended.", _by("outcome", _ends(record))
    yield "corpus_run_pages_rejected", "Pages turned away.", _by("reason", record.rejected_by_reason)
    yield "corpus_run_pages_failed", "Pages that failed.", _by("cause", record.failed_by_cause)
    yield "corpus_run_candidates_skipped", "Not fetched.", _by("reason", record.skipped_by_reason)
    yield (
        "corpus_run_publisher_pages",
        "Pages fetched, by publisher and how they ended.",
        [
            Sample(of[end], {"publisher": name, "outcome": end})
            for name, of in named
            for end in _ENDS
            if of.get(end)
        ],
    )
    yield (
        "corpus_run_publisher_listings",
        "Listings, by publisher and what came of them.",
        [
            Sample(of[f"listings_{came}"], {"publisher": name, "came": came})
            for name, of in named
            for came in _LISTINGS
            if of.get(f"listings_{came}")
        ],
    )
    unexplained = [] if record.unexplained is None else [Sample(record.unexplained)]
    yield "corpus_run_documents_unexplained", "Archived, explained by no seed.", unexplained


def _ends(record: RunRecord) -> dict[str, float]:
    return {end: getattr(record, end) for end in _ENDS}


def _by(label: str, values: Mapping[str, float]) -> list[Sample]:
    return [Sample(value, {label: name}) for name, value in sorted(values.items())]


def _lines(name: str, what: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} gauge"
    for value, labels in samples:
        told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        braces = f"{{{told}}}" if told else ""
        yield f"{name}{braces} {float(value)!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _seconds(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()
