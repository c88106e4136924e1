"""Newest first, each page once, and never more than the limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.candidate import Candidate
from crawler.discovery.frontier import Frontier
from pipelines.urls import url_key


def candidate(
    name: str, published: str | None = None, publisher: str = "a", headline: str | None = None
) -> Candidate:
    return Candidate(
        f"https://daily.example/{name}", publisher, headline, published, "https://daily.example/feed"
    )


def test_released_newest_first_when_the_publisher_closes() -> None:
    frontier = Frontier()
    frontier.open("a")
    for name, published in (
        ("x", None),
        ("old", "2019"),
        ("new", "2020-01-01"),
        ("mid", "2019-10-01T00:00:00Z"),
    ):
        frontier.add(candidate(name, published))
    assert [c.url[22:] for c in frontier.close("a")] == ["new", "mid", "old", "x"]
    assert frontier.close("a") == []


def test_each_page_once_and_the_one_that_knows_more() -> None:
    frontier = Frontier()
    frontier.open("a")
    frontier.open("b")
    frontier.add(candidate("x"))
    frontier.add(candidate("x/", "2019-10-01"))
    frontier.add(candidate("x", headline="X"))
    assert [c.published for c in frontier.close("a")] == ["2019-10-01"]
    frontier.add(candidate("x", "2019-10-01", "b", "X"))
    assert frontier.close("b") == []


def test_with_a_limit_the_newest_of_all_publishers() -> None:
    frontier = Frontier(limit=2)
    frontier.open("a")
    frontier.open("b")
    frontier.add(candidate("1", "2019-10-01"))
    frontier.add(candidate("2", "2019-10-03", "b"))
    frontier.add(candidate("3", "2019-10-02"))
    assert frontier.close("a") == []
    assert [c.url[22:] for c in frontier.close("b")] == ["2", "3"]


def test_a_publisher_that_is_not_open_is_an_error() -> None:
    with pytest.raises(ValueError, match="not open"):
        Frontier().add(candidate("x"))


DATES = st.none() | st.sampled_from(
    ["2019", "2019-10", "2019-10-01", "2019-10-01T08:00:00+08:00", "2020-01-01"]
)
CANDIDATES = st.lists(
    st.builds(candidate, st.sampled_from("uvwxyz"), DATES, st.sampled_from("ab"), st.none() | st.just("H")),
    max_size=30,
)


@given(CANDIDATES, st.none() | st.integers(0, 8))
def test_nothing_twice_nothing_lost(candidates: list[Candidate], limit: int | None) -> None:
    frontier = Frontier(limit)
    for publisher in "ab":
        frontier.open(publisher)
    for one in candidates:
        frontier.add(one)
    released = frontier.close("a") + frontier.close("b")
    keys = [url_key(c.url) for c in released]
    known = {url_key(c.url) for c in candidates}
    assert len(keys) == len(set(keys)) == min(len(known), len(known) if limit is None else limit)
    assert set(released) <= set(candidates)
