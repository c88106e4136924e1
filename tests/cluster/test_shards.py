"""Publishers fall to shards by name alone, each to one, those of one domain together."""

from collections import Counter

import pytest

from crawler.publishers import Publisher, load_publishers, select
from crawler.shards import Shard, holder, in_shard, parse_shard, shard_names
from crawler.spiders.arguments import history_arguments, news_arguments
from pipelines.errors import ConfigurationError
from tests.crawl.crawling import ROOT

LISTED = load_publishers(ROOT / "seeds" / "publishers.toml")


def publisher(name: str, *domains: str, feed: str = "") -> Publisher:
    feeds = [{"url": feed, "seen": "here"}] if feed else []
    home, *also = domains
    return Publisher.model_validate(
        {
            "id": name,
            "name": name,
            "home": f"https://{home}/",
            "also_domains": also,
            "language": "en",
            "feeds": feeds,
        }
    )


@pytest.mark.parametrize("shards", [1, 2, 3, 8, 32, 100])
def test_each_publisher_falls_to_one_shard(shards: int) -> None:
    chosen = select(LISTED)
    parts = [in_shard(chosen, LISTED, Shard(number, shards)) for number in range(1, shards + 1)]
    assert Counter(each.id for part in parts for each in part) == Counter(each.id for each in chosen)


def test_a_shard_more_takes_its_part_and_moves_nothing_else() -> None:
    names = [f"publisher-{number}.example" for number in range(2000)]
    for shards in (1, 2, 7, 31):
        moved = [name for name in names if holder(name, shards) != holder(name, shards + 1)]
        assert {holder(name, shards + 1) for name in moved} == {shards + 1}
        assert len(moved) == pytest.approx(len(names) / (shards + 1), rel=0.25)


def test_no_shard_is_much_larger_than_another() -> None:
    sizes = Counter(holder(f"publisher-{number}.example", 8) for number in range(4000))
    assert sorted(sizes) == list(range(1, 9))
    assert max(sizes.values()) < 1.2 * min(sizes.values())


def test_shards_are_the_same_in_every_release() -> None:
    """Another hash would send two releases that share an archive to the same hosts at once."""
    names = ("harbour-courier.example", "daybook.example", "lanqiao.example", "wanbao.example")
    assert [holder(name, 8) for name in names] == [8, 8, 4, 8]


def test_publishers_of_one_domain_fall_together() -> None:
    listed = shard_names(LISTED)
    tencent = {each.id for each in LISTED if any(host.endswith("qq.com") for host in each.domains)}
    assert len(tencent) > 1
    assert len({listed[name] for name in tencent}) == 1


@pytest.mark.parametrize(
    "linking",
    [
        publisher("both", "daily.example", "weekly.example"),
        publisher("both", "daily.example", feed="https://weekly.example/rss"),
    ],
)
def test_a_publisher_of_two_domains_binds_those_of_either(linking: Publisher) -> None:
    """Whoever stands first in the file."""
    daily, weekly = publisher("daily", "www.daily.example"), publisher("weekly", "weekly.example")
    far = publisher("far", "far.example")
    for order in (
        (daily, weekly, far, linking),
        (linking, far, weekly, daily),
        (weekly, linking, daily, far),
    ):
        names = shard_names(order)
        assert names == {"daily": DAILY, "weekly": DAILY, "both": DAILY, "far": "far.example"}


DAILY = "daily.example"


def test_whom_a_crawl_leaves_out_moves_nobody() -> None:
    """Nor does the one that binds two others: it stands in the file all the same."""
    daily, weekly = publisher("daily", "daily.example"), publisher("weekly", "weekly.example")
    everybody = (daily, weekly, publisher("both", "daily.example", "weekly.example"))
    number = holder(shard_names(everybody)["weekly"], 8)
    assert in_shard((weekly,), everybody, Shard(number, 8)) == (weekly,)
    assert in_shard((daily, weekly), everybody, Shard(number, 8)) == (daily, weekly)


@pytest.mark.parametrize("text", ["1/1", "1/8", "8/8", " 2/3 ", "10000/10000"])
def test_a_shard_is_one_of_how_many(text: str) -> None:
    number, of = text.split("/")
    assert parse_shard(text) == Shard(int(number), int(of))


@pytest.mark.parametrize(
    "text", ["", "0/8", "9/8", "8", "1/0", "0/0", "-1/8", "1/8/2", "a/b", "1/10001", "1.0/8", "/8", "١/٨"]
)
def test_what_is_no_shard_is_refused_in_a_sentence(text: str) -> None:
    for read, needed in ((news_arguments, {}), (history_arguments, {"since": ["2019"]})):
        with pytest.raises(ConfigurationError, match="give one of how many") as refused:
            read({"shard": [text], **needed})
        assert f"-a shard={text.strip()}" in str(refused.value)
    with pytest.raises(ConfigurationError, match="given 2 times"):
        news_arguments({"shard": ["1/2", "2/2"]})


def test_the_file_of_the_demo_is_divided_too() -> None:
    demo = load_publishers(ROOT / "demo" / "publishers.toml")
    assert {holder(name, 2) for name in shard_names(demo).values()} == {1, 2}
