"""The demo web, running."""

from collections.abc import Iterator

import pytest

from demo.site import DemoSite


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite() as running:
        yield running
