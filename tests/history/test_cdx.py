"""What web archives answer, what is asked of them, and what is worth asking for."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import Request, Response

from crawler.discovery.candidate import Candidate
from crawler.history.cdx import cut
from crawler.history.cdx_answer import CdxRow, read_cdx
from crawler.history.cdx_candidates import last_good, mementos_of
from crawler.history.cdx_queries import Query, is_cut, queries, rest_of, span_of
from crawler.history.memento import Memento
from crawler.history.memento_answers import to_outcome
from crawler.history.web_archive import MOST_ROWS, web_archive
from crawler.publishers import Publisher
from crawler.spiders.arguments import history_arguments, require_web_archive
from crawler.window import Window
from pipelines.config import CdxConfig
from pipelines.document import Capture, Failure
from pipelines.errors import ConfigurationError

WAYBACK = web_archive("https://web.archive.example/cdx/search/cdx")
NOW = datetime(2026, 11, 26, tzinfo=UTC)
PUBLISHER = Publisher(id="post", name="Post", home="https://post.example/", language="en")
HEAD = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def row(
    url: str, timestamp: str = "20200315080000", status: str = "200", mime: str = "text/html"
) -> list[str]:
    return ["key", timestamp, url, mime, status, "DIGEST", "1234"]


def wayback(*rows: list[str], resume: str | None = None) -> bytes:
    """As the Wayback Machine's CDX server answers with output=json and showResumeKey=true."""
    return json.dumps([HEAD, *rows, *([[], [resume]] if resume else [])]).encode()


def lines(*rows: list[str]) -> bytes:
    """As pywb and the index of Common Crawl answer."""
    names = {"original": "url", "mimetype": "mime", "statuscode": "status"}
    objects = [
        {names.get(name, name): value for name, value in zip(HEAD, each, strict=True)} for each in rows
    ]
    return "\n".join(map(json.dumps, objects)).encode() + b"\n"


def test_both_forms_say_the_same() -> None:
    one = row("http://post.example:80/2020/03/15/a")
    expected = (
        CdxRow("http://post.example:80/2020/03/15/a", "20200315080000", "200", "text/html", "", 0, 1234),
    )
    assert read_cdx(wayback(one)).rows == read_cdx(lines(one)).rows == expected


def test_where_there_is_more_the_answer_says_how_to_go_on() -> None:
    answer = read_cdx(wayback(row("http://post.example/a"), resume="com,example)/b 2020"))
    assert (len(answer.rows), answer.resume_key, answer.broken) == (1, "com,example)/b 2020", 0)
    assert read_cdx(wayback(row("http://post.example/a"))).resume_key is None


@pytest.mark.parametrize("body", [b"", b"[]", b"\n", wayback()])
def test_nothing_is_an_answer(body: bytes) -> None:
    assert read_cdx(body) == ((), None, 0, None)


@pytest.mark.parametrize(
    "body",
    [b"<html>busy</html>", b"[[", b"[1,2]", b'{"url": 1}', b"[" * 100_000, b"\xff\xfe", b'[["a"],["b"]]',
     lines(row("no url")), lines(row("http://post.example/a", "2020")), b'"text"', b"{}"],
)  # fmt: skip
def test_what_is_no_answer_is_a_problem_or_counted(body: bytes) -> None:
    answer = read_cdx(body)
    assert answer.rows == ()
    assert answer.broken or (answer.problem is not None and answer.problem[0] == "malformed")


def test_the_first_good_capture_of_each_page_that_may_be_an_article() -> None:
    body = lines(
        row("http://post.example/2020/03/15/tiktok-sold", "20200401000000"),
        row("http://post.example/2020/03/15/tiktok-sold", "20200316000000"),
        row("https://www.post.example/2020/03/15/tiktok-sold/?utm_source=x", "20200317000000"),
        row("http://post.example/2020/03/16/moved-away", status="301"),
        row("http://post.example/2020/03/16/a-picture-of-it", mime="image/png"),
        row("http://post.example/2019/03/16/out-of-the-window"),
        row("http://post.example/tag/tiktok"),
        row("http://other.example/2020/03/16/somebody-elses-page"),
        row("http://post.example/2020/03/20/no-date-in-an-archive", "20209999000000"),
    )
    found = mementos_of(body, WAYBACK, PUBLISHER, Window("2020-01", "2020-12"))
    address = "https://web.archive.example/web/20200316000000id_/http://post.example/2020/03/15/tiktok-sold"
    assert [(each.address, each.captured) for each in found.found] == [
        (address, datetime(2020, 3, 16, tzinfo=UTC))
    ]
    (memento,) = found.found
    assert (memento.candidate.published, memento.candidate.listing) == ("2020-03-15", address)
    assert (found.rows, found.problem) == (9, None)


