"""How publishers and entities are called, where the project at hand says so; else by their ids."""

from collections.abc import Mapping
from typing import NamedTuple


class Names(NamedTuple):
    """By id."""

    publishers: Mapping[str, str]
    entities: Mapping[str, str]

    def publisher(self, id: str) -> str:
        """Its name, or its id."""
        return self.publishers.get(id, id)

    def entity(self, id: str) -> str:
        """Its name, or its id."""
        return self.entities.get(id, id)


NO_NAMES = Names({}, {})
