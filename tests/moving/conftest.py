"""Archives to be moved and places to move them to, also on a real S3 server."""

import shutil
from pathlib import Path

import pytest

from pipelines.archive import Store, open_store
from tests.archive.conftest import s3_url
from tests.moving.archives import archive_at, write_texts
from tests.moving.folders import CHINESE, ENGLISH

__all__ = ["s3_url"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "archive"
    archive_at(str(folder))
    return folder


@pytest.fixture
def source(template: Path, tmp_path: Path) -> Store:
    """13 documents in 5 segments: seeds, three commits of three pages, and a commit of what was not kept."""
    return open_store(str(shutil.copytree(template, tmp_path / "from")))


@pytest.fixture
def target(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "to"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return str(tmp_path / "archive")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_texts(
        tmp_path / "texts", {"b.txt": CHINESE.encode(), "a.txt": ENGLISH.encode(), "note.md": b"not a text"}
    )