def test_of_a_page_that_is_gone_the_last_good_capture() -> None:
    page = Candidate("http://post.example/story", "post", None, "2020-03-15", "http://post.example/feed")
    body = lines(
        row("http://post.example/story", "20200401000000"),
        row("http://www.post.example/story/", "20210401000000"),
        row("http://post.example/story", "20220401000000", status="404"),
        row("http://post.example/another", "20230401000000"),
    )
    memento, problem = last_good(body, WAYBACK, page)
    assert memento is not None
    assert (memento.captured.year, memento.candidate.published, problem) == (2021, "2020-03-15", None)
    assert last_good(b"", WAYBACK, page) == (None, None)


def test_the_span_ends_a_year_after_the_window_and_never_in_the_future() -> None:
    assert span_of(Window("2019-09", "2020-12"), NOW) == (
        datetime(2019, 9, 1, tzinfo=UTC), datetime(2021, 12, 31, 23, 59, 59, tzinfo=UTC),
    )  # fmt: skip
    assert span_of(Window("2020-02-28", "2026-06"), NOW)[1] == NOW
    assert span_of(Window("2020", None), NOW) == (datetime(2020, 1, 1, tzinfo=UTC), NOW)


def test_every_domain_is_asked_of_every_archive() -> None:
    both = Publisher(
        id="post", name="Post", home="https://post.example/", language="en", also_domains=("post.test",)
    )
    asked = [query.address for query in queries(both, (WAYBACK,), Window("2020", "2020"), NOW)]
    assert [address.partition("&")[0] for address in asked] == [
        f"{WAYBACK.api}?url=post.example",
        f"{WAYBACK.api}?url=post.test",
    ]
    assert "matchType=domain" in asked[0]
    assert "from=20200101000000&to=20211231235959" in asked[0]


def test_what_an_answer_leaves_out_is_asked_for() -> None:
    """A server that knows no resumption keys is asked for halves, and no capture falls between them."""
    (query,) = queries(PUBLISHER, (WAYBACK,), Window("2020", "2020"), NOW)
    assert rest_of(query, MOST_ROWS - 1, None) == ()
    (resumed,) = rest_of(query, MOST_ROWS, "key")
    assert "resumeKey=key" in resumed.address
    assert rest_of(resumed, 5, None) == ()
    earlier, later = rest_of(query, MOST_ROWS, None)
    assert (earlier.span[0], later.span[1]) == query.span
    assert later.span[0] - earlier.span[1] == timedelta(seconds=1)
    day = Query(PUBLISHER, WAYBACK, "post.example", (NOW - timedelta(days=1), NOW))
    assert rest_of(day, MOST_ROWS, None) == ()
    assert is_cut(day, MOST_ROWS, None)
    assert not is_cut(query, MOST_ROWS, None)


def test_no_more_wait_than_can_be_asked_for_but_twice() -> None:
    """A domain may have a million captures; they wait until its last query is answered."""
    promises = (0.1, 0.9, 0.5, 0.7, 0.3)
    one = memento()
    waiting = {
        str(promise): (replace(one, candidate=replace(one.candidate, promise=promise)), WAYBACK)
        for promise in promises
    }
    assert cut(waiting, 3) == []
    assert [each.candidate.promise for each in cut(waiting, 2)] == [0.5, 0.3, 0.1]
    assert sorted(waiting) == ["0.7", "0.9"]


def test_halves_come_to_an_end() -> None:
    (query,) = queries(PUBLISHER, (WAYBACK,), Window("2020-01", "2020-01"), NOW)
    waiting, asked = [query], 0
    while waiting:
        asked += 1
        waiting += rest_of(waiting.pop(), MOST_ROWS, None)
    assert asked < 2 * (query.span[1] - query.span[0]).days * 2


def memento() -> Memento:
    page = Candidate("http://post.example/story", "post", None, "2020-03-15", "there")
    address = "https://web.archive.example/web/20200316000000id_/http://post.example/story"
    return Memento(page, address, datetime(2020, 3, 16, tzinfo=UTC))


