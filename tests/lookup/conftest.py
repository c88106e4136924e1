"""An archive that is looked up, and its database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.archive import Archive
from pipelines.lookup import Lookup, open_lookup
from tests.export.archives import begin


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Seeds, pages in three languages and hostile ones; only to be read."""
    return begin(str(tmp_path_factory.mktemp("lookup") / "archive"))


@pytest.fixture(scope="module")
def lookup(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookup]:
    with open_lookup(archive.store, tmp_path_factory.mktemp("lookup") / "lookup.db") as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "lookup.db"
