"""The live view of a crawl: it fits its screen, says what goes on, and obeys nobody."""

import io
import time
from types import SimpleNamespace
from typing import cast

import pytest
from rich.cells import cell_len
from rich.console import Console
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler

from crawler.discovery.candidate import Candidate
from crawler.progress import ProgressView
from crawler.rates import Rates
from crawler.run import CrawlRun
from crawler.tally import Arrival, Tally
from crawler.under_way import Doing, UnderWay, under_way
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
    stats = {"downloader/request_count": 7, "downloader/response_bytes": 900}
    engine = SimpleNamespace(
        downloader=SimpleNamespace(slots=slots),
        scraper=SimpleNamespace(slot=SimpleNamespace(active={_asked("d")}, itemproc_size=judged)),
    )
    settings = SimpleNamespace(getfloat=lambda _: 0.0)
    told = SimpleNamespace(get_value=lambda name, _: stats[name])
    return cast(Crawler, SimpleNamespace(engine=engine, stats=told, settings=settings))


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
    run = cast(CrawlRun, SimpleNamespace(ingest=None, config=config, publishers=range(9)))
    way = under_way(_crawler(slots, judged=4), run)
    assert {name: doing.state for name, doing in way.publishers.items()} == {
        "a": "asking",
        "b": "paused",
        "c": "waiting",
        "d": "judging",
    }
    assert 590 < way.publishers["b"].wait_s < 610
    assert (way.judging, way.requests, way.received, way.workers, way.taking_part) == (4, 7, 900, 3, 9)