def outcome(url: str, headers: dict[str, str], status: int = 200) -> Capture | Failure:
    answer = Response(url, status=status, headers=headers, body=b"<p>", request=Request(url))
    return to_outcome(answer, memento(), WAYBACK)


def test_the_headers_are_those_of_the_page_and_the_moment_that_of_the_answer() -> None:
    """The Wayback Machine repeats them under another name, and leads to the nearest capture."""
    url = "https://web.archive.example/web/20200402101112id_/http://post.example/story"
    told = {"x-archive-orig-server": "nginx", "X-Archive-Orig-Content-Type": "text/html", "server": "its own"}
    captured = outcome(url, {**told, "Memento-Datetime": "Thu, 02 Apr 2020 10:11:13 GMT"})
    assert isinstance(captured, Capture)
    assert sorted((name.lower(), value) for name, value in captured.headers) == [
        ("content-type", "text/html"), ("server", "nginx"),
    ]  # fmt: skip
    assert captured.captured == datetime(2020, 4, 2, 10, 11, 13, tzinfo=UTC)
    assert (captured.url, captured.final_url) == ("http://post.example/story", "http://post.example/story")
    assert captured.discovered_via == url
    by_address = outcome(url, {"Content-Type": "text/html"})
    assert isinstance(by_address, Capture)
    assert by_address.captured == datetime(2020, 4, 2, 10, 11, 12, tzinfo=UTC)
    assert [name for name, _ in by_address.headers] == ["Content-Type"]


def test_where_the_page_led_elsewhere_the_other_page_answered() -> None:
    replay = "https://web.archive.example/web/20200316000000id_/"
    moved = outcome(f"{replay}https://post.example/moved?id=7", {})
    assert isinstance(moved, Capture)
    assert (moved.url, moved.final_url) == ("http://post.example/story", "https://post.example/moved?id=7")
    same = outcome(f"{replay}https://www.post.example:443/story", {})
    assert isinstance(same, Capture)
    assert same.final_url == "http://post.example/story"


def test_an_archive_that_does_not_serve_it_says_nothing_of_the_page() -> None:
    busy = outcome("https://web.archive.example/busy", {})
    assert isinstance(busy, Failure)
    assert (busy.cause, busy.capture) == ("no_memento", None)
    gone = outcome(memento().address, {}, status=404)
    assert isinstance(gone, Failure)
    assert (gone.cause, gone.url) == ("http_404", "http://post.example/story")


@pytest.mark.parametrize(
    ("api", "replay"),
    [
        ("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/{timestamp}id_/{url}"),
        ("http://127.0.0.1:8080/news/cdx", "http://127.0.0.1:8080/news/{timestamp}id_/{url}"),
    ],
)
def test_where_captures_are_served(api: str, replay: str) -> None:
    assert web_archive(api).replay == replay
    assert CdxConfig(api=api).replay == ""


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"source": ["cdx"], "since": ["2020"], "cdx": ["web.archive.org"]},
            "not an absolute http or https URL",
        ),
        ({"source": ["cdx"], "since": ["2020"], "cdx": ["https://a.example/find"]}, "does not tell where"),
        ({"source": ["cdx"]}, "history needs a beginning"),
        ({"gone": ["1"]}, "history needs a beginning"),
    ],
)
def test_mistakes_end_in_a_sentence(given: dict[str, list[str]], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        history_arguments(given)


def test_without_a_web_archive_there_is_nothing_to_ask() -> None:
    given = {"source": ["cdx"], "since": ["2020"]}
    asked = history_arguments(given)
    with pytest.raises(ConfigurationError, match="no web archive to ask"):
        require_web_archive(asked, ())
    require_web_archive(asked, (CdxConfig(api=WAYBACK.api),))
    require_web_archive(history_arguments({**given, "cdx": [WAYBACK.api]}), ())
    require_web_archive(history_arguments({"since": ["2020"]}), ())


def test_what_is_gone_needs_no_beginning() -> None:
    assert history_arguments({"source": ["cdx"], "gone": ["1"]}).gone


def test_a_web_archive_that_does_not_say_how_it_serves_is_refused() -> None:
    with pytest.raises(ValueError, match="set `replay` or `warc` beside it"):
        CdxConfig(api="https://index.commoncrawl.example/CC-MAIN-2020-50-index")
