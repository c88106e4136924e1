"""What the crawl's own process loads before its first request, and what only its workers do."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

# Each takes a tenth of a second or more.
IN_WORKERS = ("trafilatura", "langdetect", "py3langid", "feedparser", "pipelines.stages")
IN_NOBODY = (
    "aiohttp",
    "boto3",
    "fsspec",
    "itemadapter",
    "opencc",
    "pandas",
    "requests",
    "rich.live",
    "tldextract",
    "unittest",
    "urllib3",
    "crawler.checking.proposal",
    "crawler.history.cc_news",
)

LOADED = """
import sys
from scrapy.cmdline import _get_commands_dict
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
sys.argv = ["scrapy", "crawl", "news"]
settings = get_project_settings()
assert sorted(_get_commands_dict(settings, inproject=True)) == ["crawl", "publishers"]
process = AsyncCrawlerProcess(settings)
crawler = process.create_crawler("news")
crawler._apply_settings()
from crawler.answers.loading import load_handler
load_handler()
print("\\n".join(sys.modules))
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules of a process that would crawl next."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LOADED],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("module", [*IN_WORKERS, *IN_NOBODY])
def test_what_takes_long_is_not_loaded(loaded: set[str], module: str) -> None:
    assert module not in loaded


def test_the_download_handler_is(loaded: set[str]) -> None:
    assert {"crawler.spiders.news", "crawler.answers.handler", "scrapy.extensions.closespider"} <= loaded
