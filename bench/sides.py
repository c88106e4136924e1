"""Who is measured: how each is started, and where what it stored lies."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import boto3

from bench import crawl
from bench.kept import Kept
from bench.listings import publishers_of
from bench.pages import PROJECT, SavedPage
from pipelines.archive import Archive

PEERS = PROJECT / ".venv" / "peers"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run works. `folder` is its own and stays for the next run; `bucket` is `s3://…`, else None."""

    folder: Path
    proxy: str
    pages: Sequence[SavedPage]
    threshold: float = 0.0
    bucket: str | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> str:
        """Of the documents."""
        return self.bucket or str(self.folder / "stored")

    @property
    def listings(self) -> Path:
        """The file that names the home pages of all publishers."""
        return self.folder / "listings.txt"

    def prepare(self) -> None:
        """Writes what any of the sides reads."""
        self.folder.mkdir(parents=True, exist_ok=True)
        homes = (f"http://{publisher.host}/\n" for publisher in publishers_of(self.pages))
        self.listings.write_text("".join(homes), encoding="utf-8")
        crawl.configure(self.folder, self.pages, self.threshold)


class Side(NamedTuple):
    """`label` is for people; `ends` are the exit codes of a run that went well."""

    name: str
    label: str
    command: Callable[[Place], list[str]]
    kept: Callable[[Place], Iterator[Kept]]
    ends: tuple[int, ...] = (0,)

    def environment(self, place: Place) -> dict[str, str]:
        return crawl.environment(place.proxy, place.store, place.folder) | place.environment

    @property
    def installed(self) -> bool:
        """Whether its environment is there."""
        return self.name not in _OWN_ENVIRONMENT or _python(self.name).exists()


def _python(name: str) -> Path:
    return PEERS / _OWN_ENVIRONMENT[name] / "bin" / "python"


def _peer(name: str, module: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        python = str(_python(name)) if name in _OWN_ENVIRONMENT else sys.executable
        return [python, "-m", f"bench.peers.{module}", str(place.listings), place.store]

    return command


def _archived(place: Place) -> Iterator[Kept]:
    with _with_environment(place.environment):
        archive = Archive.open(place.store)
        for row in archive.rows():
            if row.url is not None:
                yield Kept(row.url, archive.text(row.number))


@contextmanager
def _with_environment(extra: Mapping[str, str]) -> Iterator[None]:
    """boto3 takes its endpoint and its keys from the environment."""
    before = dict(os.environ)
    os.environ.update(extra)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _saved(place: Place) -> Iterator[Kept]:
    return (_of_json(data) for data in (_in_bucket(place) if place.bucket else _in_folder(place)))


def _in_folder(place: Place) -> Iterator[bytes]:
    return (file.read_bytes() for file in sorted(Path(place.store).rglob("*.json")))


def _in_bucket(place: Place) -> Iterator[bytes]:
    bucket, _, prefix = place.store.removeprefix("s3://").partition("/")
    with _with_environment(place.environment):
        client = boto3.client("s3")
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/"):
            for each in page.get("Contents", ()):
                yield client.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()


def _of_json(data: bytes) -> Kept:
    document: dict[str, Any] = json.loads(data)
    return Kept(str(document.get("url") or document.get("source") or ""), str(document.get("text") or ""))


_OWN_ENVIRONMENT = {"fundus": "fundus", "newspaper4k": "newspaper4k", "news-please": "news-please"}

OURS = Side("ours", "Corpus Crawler", lambda _: crawl.command(), _archived, tuple(map(int, crawl.ENDED_WELL)))
PLAIN = Side("plain", "plain Scrapy spider", _peer("plain", "plain_spider"), _saved)
# It ends with 1 where a page gave nothing.
CLI = Side("trafilatura-cli", "trafilatura's own CLI", _peer("cli", "trafilatura_cli"), _saved, (0, 1))
LIBRARIES = (
    Side("newspaper4k", "newspaper4k", _peer("newspaper4k", "newspaper4k_peer"), _saved),
    Side("news-please", "news-please", _peer("news-please", "news_please_peer"), _saved),
    Side("fundus", "fundus (publishers it knows)", _peer("fundus", "fundus_peer"), _saved),
)
