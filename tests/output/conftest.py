"""One crawl of the hostile web for all tests of its traces."""

import pytest

from tests.output.left import Left, crawl_hostile_web


@pytest.fixture(scope="session")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Only to be read."""
    return crawl_hostile_web(tmp_path_factory.mktemp("hostile"))
