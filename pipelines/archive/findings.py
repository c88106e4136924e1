"""What verification says of an archive."""

from pipelines.document import Value


class Finding(Value):
    """What is wrong with one object. `repairable`: `corpus repair` can make it right from the log."""

    key: str
    problem: str
    repairable: bool


class Report(Value):
    """`findings` are faults. `notes` name objects that may be another crawl's work in progress.

    `sampled` is how many segments were looked at, None where it was all. Counts are of what was looked at.
    """

    url: str
    head: str | None
    segments: int
    documents: int
    rejected: int
    failed: int
    removed: int
    objects: int
    sampled: int | None
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        return not self.findings


class Findings:
    """Gathers them."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._noted: list[Finding] = []

    def find(self, key: str, problem: str, *, repairable: bool) -> None:
        """A fault."""
        self._found.append(Finding(key=key, problem=problem, repairable=repairable))

    def note(self, key: str, problem: str) -> None:
        """No fault, or not yet."""
        self._noted.append(Finding(key=key, problem=problem, repairable=True))

    @property
    def faults(self) -> tuple[Finding, ...]:
        return tuple(sorted(self._found, key=lambda finding: finding.key))

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(self._noted)
