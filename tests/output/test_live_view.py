"""The live view of a crawl: it fits its screen, says what goes on, and obeys nobody."""

import io
import time
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest
from rich.cells import cell_len
from rich.console import Console
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler

from crawler.discovery.candidate import Candidate, Listing
from crawler.live_concerns import LiveConcerns
from crawler.progress import ProgressView
from crawler.rates import Rates
from crawler.run import CrawlRun
from crawler.tally import Arrival, Tally
from crawler.totals import Bound
from crawler.under_way import Doing, UnderWay, under_way
from pipelines.archive import HealthDay
from tests.output.hostile_web import TITLES
from tests.output.left import ACTS

_BUSY = UnderWay(
    {"daily-3": Doing("asking"), "daily-4": Doing("paused", 65), "daily-5": Doing("judging")},
    judging=5,
    requests=120,
    received=3_400_000,
    unstored=7,
    workers=2,
    taking_part=50,
    minutes=30,
)


def view_of(publishers: int, headlines: list[str]) -> ProgressView:
    """Of a crawl in its second minute."""
    moments = iter([0.0, *(90.0 + each for each in range(100))])
    tally = Tally()
    for number in range(publishers):
        for page in range(number + 1):
            tally.fetched(f"daily-{number}", f"http://daily-{number}.example/{page}")
    tally.newest.extend(Arrival(n, "wanbao", line, 0.9) for n, line in enumerate(headlines))
    view = ProgressView(tally, lambda: next(moments))
    view.look = lambda: _BUSY
    return view


def shown(view: ProgressView, width: int, height: int) -> list[str]:
    """The lines of one refresh."""
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    console.print(view)
    return cast(io.StringIO, console.file).getvalue().removesuffix("\n").split("\n")


@pytest.mark.parametrize(("width", "height"), [(40, 12), (40, 60), (80, 24), (133, 40), (240, 70)])
@pytest.mark.parametrize("publishers", [1, 9, 60])
def test_it_fits_any_screen(width: int, height: int, publishers: int) -> None:
    headlines = ["拼多多用户数超过阿里，黄峥交棒" * 6, "TikTok " * 40, "x"] * 5
    lines = shown(view_of(publishers, headlines), width, height)
    assert len(lines) < height
    assert max(map(cell_len, lines)) <= width
    assert lines[0].startswith("publisher  " if publishers else "publisher")
    assert any("daily-" in line for line in lines)
    assert any(line.startswith("014 wanbao") for line in lines) == (height > 12)


def test_it_says_what_goes_on() -> None:
    lines = shown(view_of(20, ["Quarry opens", "Quarry closes"]), 80, 16)
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.startswith("daily-")}
    assert rows["daily-5"] == ["judging", "4", "6", "0", "0", "0"]
    assert rows["daily-4"][:2] == ["paused", "1:05"]
    assert list(rows)[:3] == ["daily-5", "daily-4", "daily-3"], "who is busy comes first"
    assert rows["daily-19"][0] == "done"
    told = "\n".join(lines)
    assert "and 14 more, 14 of them done; 30 not begun" in told
    assert told.index("001 wanbao  Quarry closes") < told.index("000 wanbao  Quarry opens")
    assert "1:31 of 30 min  fetched 210  archived 0" in told
    assert "requests 120  3.4 MB  workers 2/2 busy, 3 wait  commits 0" in told
    assert "not stored yet 7" in told


def test_it_tells_who_is_silent_and_of_whom_nothing_came() -> None:
    view = view_of(4, [])
    view.look = lambda: UnderWay({"daily-3": Doing("asking")}, silent=frozenset({"daily-1"}))
    view._tally.listing(Listing("http://daily-0.example/feed", "feed", "daily-0"), "failed")
    rows = [line.split()[:2] for line in shown(view, 80, 20) if line.startswith("daily-")]
    assert rows == [["daily-3", "asking"], ["daily-1", "silent"], ["daily-0", "failed"], ["daily-2", "done"]]


