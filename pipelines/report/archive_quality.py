"""Languages, relevance, and what is not known of documents."""

from collections import Counter

from pipelines.document import Value
from pipelines.report.archive_lines import Line, month

# A language of which the crawl is less sure than this is counted as a guess.
SURE_FROM = 0.9
BINS = 20


class LanguageFacts(Value):
    """BCP 47; `und` where nothing tells. `unsure` of the documents have less confidence than `SURE_FROM`."""

    language: str
    documents: int
    unsure: int


class QualityFacts(Value):
    """How many documents lack what; those that came without a page (seeds, imported texts) lack all of it and
    are left out here but for `without_page`. `year_only` has a date that is no more precise than a year.
    """

    without_page: int
    undated: int
    year_only: int
    without_author: int
    without_headline: int
    without_publisher: int
    language_unknown: int
    naming_nobody: int
    stubs: int
    access_unknown: int


class DocumentsFacts(Value):
    """`documents` are those not `removed`. `relevance` counts them by score in `BINS` equal parts of 0 to 1,
    `unscored` apart. `runs` are crawls, imports and the like that brought any; `collected_*` days.
    """

    documents: int
    removed: int
    revisions: int
    runs: int
    published_first: str | None
    published_last: str | None
    collected_first: str | None
    collected_last: str | None
    languages: tuple[LanguageFacts, ...]
    relevance: tuple[int, ...]
    unscored: int
    extractors: dict[str, int]
    taggers: dict[str, int]
    quality: QualityFacts


class Documents:
    """Counts lines as they go by."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._unsure: Counter[str] = Counter()
        self._bins = [0] * BINS
        self._unscored = 0
        self._runs: set[str] = set()
        self._extractors: Counter[str | None] = Counter()
        self._taggers: Counter[str | None] = Counter()
        self._months: set[str] = set()
        self._collected: set[str] = set()

    def add(self, line: Line) -> None:
        """A document, removed ones too."""
        self._runs.add(line.run)
        if not line.is_live:
            self._counts["removed"] += 1
            return
        self._add_text(line)
        if line.url is None:
            self._counts["without_page"] += 1
        else:
            self._add_page(line)

    def _add_text(self, line: Line) -> None:
        language = line.language or "und"
        self._languages[language] += 1
        if (line.language_confidence or 0) < SURE_FROM:
            self._unsure[language] += 1
        if line.relevance is None:
            self._unscored += 1
        else:
            self._bins[bin_of(line.relevance)] += 1
        self._taggers[line.tagger] += 1
        self._extractors[line.extractor] += 1
        if not line.entities:
            self._counts["naming_nobody"] += 1
        if line.revision_of is not None:
            self._counts["revisions"] += 1

    def _add_page(self, line: Line) -> None:
        published = month(line.published)
        if published is not None:
            self._months.add(published)
        else:
            self._counts["undated" if line.published is None else "year_only"] += 1
        if line.fetched is not None:
            self._collected.add(line.fetched[:10])
        for is_so, name in (
            (not line.authors, "without_author"),
            (not line.headline, "without_headline"),
            (line.publisher is None, "without_publisher"),
            (line.access == "stub", "stubs"),
            (line.access is None, "access_unknown"),
        ):
            if is_so:
                self._counts[name] += 1

    def facts(self) -> DocumentsFacts:
        """Of all of them."""
        return DocumentsFacts(
            documents=self._languages.total(),
            removed=self._counts["removed"],
            revisions=self._counts["revisions"],
            runs=len(self._runs),
            published_first=min(self._months, default=None),
            published_last=max(self._months, default=None),
            collected_first=min(self._collected, default=None),
            collected_last=max(self._collected, default=None),
            languages=tuple(
                LanguageFacts(language=language, documents=count, unsure=self._unsure[language])
                for language, count in sorted(self._languages.items(), key=lambda each: (-each[1], each[0]))
            ),
            relevance=tuple(self._bins),
            unscored=self._unscored,
            extractors={name: count for name, count in self._extractors.most_common() if name},
            taggers={name: count for name, count in self._taggers.most_common() if name},
            quality=self._quality(),
        )

    def _quality(self) -> QualityFacts:
        counts = {**self._counts, "language_unknown": self._languages["und"]}
        return QualityFacts(**{name: counts.get(name, 0) for name in QualityFacts.model_fields})


def bin_of(score: float) -> int:
    """Which of the equal parts of 0 to 1 a score is in; 1 is in the last one."""
    return min(BINS - 1, max(0, int(score * BINS + 1e-9)))
