"""What every page of `corpus browse` may need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from pipelines.archive import Store

# The name under which Datasette has the database, in its URLs.
DATABASE = "corpus"


class Freshness(NamedTuple):
    """When the database was last brought up to the end of the log, and why that failed since, if it did."""

    updated: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Site:
    """`names` are those of entities, by id, as far as a gazetteer is there. `replay` makes the address at
    which pywb shows a capture, of its moment (14 digits) and URL; None without pywb.
    """

    file: Path
    store: Store
    title: str
    names: Mapping[str, str] = field(default_factory=dict)
    freshness: Callable[[], Freshness] = Freshness
    replay: Callable[[str, str], str] | None = None

    def name(self, entity: str) -> str:
        """That of an entity, or its id."""
        return self.names.get(entity, entity)


def link(path: str, **arguments: object) -> str:
    """A path with a query; arguments that are None or "" are left out, lists repeated."""
    given = {name: value for name, value in arguments.items() if value not in (None, "", (), [])}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def table_link(table: str, form: str = "", **arguments: object) -> str:
    """A page of Datasette's on a table; `form` is `json` or `csv`."""
    return link(f"/{DATABASE}/{table}{'.' + form if form else ''}", **arguments)
