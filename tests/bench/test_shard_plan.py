"""The plan of a crawl on many machines: nothing is lost between them, and what bounds it is told."""

import pytest

from bench.shard_plan import Assumed, main, plans_of, seconds_of_page, sites_of
from crawler.publishers import load_publishers, select
from tests.crawl.crawling import ROOT

LISTED = load_publishers(ROOT / "seeds" / "publishers.toml")
EVEN = Assumed(2000, "even", 1, 2.0, 0.5, 6.7, 2)


def test_all_are_crawled_and_a_host_is_never_faster_than_its_delay() -> None:
    sites = sites_of(LISTED, EVEN)
    assert len(sites) == len(select(LISTED))
    assert seconds_of_page(EVEN) == 3.0
    for plan in plans_of(sites, EVEN):
        assert plan.hours >= plan.delay_h == pytest.approx(2000 * 3.0 / 3600)
        assert plan.most_publishers * (plan.machines - plan.idle) >= len(sites)


def test_with_few_publishers_more_machines_wait_for_the_same_host() -> None:
    one, *_, most = plans_of(sites_of(LISTED, EVEN), EVEN)
    assert most.bound == "a host's delay"
    assert most.speed_up < 1.1
    assert one.idle == 0 < most.idle


def test_with_many_publishers_more_machines_are_faster() -> None:
    many = EVEN._replace(times=50)
    one, *_, most = plans_of(sites_of(LISTED, many), many)
    assert one.bound == "cores"
    assert most.speed_up > 16


def test_the_largest_decides_where_sizes_differ() -> None:
    ranked = EVEN._replace(spread="ranked", pages=20_000)
    assert {plan.speed_up for plan in plans_of(sites_of(LISTED, ranked), ranked)} == {1.0}


def test_it_prints_a_line_for_each_number_of_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 6
    assert main(["--times", "2"]) == 0
    assert "84 publishers" in capsys.readouterr().out
