"""Archives for the examples of docs/reading.md: one in a folder, one in a bucket of a real server."""

import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.docs.examples import fill
from tests.weed import Weed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder above `archive`, which nobody alters."""
    above = tmp_path_factory.mktemp("reading")
    fill(str(above / "archive"))
    return above


@pytest.fixture(scope="module")
def bucket(weed: Weed) -> Iterator[Mapping[str, str]]:
    """The environment that leads to an archive in a bucket."""
    with pytest.MonkeyPatch.context() as patch:
        environment = {**weed.environment, "ARCHIVE_URL": weed.url(f"test-{secrets.token_hex(6)}")}
        for name, value in environment.items():
            patch.setenv(name, value)
        fill(environment["ARCHIVE_URL"])
        yield environment
