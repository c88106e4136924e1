"""How the project at hand calls publishers and entities, for those who read ids no better than anybody."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from pipelines.config import load_config
from pipelines.report.archive_names import Names


def spoken_names() -> Names:
    """By id; of a file that is not there, or that a crawl would refuse, none. Raises ConfigurationError."""
    seeds = load_config().seeds
    return Names(dict(_publishers(seeds.publishers)), dict(_entities(seeds.gazetteer)))


def _publishers(file: Path) -> Iterator[tuple[str, str]]:
    publishers = _table(file).get("publisher")
    for each in publishers if isinstance(publishers, list) else ():
        match each:
            case {"id": str(id), "name": str(name)}:
                yield id, name


def _entities(file: Path) -> Iterator[tuple[str, str]]:
    for id, each in _table(file).items():
        match each:
            case {"name": str(name)}:
                yield id, name


def _table(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
