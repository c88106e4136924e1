"""A publisher of our own, and the one call that nearly every test makes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.discovery.candidate import Found, Kind
from crawler.discovery.listing import read_listing
from crawler.publishers import Publisher

Read = Callable[..., Found]


@pytest.fixture
def publisher() -> Publisher:
    return Publisher(id="daily", name="The Daily", home="https://www.daily.example/", language="en")


@pytest.fixture
def read(publisher: Publisher) -> Read:
    def call(
        body: bytes,
        kind: Kind,
        url: str = "https://www.daily.example/listing",
        content_type: str = "",
        since: str | None = None,
        of: Publisher = publisher,
        asked: str | None = None,
    ) -> Found:
        return read_listing(
            body, url=url, kind=kind, content_type=content_type, publisher=of, since=since, asked=asked
        )

    return call


@pytest.fixture
def project() -> Path:
    return Path(__file__).resolve().parents[2]
