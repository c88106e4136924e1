"""Best first, each page once, learning from what the pages turn out to be, and never more than the limit."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.candidate import Candidate
from crawler.discovery.frontier import Frontier
from crawler.discovery.orders import EXPLORE_EVERY, LEAST_TRIED, BestFirst, NewestFirst
from crawler.discovery.yields import Earlier
from pipelines.urls import url_key

FEED = "https://daily.example/feed"
BEST = partial(BestFirst, 0.02, {})


def candidate(
    name: str,
    published: str | None = None,
    publisher: str = "a",
    headline: str | None = None,
    promise: float = 0.2,
    listing: str = FEED,
) -> Candidate:
    return Candidate(
        f"https://daily.example/{name}", publisher, headline, published, listing, promise=promise
    )


def drained(frontier: Frontier, publisher: str = "a") -> list[str]:
    """The rest of what may be asked for now, without its host."""
    return [found.url[22:] for found in iter(partial(frontier.next, publisher, 1000), None)]


def asked(frontier: Frontier, related: Callable[[Candidate], bool | None]) -> list[str]:
    """All that is asked for where each page is judged before the next is chosen."""
    names = []
    while (found := frontier.next("a", 1000)) is not None:
        names.append(found.url[22:])
        frontier.judged(found, related=related(found))
    return names


def filled(frontier: Frontier, *candidates: Candidate) -> Frontier:
    """With one publisher whose listings are read."""
    frontier.open("a")
    for one in candidates:
        frontier.add(one)
    assert frontier.close("a") == ["a"]
    return frontier


DATED = (
    candidate("x"),
    candidate("old", "2019"),
    candidate("new", "2020-01-01"),
    candidate("mid", "2019-10-01T00:00:00Z"),
)


def test_in_breadth_the_newest_comes_first_and_what_is_found_later_last() -> None:
    frontier = filled(Frontier(NewestFirst), *DATED)
    first = frontier.next("a", 1000)
    frontier.add(candidate("later", "2021", promise=0.9))
    assert first is not None
    assert first.url.endswith("new")
    assert drained(frontier) == ["mid", "old", "x", "later"]


def test_the_most_promising_comes_first_and_the_newest_of_equals() -> None:
    frontier = filled(Frontier(BEST), *DATED, candidate("best", "2018", promise=0.9))
    assert drained(frontier) == ["best", "new", "mid", "old", "x"]


def test_what_is_found_later_is_chosen_by_its_promise_too() -> None:
    frontier = filled(Frontier(BEST), candidate("first", promise=0.9), candidate("last", promise=0.1))
    assert frontier.next("a", 1000) is not None
    frontier.add(candidate("between", promise=0.5))
    assert drained(frontier) == ["between", "last"]


def test_each_page_once_and_the_one_that_knows_more() -> None:
    frontier = Frontier(BEST)
    frontier.open("a")
    frontier.open("b")
    frontier.add(candidate("x", promise=0.7))
    frontier.add(candidate("x/", "2019-10-01"))
    frontier.add(candidate("x", headline="X"))
    assert frontier.close("a") == ["a"]
    found = frontier.next("a", 1000)
    assert found is not None
    assert (found.published, found.promise) == ("2019-10-01", 0.7)
    assert frontier.next("a", 1000) is None
    frontier.add(candidate("x", "2019-10-01", "b", "X"))
    assert frontier.close("b") == ["b"]
    assert frontier.next("b", 1000) is None


def test_with_a_limit_the_best_of_all_publishers() -> None:
    frontier = Frontier(BEST, limit=2)
    frontier.open("a")
    frontier.open("b")
    frontier.add(candidate("1", "2019-10-01", promise=0.2))
    frontier.add(candidate("2", "2019-10-03", "b", promise=0.6))
    frontier.add(candidate("3", "2019-10-02", promise=0.9))
    assert frontier.close("a") == []
    assert frontier.close("b") == ["a", "b"]
    assert (drained(frontier, "a"), drained(frontier, "b")) == (["3"], ["2"])
    assert [left.url[22:] for left in frontier.over_limit] == ["1"]
    frontier.add(candidate("4", promise=0.9))
    assert drained(frontier) == []


def test_a_limit_is_not_spent_on_more_of_a_publisher_than_it_may_have() -> None:
    frontier = Frontier(BEST, limit=3, most_of_each=2)
    frontier.open("a")
    frontier.open("b")
    for name in "1234":
        frontier.add(candidate(name, promise=0.9))
    frontier.add(candidate("5", publisher="b"))
    frontier.add(candidate("6", publisher="b", promise=0.1))
    frontier.close("a")
    frontier.close("b")
    assert drained(frontier, "b") == ["5"]
    assert [left.url[22:] for left in frontier.over_limit] == ["6"]


def test_a_limit_that_is_not_reached_leaves_room_for_links() -> None:
    frontier = Frontier(BEST, limit=3)
    filled(frontier, candidate("1"))
    for name in "234":
        frontier.add(candidate(name))
    assert len(drained(frontier)) == 3
    assert len(frontier.over_limit) == 1


def test_a_publisher_that_was_never_open_is_an_error() -> None:
    with pytest.raises(ValueError, match="not open"):
        Frontier(BEST).add(candidate("x"))


def test_a_listing_that_yields_nothing_comes_behind_one_that_does() -> None:
    good, bad = (
        [candidate(f"{name}-{n:02}", promise=0.2, listing=f"https://daily.example/{name}") for n in range(40)]
        for name in ("good", "bad")
    )
    order = asked(filled(Frontier(BEST), *bad, *good), lambda page: "good" in page.url)
    halves = order[:40], order[40:]
    assert sum(name.startswith("good") for name in halves[0]) >= 34
    assert sum(name.startswith("bad") for name in halves[1]) >= 34


def test_what_an_earlier_run_learned_of_a_listing_counts_from_the_first_request() -> None:
    earlier = {"https://daily.example/good": Earlier(40, 30), "https://daily.example/bad": Earlier(40, 0)}
    pages = [
        candidate(f"{name}-{n}", promise=0.2, listing=f"https://daily.example/{name}")
        for name in ("bad", "good")
        for n in range(5)
    ]
    frontier = filled(Frontier(partial(BestFirst, 0.02, earlier)), *pages)
    assert [name[:4] for name in drained(frontier)[:5]] == ["good"] * 5


def test_much_promise_is_not_starved_by_a_listing_that_yields_nothing() -> None:
    listing = "https://daily.example/bad"
    dull = [candidate(f"dull-{n:02}", promise=0.3, listing=listing) for n in range(60)]
    fair = [candidate(f"fair-{n:02}", promise=0.2) for n in range(60)]
    frontier = filled(Frontier(BEST), *dull, *fair)
    for _ in range(60):
        page = frontier.next("a", 1000)
        assert page is not None
        frontier.judged(page, related="fair" in page.url and page.url.endswith(("0", "3", "6")))
    frontier.add(candidate("strong", promise=0.9, listing=listing))
    assert "strong" in drained(frontier)[:2]


def test_of_pages_that_nothing_speaks_for_the_rest_is_left_when_enough_were_tried_in_vain() -> None:
    speaking = [candidate(f"good-{n}", promise=0.8) for n in range(20)]
    silent = [candidate(f"silent-{n:03}", promise=0.03) for n in range(300)]
    frontier = filled(Frontier(BEST), *silent, *speaking)
    order = asked(frontier, lambda page: "good" in page.url)
    tried = [name for name in order if name.startswith("silent")]
    assert len(order) - len(tried) == 20
    assert LEAST_TRIED <= len(tried) <= LEAST_TRIED + 0.1 * len(silent)
    assert len(list(frontier.waiting())) == 300 - len(tried)


def test_nothing_is_left_where_such_pages_turn_out_to_belong() -> None:
    silent = [candidate(f"silent-{n:03}", promise=0.03) for n in range(100)]
    frontier = filled(Frontier(BEST), *silent)
    assert len(asked(frontier, lambda page: int(page.url[-3:]) % 10 == 0)) == 100


def test_nothing_is_left_without_a_least_chance() -> None:
    silent = [candidate(f"silent-{n:03}", promise=0.03) for n in range(100)]
    frontier = filled(Frontier(partial(BestFirst, 0.0, {})), *silent)
    assert len(asked(frontier, lambda _: False)) == 100


def test_pages_that_tell_nothing_are_no_evidence() -> None:
    silent = [candidate(f"silent-{n:03}", promise=0.03) for n in range(100)]
    frontier = filled(Frontier(BEST), *silent)
    assert len(asked(frontier, lambda _: None)) == 100


def test_what_was_never_tried_is_tried_now_and_then() -> None:
    best = [candidate(f"best-{n:03}", promise=0.9) for n in range(200)]
    other = [candidate(f"other-{n}", promise=0.2, listing="https://daily.example/other") for n in range(9)]
    order = drained(filled(Frontier(BEST), *best, *other))
    assert "other" in "".join(order[: EXPLORE_EVERY + 1])
    assert sum(name.startswith("other") for name in order[:200]) < 5


DATES = st.none() | st.sampled_from(
    ["2019", "2019-10", "2019-10-01", "2019-10-01T08:00:00+08:00", "2020-01-01"]
)
CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.sampled_from("uvwxyz"),
        DATES,
        st.sampled_from("ab"),
        st.none() | st.just("H"),
        st.sampled_from([0.03, 0.2, 0.9]),
    ),
    max_size=30,
)


@given(CANDIDATES, st.none() | st.integers(0, 8), st.sampled_from([BEST, NewestFirst]))
def test_nothing_twice_nothing_lost(
    candidates: list[Candidate], limit: int | None, order: Callable[[], BestFirst | NewestFirst]
) -> None:
    frontier = Frontier(order, limit)
    for publisher in "ab":
        frontier.open(publisher)
    for one in candidates:
        frontier.add(one)
    frontier.close("a")
    frontier.close("b")
    released = drained(frontier, "a") + drained(frontier, "b")
    keys = {url_key(f"https://daily.example/{name}") for name in released}
    known = {url_key(c.url) for c in candidates}
    assert len(keys) == len(released) == min(len(known), len(known) if limit is None else limit)
    assert keys <= known
    assert len(released) + len(frontier.over_limit) == len(known)
    assert not list(frontier.waiting())
