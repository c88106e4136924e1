"""The span of publication dates that a crawl is asked for."""

from dataclasses import dataclass

from crawler.discovery.dates import in_range


@dataclass(frozen=True, slots=True)
class Window:
    """Both sides included, as `parse_bound` gives them: days, months or years. None leaves a side open."""

    since: str | None = None
    until: str | None = None

    def holds(self, published: str | None) -> bool:
        """Whether a page of that date is wanted; one without a date always is."""
        return in_range(published, self.since, self.until)


ANY_DATE = Window()
