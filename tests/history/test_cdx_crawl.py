"""A whole crawl of a web archive: a real pywb serves what its CDX server names."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from pipelines.archive import Archive, ArchiveWriter, DocumentRow, RejectionRow, open_store, verify
from pipelines.document import Rejection
from pipelines.urls import keys_of
from tests.archive import pages
from tests.archive.test_captured import keep
from tests.crawl.crawling import Crawled, crawl, last_record
from tests.history.past import CHIEF_PAGE, GARDEN_PAGE, HOST, PAYMENT_PAGE, SALE_PAGE, article, configure
from tests.history.replaying import Captured, is_there, pieces_of_files, web_archive

CHIEF = f"http://{HOST}/2020/03/14/bytedance-names-a-new-chief-for-china"
SALE = f"http://{HOST}/2020/08/30/oracle-and-walmart-bid-for-tiktok"
GARDEN = f"http://{HOST}/2020/06/01/roses-that-love-the-rain"
GONE = f"http://{HOST}/2020/11/20/douyin-opens-a-payment-service"


WALL = article("Sign in", "Please sign in to read on.")

CAPTURES = [
    Captured(CHIEF, "2020-03-15T08:00:00Z", CHIEF_PAGE),
    Captured(CHIEF, "2021-01-02T08:00:00Z", WALL),
    Captured(SALE.replace(f"http://{HOST}", f"https://www.{HOST}:443"), "2020-09-01T10:00:00Z", SALE_PAGE),
    Captured(GARDEN, "2020-06-02T09:00:00Z", GARDEN_PAGE),
    Captured(f"http://{HOST}/2018/05/01/bytedance-in-an-older-year", "2020-04-01T00:00:00Z", CHIEF_PAGE),
    Captured(f"http://{HOST}/2020/07/07/a-page-that-was-missing", "2020-07-08T00:00:00Z", b"nothing", 404),
    Captured(f"http://{HOST}/2020/07/07/picture-of-chief", "2020-07-08T00:00:00Z", b"GIF", 200, "image/gif"),
    Captured(f"http://{HOST}/about", "2020-07-08T00:00:00Z", GARDEN_PAGE),
    Captured(f"http://{HOST}/2020/07/09/tiktok-long-after", "2024-07-08T00:00:00Z", SALE_PAGE),
    Captured(GONE, "2020-11-21T00:00:00Z", article("Soon here", "Come back soon.")),
    Captured(GONE, "2021-06-01T12:30:00Z", PAYMENT_PAGE),
    Captured(GONE, "2022-01-01T00:00:00Z", b"no longer", 404),
]  # fmt: skip


class Told(NamedTuple):
    """The archive that the crawls left, how each ended, and the addresses of collection and WARC files.

    What is gone comes by replay, what is of the window out of the WARC files.
    """

    archive: Path
    rescued: Crawled
    first: Crawled
    again: Crawled
    collection: str
    files: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    if not is_there():
        pytest.skip("needs pywb in an environment of its own: make test installs it")
    folder = tmp_path_factory.mktemp("cdx")
    archive = folder / "archive"
    _begin(archive)
    pywb = folder / "pywb"
    with web_archive(pywb, CAPTURES) as collection, pieces_of_files(pywb / "warc") as files:
        index = f'[[history.cdx]]\napi = "{collection}/cdx"\nwarc = "{files}/{{filename}}"\n'
        configure(folder, "", index)
        extra = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}

        ports = ",".join(str(urlsplit(address).port) for address in (collection, files))
        allowed = ("-s", "ALLOWED_NETWORKS=127.0.0.1", "-s", f"ALLOWED_PORTS={ports}")

        def history(*arguments: str) -> Crawled:
            asked = [*allowed, *(part for argument in arguments for part in ("-a", argument))]
            return crawl("http://127.0.0.1:9", archive, *asked, spider="history", extra=extra)

        rescued = history("source=cdx", "gone=1", f"cdx={collection}/cdx")
        first = history("source=cdx", "since=2020-01", "until=2020-12")
        again = history("source=cdx", "since=2020-01", "until=2020-12", f"cdx={collection}/cdx")
        yield Told(archive, rescued, first, again, collection, files)


def _begin(archive: Path) -> None:
    """Of two pages it is on record that they were not there any more."""
    writer = ArchiveWriter.open(open_store(str(archive)), run="earlier", software="test/1")
    writer.commit_seeds(pages.seeds())
    missing = [
        Rejection(
            url=url, final_url=url, publisher="meridian", discovered_via=None, stage="fetch",
            reason="http_404", detail="the server answered 404", time=pages.FETCHED,
        )
        for url in (GONE, f"http://{HOST}/2020/12/01/nobody-kept-this")
    ]  # fmt: skip
    writer.commit(missing, keep)
    writer.close()


def test_a_page_that_is_gone_is_rescued(told: Told) -> None:
    assert told.rescued.code == 0, told.rescued.output
    row = Archive.open(str(told.archive)).record(keys_of(GONE)[0])
    assert row is not None
    kept = row.model_dump()
    assert (kept["kind"], kept["url"]) == ("document", GONE)
    assert kept["captured"] == "2021-06-01T12:30:00Z"
    assert kept["discovered_via"] == f"{told.collection}/20210601123000id_/{GONE}"
    assert ["X-Own", "its own"] in [list(pair) for pair in kept["http_headers"]]
    assert "Memento-Datetime" not in [name for name, _ in kept["http_headers"]]


def test_all_that_was_captured_in_the_window_is_judged(told: Told) -> None:
    assert told.first.code == 0, told.first.output
    archive = Archive.open(str(told.archive))
    kept = {row.url: row for row in archive.documents() if row.url}
    assert set(kept) == {CHIEF, SALE.replace("http://", "https://www."), GONE}
    assert kept[CHIEF].captured == "2020-03-15T08:00:00Z"
    assert kept[CHIEF].published == "2020-03-14"
    assert kept[CHIEF].publisher == "meridian"
    assert kept[CHIEF].discovered_via == f"{told.files}/past.warc.gz"
    assert kept[CHIEF].payload_digest == f"sha256:{hashlib.sha256(CHIEF_PAGE).hexdigest()}"
    judged = [
        row for row in archive.log_rows() if isinstance(row, DocumentRow | RejectionRow) and row.captured
    ]
    order = [row.url for row in judged]
    assert order == [GONE, SALE.replace("http://", "https://www."), CHIEF, GARDEN]
    refused = [row for row in archive.rejections() if row.captured]
    assert [(row.url, row.reason, row.captured) for row in refused] == [
        (GARDEN, "not_related", "2020-06-02T09:00:00Z")
    ]


def test_what_is_known_is_not_asked_for_again(told: Told) -> None:
    assert told.again.code == 0, told.again.output
    record = last_record(told.archive)
    assert record.fetched == 0
    assert [(each.kind, each.candidates) for each in record.listings] == [("cdx", 4)]


def test_the_archive_is_sound_and_replays_at_the_moment_of_the_capture(told: Told) -> None:
    store = open_store(str(told.archive))
    assert verify(store).findings == ()
    moments = {line.split(b" ")[1] for line in store.get("warc/INDEX.cdxj").data.splitlines()}
    assert moments == {b"20200315080000", b"20200901100000", b"20210601123000"}
