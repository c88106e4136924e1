"""A plain Scrapy spider with trafilatura, langdetect and boto3: what a user would write in an afternoon.

`python plain_spider.py LISTINGS PLACE`: LISTINGS names a home page on each line, PLACE is a folder or
`s3://bucket/prefix`. What is stored is not asked for again; of a page without text nothing is kept.
"""

import hashlib
import json
import logging
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import boto3
import trafilatura
from langdetect import DetectorFactory, LangDetectException, detect
from scrapy import Spider
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.spiders import SitemapSpider
from trafilatura.settings import Document

Item = dict[str, Any]


class Place(Protocol):
    """Where documents go."""

    def names(self) -> Iterable[str]: ...

    def put(self, name: str, data: bytes) -> None: ...


class Folder:
    """A folder of this machine."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._path = path

    def names(self) -> Iterator[str]:
        return (file.name for file in self._path.glob("*.json"))

    def put(self, name: str, data: bytes) -> None:
        (self._path / name).write_bytes(data)


class Bucket:
    """A bucket, with a prefix."""

    def __init__(self, url: str) -> None:
        self._bucket, _, prefix = url.removeprefix("s3://").partition("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = boto3.client("s3")

    def names(self) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
            yield from (each["Key"].removeprefix(self._prefix) for each in page.get("Contents", ()))

    def put(self, name: str, data: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=data)


class PlainSpider(SitemapSpider):
    """Every page that the sitemaps name and that is not stored."""

    name = "plain"

    def __init__(self, listings: str, place: Place) -> None:
        self.sitemap_urls = [f"{home}robots.txt" for home in Path(listings).read_text("utf-8").split()]
        self.place = place
        self._stored = set(place.names())
        super().__init__()

    def sitemap_filter(self, entries: Iterable[Item]) -> Iterator[Item]:
        return (entry for entry in entries if name_of(entry["loc"]) not in self._stored)

    def parse(self, response: Response, **_: Any) -> Iterator[Item]:
        yield {"asked": response.request.url if response.request else response.url, "html": response.body}


class ExtractPipeline:
    """Text and metadata."""

    def process_item(self, item: Item) -> Item:
        found = trafilatura.bare_extraction(item.pop("html"), url=item["asked"], with_metadata=True)
        if not isinstance(found, Document) or not found.text:
            raise DropItem("no text")
        return item | {"text": found.text, "title": found.title, "author": found.author, "date": found.date}


class LanguagePipeline:
    """What language a text is in."""

    def process_item(self, item: Item) -> Item:
        try:
            return item | {"language": detect(item["text"])}
        except LangDetectException:
            return item | {"language": None}


class StorePipeline:
    """Each document as an object of its own."""

    def __init__(self, spider: Spider | None) -> None:
        assert isinstance(spider, PlainSpider)
        self._place = spider.place

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePipeline":
        return cls(crawler.spider)

    def process_item(self, item: Item) -> Item:
        url = item.pop("asked")
        self._place.put(name_of(url), json.dumps({"url": url, **item}, ensure_ascii=False).encode())
        return item


def name_of(url: str) -> str:
    """The same for the same URL."""
    return f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.json"


# Delay and concurrency are those that ours has in the benchmark; the rest is Scrapy's.
SETTINGS = {
    "ITEM_PIPELINES": {ExtractPipeline: 100, LanguagePipeline: 200, StorePipeline: 300},
    "ROBOTSTXT_OBEY": True,
    "USER_AGENT": "plain-spider (+mailto:bench@bench.example)",
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "RETRY_TIMES": 0,
    "LOG_LEVEL": "WARNING",
    "TELNETCONSOLE_ENABLED": False,
}


def main() -> None:
    """Crawl to the end."""
    DetectorFactory.seed = 0
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    listings, place = sys.argv[1:3]
    process = CrawlerProcess(SETTINGS)
    process.crawl(PlainSpider, listings, Bucket(place) if place.startswith("s3://") else Folder(Path(place)))
    process.start()


if __name__ == "__main__":
    main()
