"""What was asked for on the search page: words, and a value of each facet that is chosen."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pipelines.archive import Where
from pipelines.browse.site import link
from pipelines.lookup import Condition, condition, joined

PER_PAGE = 20
_MOST_PAGES = 500
# A person's question; what is longer is cut.
_LONGEST = 1000


class Choice(NamedTuple):
    """Facets that are not chosen are "" or empty; `page` counts from 1."""

    q: str = ""
    publisher: str = ""
    language: str = ""
    entity: tuple[str, ...] = ()
    year: str = ""
    band: str = ""
    page: int = 1

    @classmethod
    def of(cls, arguments: Mapping[str, Sequence[str]]) -> "Choice":
        """That of a query string, whatever is in it."""
        one = {name: (arguments.get(name) or [""])[0][:_LONGEST].strip() for name in _SINGLE}
        page = (arguments.get("page") or ["1"])[0]
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        entity = tuple(dict.fromkeys(each[:_LONGEST] for each in arguments.get("entity") or () if each))
        return cls(**one, entity=entity[:8], page=min(max(number, 1), _MOST_PAGES))

    @property
    def offset(self) -> int:
        """How many documents the pages before show."""
        return (self.page - 1) * PER_PAGE

    def among(self) -> Condition:
        """The facets as a condition on `documents`."""
        year = self.year if self.year.isascii() and self.year.isdigit() and len(self.year) == 4 else None
        where = Where(
            publisher=self.publisher or None,
            language=self.language or None,
            entity=self.entity,
            since=year,
            until=year,
        )
        bands = [Condition("band = ?", (self.band,))] if self.band else []
        return joined([condition(where), *bands])

    def link(self) -> str:
        """The permanent address of what is asked for."""
        told = self._asdict() | {"page": self.page if self.page > 1 else None}
        return link("/search", **told)

    def with_facet(self, facet: str, value: str) -> "Choice":
        """One more facet chosen, from its first page on."""
        if facet == "entity":
            return self._replace(entity=(*self.entity, value), page=1)
        return self._with(facet, value)

    def without(self, facet: str, value: str) -> "Choice":
        """One less."""
        if facet == "entity":
            return self._replace(entity=tuple(each for each in self.entity if each != value), page=1)
        return self._with(facet, "")

    def _with(self, facet: str, value: str) -> "Choice":
        told: dict[str, Any] = {facet: value, "page": 1}
        return self._replace(**told)


_SINGLE = ("q", "publisher", "language", "year", "band")
