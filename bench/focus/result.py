"""What was measured on the proving web."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl, as the server saw it.

    `found` has how many related articles the article requests had brought, by tenths of the articles that
    there are, from 0 on. `traps` and `forbidden` are article requests that should not have been.
    `archived` is how many related articles the archive has got by it, of the new ones where there are any.
    """

    found: tuple[int, ...]
    article_requests: int
    listing_requests: int
    traps: int
    forbidden: int
    bytes: int
    archived: int
    wall_s: float

    @property
    def harvest(self) -> float:
        """Related ones of the article requests: 0 to 1."""
        return self.found[-1] / max(1, self.article_requests)


@dataclass(frozen=True, slots=True)
class Harvest:
    """`half` bounds the article requests of each publisher: all together may ask for half of the articles.

    `best` and `breadth` are bounded so, `whole` is not. `needed_for_98` is after how many article requests
    `whole` had found 98 % of the related ones, if ever; after `early`, half of that, it and breadth-first had
    `found_early`. `again` goes over the same web as `whole`, `grown` over one with new articles,
    `new_related` of them related.
    """

    articles: int
    related: int
    unlisted: int
    new_related: int
    half: int
    best: Run
    breadth: Run
    early: int
    found_early: tuple[int, int]
    whole: Run
    again: Run
    grown: Run
    needed_for_98: int | None

    @property
    def recall(self) -> float:
        """Related articles that are archived, of all: 0 to 1."""
        return self.whole.archived / self.related

    @property
    def ratio(self) -> float:
        """Of the harvest rates, best-first to breadth-first, with requests for half of the articles."""
        return self.best.harvest / self.breadth.harvest

    @property
    def early_ratio(self) -> float:
        """The same at half the budget, which is what it takes to find 98 %."""
        best, breadth = self.found_early
        return best / breadth

    @property
    def bytes_again(self) -> float:
        """Bytes of the second run as a share of the first's."""
        return self.again.bytes / self.whole.bytes
