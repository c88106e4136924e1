"""Whatever a crawl wants of the web passes Scrapy's downloader, and with it robots.txt and the paces."""

import re
from pathlib import Path

from crawler.settings import DOWNLOADER_MIDDLEWARES

ROOT = Path(__file__).resolve().parent.parent.parent

_ASKS = re.compile(
    r"^\s*(?:import|from)\s+(?:urllib3|requests|httpx|aiohttp|http\.client|ftplib)\b"
    r"|\burlopen\b|\bcreate_connection\b|\bopen_connection\b|\bconnectTCP\b|\bClientFactory\(",
    re.MULTILINE,
)
# The door that all connections of the downloader pass; the archive's own store; a page that a person names to
# `corpus`; WARC files in the place that the user names; whether the head of a cluster listens.
_OTHERS = {
    "crawler/addresses/door.py",
    "pipelines/archive/s3_server.py",
    "pipelines/commands/fetching.py",
    "crawler/history/warc_bytes.py",
    "pipelines/cluster/ray_engine.py",
}


def test_nobody_goes_around_the_downloader() -> None:
    files = [path for package in ("crawler", "pipelines") for path in (ROOT / package).rglob("*.py")]
    asking = {
        path.relative_to(ROOT).as_posix() for path in files if _ASKS.search(path.read_text(encoding="utf-8"))
    }
    assert asking == _OTHERS


def test_robots_txt_is_asked_about_before_anybody_hears_of_a_request() -> None:
    places = {name.rpartition(".")[2]: place for name, place in DOWNLOADER_MIDDLEWARES.items() if place}
    before = [name for name, place in places.items() if place < places["RobotsMiddleware"]]
    assert before == ["AddressMiddleware"]
    assert max(places, key=lambda name: places[name]) == "PacingMiddleware"
