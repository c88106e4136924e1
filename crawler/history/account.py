"""What came of one WARC file."""

from collections import Counter
from dataclasses import dataclass, field

from crawler.history.warc_slice import Slice
from pipelines.archive import Came


@dataclass(slots=True)
class Account:
    """`found` are the pages that went on their way; `passed_over` as in Slice."""

    found: int = 0
    records: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    _problems: list[str] = field(default_factory=list)

    def take(self, part: Slice) -> None:
        """Counts a slice in."""
        self.records += part.records
        self.passed_over.update(part.passed_over)
        trouble = f"unreachable: {part.trouble}" if part.trouble else None
        self._problems += [problem for problem in (part.problem, trouble) if problem]

    @property
    def came(self) -> Came:
        """`failed` where nothing at all could be read."""
        return "failed" if self._problems and not self.records else "read"

    @property
    def problem(self) -> str | None:
        """The first, and how many more there are."""
        if not self._problems:
            return None
        more = f", and {len(self._problems) - 1} more" if len(self._problems) > 1 else ""
        return f"{self._problems[0]}{more}"
