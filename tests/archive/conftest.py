"""Stores to test on: a folder, a bucket of a real server, and either behind SingleWriter."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.archive.probe import SingleWriter
from pipelines.archive.store import Store, open_store
from tests.weed import Weed

MakeUrl = Callable[[], str]


@pytest.fixture
def s3_url(weed: Weed, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh prefix, and the environment that leads boto3 there."""
    for name, value in weed.environment.items():
        monkeypatch.setenv(name, value)
    return weed.url(f"test-{secrets.token_hex(6)}")


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an archive can be begun: a folder that does not exist yet, or an empty prefix."""
    if request.param == "folder":
        return str(tmp_path / "archive")
    return str(request.getfixturevalue("s3_url"))


@pytest.fixture
def store(url: str) -> Store:
    return open_store(url)


@pytest.fixture(params=["as it is", "single writer"])
def any_store(request: pytest.FixtureRequest, store: Store) -> Store:
    return SingleWriter(store) if request.param == "single writer" else store
