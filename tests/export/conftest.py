"""An archive to export from, in a folder and in a bucket of a real server."""

from pathlib import Path

import pytest

from pipelines.archive import Archive
from tests.archive.conftest import s3_url
from tests.export.archives import begin

__all__ = ["s3_url"]


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Seeds, pages in two languages and hostile ones, in three segments; only to be read."""
    return begin(str(tmp_path_factory.mktemp("export") / "archive"))


@pytest.fixture
def s3_archive(s3_url: str) -> Archive:
    return begin(s3_url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where exports go."""
    (tmp_path / "exports").mkdir()
    return tmp_path / "exports"
