"""Articles of several pages, crawled: what is asked for, what is archived, and how it is counted."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from scrapy import Request

from crawler.discovery.candidate import Candidate
from crawler.middlewares.robots import ForbiddenByRobots, RobotsUnreachable
from crawler.spiders.further_pages import FurtherPages, _Chain
from pipelines.archive import Archive, DocumentRow
from pipelines.document import Capture, Failure
from pipelines.page.onward import Onward
from tests.crawl.crawling import ROOT, assert_sound, crawl, last_record

HOST = "http://quay.example"


def page(title: str, about: str, links: str = "") -> str:
    told = " ".join(
        f"The board spoke of {about} for an hour, and after {hour} hours nobody could say what was decided "
        f"about {about}, or by whom."
        for hour in ("two", "three")
    )
    return (
        f"<html lang=en><head><meta charset=utf-8><title>{title}</title>"
        '<meta property="og:type" content="article">'
        f'<meta property="og:title" content="{title}"></head>'
        f"<body><article><h1>{title}</h1><p>{told}</p></article><div>{links}</div></body></html>"
    )


def link(path: str, words: str) -> str:
    return f'<a href="{path}">{words}</a> '


PAGES: dict[str, tuple[int, str]] = {
    "/robots.txt": (200, "User-agent: *\nDisallow: /walled?page=all\nDisallow: /shut/2\n"),
    "/.well-known/tdmrep.json": (200, '[{"location": "/held/2", "tdm-reservation": 1}]'),
    "/held": (200, page("Held", "cargo", link("/held/2", "Next"))),
    "/held/2": (200, page("Held", "customs", link("/held", "1"))),
    "/three": (200, page("Three", "the crane", link("/three/2", "2") + link("/three/3", "3"))),
    "/three/2": (200, page("Three", "the pier", link("/three", "1") + link("/three/3", "Next page"))),
    "/three/3": (200, page("Three (3)", "the wall", link("/three", "1") + link("/three/2", "2"))),
    "/single": (
        200,
        page("Single", "a ferry", link("?page=2", "2") + link("?page=all", "View as single page")),
    ),
    "/single?page=all": (
        200,
        page("Single", "a ferry", "").replace(
            "</article>", "<p>And of the fares, at greater length.</p></article>"
        ),
    ),
    "/walled": (200, page("Walled", "herring", link("?page=2", "2") + link("?page=all", "Single page"))),
    "/walled?page=2": (200, page("Walled", "whiting", link("?page=1", "1"))),
    "/gallery/storm": (200, page("Storm", "a storm", link("/gallery/storm/2", "Next"))),
    "/gallery/storm/2": (200, page("Storm", "another storm")),
    "/loop": (200, page("Loop", "ropes", link("/loop/2", "Next"))),
    "/loop/2": (200, page("Loop", "knots", link("/loop", "Next") + link("/loop/2", "Next"))),
    "/broken": (200, page("Broken", "nets", link("/broken/2", "Next"))),
    "/broken/2": (500, "no"),
    "/gone": (200, page("Gone", "buoys", link("/gone/2", "Next"))),
    "/other": (200, page("Other", "anchors", link("/other/2", "Next"))),
    "/other/2": (200, page("Something else", "lamps")),
    "/shut": (200, page("Shut", "sluices", link("/shut/2", "Next"))),
}
_NO_BEGINNING = ("/2", "/3", ".txt", ".json", "?page=2", "?page=all")
ARTICLES = tuple(path for path in PAGES if not path.endswith(_NO_BEGINNING))


class Site(NamedTuple):
    """A proxy that answers for one host, and what it was asked."""

    proxy: str
    asked: list[str]


@contextmanager
def serving() -> Iterator[Site]:
    asked: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix(HOST)
            asked.append(path)
            status, body = PAGES.get(path, (404, "not here"))
            data = body.encode()
            self.send_response(status)
            self.send_header(
                "Content-Type", "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
            )
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def config(folder: Path) -> dict[str, str]:
    """Every page is related; one worker has all the time it needs."""
    file = folder / "pipelines.toml"
    file.write_text(
        "[relevance]\nthreshold = 0.0\n[workers]\nprocesses = 1\npage_deadline_s = 60\n"
        f'[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "{ROOT}/demo/publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n'
        '[crawl]\ncontact = "desk@quay.example"\n',
        encoding="utf-8",
    )
    return {"CORPUS_CONFIG": str(file)}


class Crawled(NamedTuple):
    archive: Path
    asked: list[str]
    documents: dict[str, DocumentRow]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("further")
    urls = [argument for path in ARTICLES for argument in ("-a", f"url={HOST}{path}")]
    with serving() as site:
        done = crawl(site.proxy, folder / "archive", *urls, spider="page", extra=config(folder))
    assert done.code == 0, done.output
    documents = Archive.open(str(folder / "archive")).documents()
    by_path = {row.url.removeprefix(HOST): row for row in documents if row.url is not None}
    return Crawled(folder / "archive", site.asked, by_path)


def subjects(row: DocumentRow) -> list[str]:
    return [line.partition(" for an hour")[0].partition("spoke of ")[2] for line in row.text.splitlines()]


def test_the_pages_of_an_article_make_one_document(crawled: Crawled) -> None:
    row = crawled.documents["/three"]
    assert subjects(row) == ["the crane", "the pier", "the wall"]
    assert [page.url for page in row.further] == [f"{HOST}/three/2", f"{HOST}/three/3"]
    assert row.headline == "Three"
    assert "quay.example/three/3" in row.keys


def test_one_page_with_all_of_it_is_preferred(crawled: Crawled) -> None:
    row = crawled.documents["/single"]
    assert row.text.endswith("at greater length.\n")
    assert subjects(row).count("a ferry") == 1
    assert [page.url for page in row.further] == [f"{HOST}/single?page=all"]
    assert "/single?page=2" not in crawled.asked


def test_where_robots_forbid_that_page_the_others_are_asked_for(crawled: Crawled) -> None:
    assert subjects(crawled.documents["/walled"]) == ["herring", "whiting"]
    assert "/walled?page=all" not in crawled.asked


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/gallery/storm", ["a storm"]),
        ("/loop", ["ropes", "knots"]),
        ("/gone", ["buoys"]),
        ("/other", ["anchors"]),
        ("/shut", ["sluices"]),
        ("/held", ["cargo"]),
    ],
)
def test_an_article_ends_where_nothing_follows(crawled: Crawled, path: str, found: list[str]) -> None:
    assert subjects(crawled.documents[path]) == found


def test_trouble_with_a_further_page_fails_the_article(crawled: Crawled) -> None:
    assert "/broken" not in crawled.documents
    (failure,) = Archive.open(str(crawled.archive)).failures()
    assert (failure.url, failure.stage, failure.cause) == (f"{HOST}/broken", "fetch", "incomplete")
    assert failure.detail == f"{HOST}/broken/2: the server answered 500"
    assert failure.quarantine is not None


def test_only_first_pages_are_counted(crawled: Crawled) -> None:
    record = last_record(crawled.archive)
    assert record.fetched == len(ARTICLES)
    assert (record.archived, record.rejected, record.failed) == (len(ARTICLES) - 1, 0, 1)
    assert_sound(crawled.archive)


def test_no_page_is_asked_for_twice_and_none_without_need(crawled: Crawled) -> None:
    asked = [path for path in crawled.asked if path not in ("/robots.txt", "/broken/2")]
    assert len(asked) == len(set(asked))
    assert "/gallery/storm/2" not in asked
    assert "/held/2" not in asked, "its site reserves it"


def test_further_pages_count_as_known(crawled: Crawled) -> None:
    verdict = Archive.open(str(crawled.archive)).verdict("quay.example/three/2")
    assert verdict is not None
    assert (verdict.kind, verdict.number) == ("archived", crawled.documents["/three"].number)


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (ForbiddenByRobots("no"), "one page"),
        (RobotsUnreachable("not now"), "incomplete"),
        (OSError(), "incomplete"),
    ],
)
def test_only_what_is_forbidden_for_good_ends_an_article_where_it_is(error: Exception, end: str) -> None:
    """Where nobody can say whether a page is allowed the article is tried again, not archived in part."""
    url = f"{HOST}/other/1"
    first = Capture(
        url=url,
        final_url=url,
        fetched=datetime(2020, 3, 13, tzinfo=UTC),
        status=200,
        headers=(),
        body=b"",
        publisher=None,
        discovered_via=None,
    )
    chain = _Chain(Candidate(url, "quay", None, None, url), first, (), 1)
    asked = Request(f"{HOST}/other/2", cb_kwargs={"chain": chain, "way": Onward(f"{HOST}/other/2", False)})
    failure: Any = SimpleNamespace(value=error, request=asked)

    async def ended() -> list[object]:
        return [each async for each in FurtherPages(None, 5).unanswered(failure)]  # type: ignore[arg-type]

    (outcome,) = asyncio.run(ended())
    assert (outcome.cause if isinstance(outcome, Failure) else "one page") == end
