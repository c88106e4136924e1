"""The span of publication dates that a crawl is asked for."""

from dataclasses import dataclass

from crawler.discovery.dates import in_range


@dataclass(frozen=True, slots=True)
class Window:
    """`since` and `until` are ISO 8601 days or moments, both inclusive; None leaves that side open."""

    since: str | None = None
    until: str | None = None

    def holds(self, published: str | None) -> bool:
        """Whether a page of that date is wanted; one without a date always is."""
        return in_range(published, self.since, self.until)

    @property
    def is_open(self) -> bool:
        """True where every date is wanted."""
        return self.since is None and self.until is None


ANY_DATE = Window()