def test_it_tells_of_whom_it_is_through_why_a_person_should_look() -> None:
    """Not of a publisher with pages at the workers, or not committed yet: they may be what it lacked."""
    started = datetime(2026, 11, 26, 22, tzinfo=UTC)
    names = ("daily-0", "daily-2", "daily-3", "daily-4")
    days = [
        HealthDay(publisher=name, day=f"2026-11-{day}", failed_runs=1) for name in names for day in (24, 25)
    ]
    view, tally = view_of(0, []), Tally()
    view._tally, view.concerns = tally, LiveConcerns(days, tally, started).of
    for name in names:
        tally.listing(Listing(f"http://{name}.example/feed", "feed", name), "failed")
    tally.listing(Listing("http://daily-5.example/feed", "feed", "daily-5"), "read")
    tally.fetched("daily-2")
    told = [line for line in shown(view, 200, 30) if line.startswith("look: ")]
    assert told == [
        "look: no listing of daily-0 could be read on 3 days: it has moved, is gone, or refuses us",
    ]


def test_a_narrow_screen_keeps_what_matters() -> None:
    lines = shown(view_of(3, ["Quarry opens"]), 40, 20)
    assert lines[0].split() == ["publisher", "now", "fetched"]
    assert len(shown(view_of(3, []), 140, 20)[0].split()) == 10


def test_headlines_of_strangers_stay_text() -> None:
    for title in TITLES.values():
        for line in shown(view_of(2, [title]), 200, 30):
            assert ACTS.search(line) is None


def test_rates() -> None:
    rates = Rates(0.0)
    assert (rates.per_minute("a"), rates.curve(10)) == (0.0, "")
    for minute in range(1, 6):
        for part in range(6):
            rates.see(60.0 * minute + 10 * part, {"a": minute * minute, "b": 0})
    assert rates.per_minute("a") == pytest.approx(9, abs=1)
    assert rates.per_minute("never") == 0
    assert rates.curve(3) == "▅▆█"
    assert len(rates.curve(10)) == 5


def _crawler(slots: dict[str, Slot], judged: int) -> Crawler:
    """What is looked at of one, with slots of Scrapy's own."""
    active = {request for slot in slots.values() for request in slot.active} | {_asked("e")}
    engine = SimpleNamespace(
        downloader=SimpleNamespace(slots=slots, active=active),
        scraper=SimpleNamespace(slot=SimpleNamespace(active={_asked("d")}, itemproc_size=judged)),
    )
    settings = SimpleNamespace(getfloat=lambda _: 0.0)
    pacing = SimpleNamespace(silent_hosts=lambda: frozenset({"g.example"}), had=Bound(7, 900))
    return cast(
        Crawler,
        SimpleNamespace(engine=engine, settings=settings, get_downloader_middleware=lambda _: pacing),
    )


def _asked(publisher: str) -> Request:
    url = f"http://{publisher}.example/"
    candidate = Candidate(url=url, publisher=publisher, listing=url, headline=None, published=None)
    return Request(url, cb_kwargs={"candidate": candidate})


def test_what_is_under_way() -> None:
    slots = {name: Slot(1, 5.0) for name in "abc"}
    for name, slot in slots.items():
        slot.active.add(_asked(name))
        slot.lastseen = time.monotonic()
    slots["a"].transferring |= slots["a"].active
    slots["b"].lastseen += 600
    slots["c"].active.add(Request("http://c.example/robots.txt"))
    config = SimpleNamespace(workers=SimpleNamespace(processes=3))
    publishers = [SimpleNamespace(id=name, home=f"http://{name}.example/") for name in "abcdefg"]
    run = cast(
        CrawlRun,
        SimpleNamespace(
            ingest=None,
            config=config,
            publishers=publishers,
            tally=SimpleNamespace(publishers={name: Counter() for name in "abfg"}),
            follower=SimpleNamespace(is_busy=lambda name: name == "f"),
        ),
    )
    way = under_way(_crawler(slots, judged=4), run)
    assert {name: doing.state for name, doing in way.publishers.items()} == {
        "a": "asking",
        "b": "paused",
        "c": "waiting",
        "d": "judging",
        "e": "waiting",
        "f": "waiting",
    }, "who waits for robots.txt, or in Scrapy's queue, is not done"
    assert way.silent == {"g"}
    assert 590 < way.publishers["b"].wait_s < 610
    assert (way.judging, way.requests, way.received, way.workers, way.taking_part) == (4, 7, 900, 3, 7)
