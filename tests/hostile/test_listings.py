"""Hostile listings: read in a worker as far as their bounds go, or given up at the deadline."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from crawler.discovery.candidate import PROBLEMS, Found
from crawler.discovery.listing import read_listing
from crawler.publishers import Publisher
from pipelines.worker import ListingFailed, WorkerPool
from tests.fuzz.outcomes import workers
from tests.hostile.listings import HOSTILE_LISTINGS

DAILY = Publisher(id="daily", name="The Daily", home="https://www.daily.example/", language="en")
MOST_BYTES = 50 * 1024 * 1024
DEADLINE_S = 10.0
SLACK_S = 10.0


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with workers(deadline_s=DEADLINE_S) as running:
        asyncio.run(running.call(os.getpid))  # once they are there
        yield running


@pytest.mark.parametrize("name", HOSTILE_LISTINGS)
def test_a_few_of_what_is_hostile_in_thousands_are_read(name: str) -> None:
    listing = HOSTILE_LISTINGS[name]
    found = _read(listing.kind, listing.make(listing.few))
    assert found.problem is None or (found.problem[0] in PROBLEMS and found.problem[0] != "unreadable"), found
    _assert_nothing_of_a_file(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE_LISTINGS)
def test_a_hostile_listing_costs_at_most_its_deadline(pool: WorkerPool, name: str) -> None:
    listing = HOSTILE_LISTINGS[name]
    body = listing.make(listing.full)[:MOST_BYTES]
    began = time.monotonic()
    found = _answer(pool, partial(_read, listing.kind, body))
    assert isinstance(found, Found) or "over 10 s" in found
    _assert_nothing_of_a_file(found)
    assert time.monotonic() - began < DEADLINE_S + SLACK_S


def test_what_an_entity_stands_for_comes_from_no_file_and_no_network(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-launch-code-is-4711", encoding="ascii")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    item = "<item><title>A story of &e; it</title><link>https://www.daily.example/a/&e;/b-c-d</link></item>"
    feed = f"<?xml version='1.0'?>{doctype}<rss version='2.0'><channel>{item * 2}</channel></rss>"
    loc = "<url><loc>https://www.daily.example/2020/05/17/&e;/b-c-d</loc></url>"
    sitemap = f"<?xml version='1.0'?>{doctype}<urlset>{loc}</urlset>"
    for kind, body in (("feed", feed), ("sitemap", sitemap), ("section", feed), ("feed", sitemap)):
        assert "4711" not in repr(_read(kind, body.encode()))


def _read(kind: str, body: bytes) -> Found:
    return read_listing(
        body,
        url="https://www.daily.example/listing",
        kind=kind,  # type: ignore[arg-type]
        content_type="",
        publisher=DAILY,
        since=None,
        day="2026-11-22",
    )


def _answer(pool: WorkerPool, read: Callable[[], Found]) -> Found | str:
    """What was found, or why nothing was."""
    try:
        return asyncio.run(pool.call(read))
    except ListingFailed as failed:
        return str(failed)


def _assert_nothing_of_a_file(found: object) -> None:
    assert "root:" not in repr(found)
