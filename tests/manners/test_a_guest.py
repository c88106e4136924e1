"""One crawl of many hosts, each with a wish of its own, as their servers see it."""

from email.utils import formatdate
from pathlib import Path
from time import time
from typing import NamedTuple

import pytest

from pipelines.archive import RunRecord
from tests.crawl.crawling import ROOT, Crawled, crawl, environment, last_record
from tests.manners.web import Host, Reply, Web, running_web
from tests.warm_start import run_warm

DELAY_S = 0.05
CRAWL_DELAY_S = 0.4
TIMEOUT_S = 4
SHIPPED = {"CORPUS_CONFIG": str(ROOT / "pipelines.toml"), "CORPUS_CONTACT": ""}
FORBIDDING = b"User-agent: *\nDisallow: /\n"


class Visit(NamedTuple):
    """What the hosts saw of it, and what it says itself."""

    web: Web
    crawled: Crawled
    record: RunRecord


def with_robots(robots: Reply, pages: Host = lambda _path, _place: Reply()) -> Host:
    return lambda path, place: robots if path == "/robots.txt" else pages(path, place)


def busy_once(status: int, retry_after: str) -> Host:
    """Its first answer names a time, in either form: `date` is two seconds from then on."""

    def reply(path: str, place: int) -> Reply:
        if path != "/1" or place > 1:
            return Reply()
        value = formatdate(time() + 2, usegmt=True) if retry_after == "date" else retry_after
        return Reply(status, headers=(("Retry-After", value),))

    return reply


def busy(path: str, _place: int) -> Reply:
    """For an hour, from the first page on."""
    is_page = not path.startswith("/.well-known/")
    return Reply(503, headers=(("Retry-After", "3600"),)) if is_page else Reply()


def vanishing(path: str, _place: int) -> Reply:
    """Its robots.txt can still be had."""
    return Reply(404 if path == "/robots.txt" or path.startswith("/.well-known/") else None)


def chain(path: str, _place: int) -> Reply:
    """robots.txt five redirects away, over two hosts."""
    steps = ["/robots.txt", "/a", "/b", "http://elsewhere.example/c", "http://elsewhere.example/d"]
    onward = [*steps[1:], "http://elsewhere.example/rules"]
    places = {
        step.removeprefix("http://elsewhere.example"): end for step, end in zip(steps, onward, strict=True)
    }
    if path == "/rules":
        return Reply(200, b"User-agent: *\nDisallow: /no\n")
    return Reply(302, headers=(("Location", places[path]),)) if path in places else Reply()


def leading(to: str) -> Host:
    return lambda path, _place: Reply(301, headers=(("Location", to),)) if path == "/1" else Reply()


HOSTS: dict[str, Host] = {
    "forbidden.example": with_robots(Reply(200, FORBIDDING)),
    "slow.example": with_robots(Reply(200, FORBIDDING, after_s=2.0)),
    "failing.example": with_robots(Reply(500)),
    "resetting.example": with_robots(Reply(None)),
    "silent.example": with_robots(Reply(200, after_s=TIMEOUT_S + 2)),
    "overrun.example": with_robots(Reply(429)),
    "free.example": with_robots(Reply(403)),
    "paced.example": with_robots(Reply(404)),
    "patient.example": with_robots(Reply(200, f"User-agent: *\nCrawl-delay: {CRAWL_DELAY_S}".encode())),
    "chained.example": chain,
    "elsewhere.example": chain,
    "looping.example": with_robots(Reply(302, headers=(("Location", "/robots.txt"),))),
    "leading.example": leading("http://forbidden.example/target"),
    "handing.example": leading("http://paced.example/handed"),
    "busy.example": busy_once(503, "1"),
    "dated.example": busy_once(429, "date"),
    "away.example": with_robots(Reply(), busy),
    "vanishing.example": vanishing,
}
PAGES = {
    "forbidden.example": 20,
    "slow.example": 20,
    "failing.example": 20,
    "resetting.example": 20,
    "silent.example": 20,
    "overrun.example": 20,
    "free.example": 2,
    "paced.example": 100,
    "patient.example": 4,
    "looping.example": 2,
    "leading.example": 1,
    "handing.example": 1,
    "busy.example": 3,
    "dated.example": 3,
    "away.example": 6,
    "vanishing.example": 20,
}


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    archive = tmp_path_factory.mktemp("manners") / "archive"
    urls = [f"http://{host}/{page}" for host, most in PAGES.items() for page in range(1, most + 1)]
    urls += ["http://chained.example/no", "http://chained.example/yes"]
    settings = {"CONCURRENT_REQUESTS": 500, "DOWNLOAD_TIMEOUT": TIMEOUT_S, "RETRY_TIMES": 1}
    given = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    with running_web(HOSTS) as web:
        crawled = crawl(
            web.proxy,
            archive,
            *("-a", "file=-", "-s", "USER_AGENT=Nobody", *given),
            spider="page",
            delay_s=DELAY_S,
            stdin="\n".join(urls),
        )
    return Visit(web, crawled, last_record(archive))


def test_of_twenty_forbidden_pages_none_is_fetched(visit: Visit) -> None:
    assert visit.web.paths("forbidden.example") == []
    assert visit.web.paths("slow.example") == []
    # One more is where a redirect leads, and another is forbidden by a robots.txt that was moved.
    assert visit.record.skipped_by_reason["robots"] == 20 + 20 + 1 + 1
    assert visit.crawled.code == 0, visit.crawled.output


@pytest.mark.parametrize(
    "host", ["failing.example", "resetting.example", "silent.example", "overrun.example", "looping.example"]
)
def test_without_a_robots_txt_to_go_by_nothing_is_fetched(visit: Visit, host: str) -> None:
    assert visit.web.paths(host) == []
    assert visit.record.skipped_by_reason["robots_unreachable"] == 5 * 20 - 20 + 2


def test_each_robots_txt_is_fetched_once_and_retried_as_a_page(visit: Visit) -> None:
    asked = [each.host for each in visit.web.asked if each.path == "/robots.txt"]
    once = ("forbidden.example", "slow.example", "paced.example", "free.example")
    assert [asked.count(host) for host in once] == [1, 1, 1, 1]
    assert [asked.count(host) for host in ("failing.example", "silent.example", "overrun.example")] == [
        2,
        2,
        2,
    ]


def test_where_there_is_none_everything_is_free(visit: Visit) -> None:
    assert sorted(visit.web.paths("free.example")) == ["/1", "/2"]
    assert len(visit.web.paths("paced.example")) == 100 + 1


def test_a_hundred_requests_to_a_host_keep_their_distance(visit: Visit) -> None:
    gaps_s = visit.web.gaps_s("paced.example")
    assert len(gaps_s) >= 100
    assert min(gaps_s) >= DELAY_S
    assert len({round(gap_s, 4) for gap_s in gaps_s}) > 20


@pytest.mark.parametrize(
    "host", sorted(set(HOSTS) - {"silent.example", "resetting.example", "vanishing.example"})
)
def test_so_do_all_others_whatever_is_asked(visit: Visit, host: str) -> None:
    assert min(visit.web.gaps_s(host), default=DELAY_S) >= DELAY_S


def test_crawl_delay_is_kept(visit: Visit) -> None:
    gaps_s = visit.web.gaps_s("patient.example")
    assert len(gaps_s) >= 4
    assert min(gaps_s) >= CRAWL_DELAY_S


def test_a_robots_txt_five_redirects_away_binds_the_origin(visit: Visit) -> None:
    assert visit.web.paths("chained.example")[-1:] == ["/yes"]
    assert "/no" not in visit.web.paths("chained.example")


def test_where_a_redirect_leads_its_own_robots_txt_is_asked(visit: Visit) -> None:
    assert visit.web.paths("leading.example") == ["/1"]
    assert "/target" not in visit.web.paths("forbidden.example")


@pytest.mark.parametrize("host", ["busy.example", "dated.example"])
def test_retry_after_holds_all_requests_to_the_host(visit: Visit, host: str) -> None:
    asked = [each for each in visit.web.asked if each.host == host]
    first = next(place for place, each in enumerate(asked) if each.path == "/1")
    # A date has whole seconds, so that two seconds from now are at least one.
    assert asked[first + 1].at - asked[first].at >= 1.0
    assert sorted(visit.web.paths(host)) == ["/1", "/1", "/2", "/3"]


def test_who_asks_for_an_hour_is_left_alone(visit: Visit) -> None:
    assert len(visit.web.paths("away.example")) == 1
    assert visit.record.skipped_by_reason["asked_to_wait"] == 5
    assert visit.record.failed_by_cause == {"http_503": 1}


def test_pages_of_a_host_that_is_gone_in_the_middle_of_a_crawl_do_not_fail(visit: Visit) -> None:
    """All but those that were asked for before that was known; none was a second time, so none has failed."""
    assert len(set(visit.web.paths("vanishing.example"))) == 12
    assert visit.record.skipped_by_reason["no_answer"] == 20


def test_every_request_says_who_asks(visit: Visit) -> None:
    names = {each.user_agent for each in visit.web.asked}
    assert len(names) == 1
    assert all(name.startswith("CorpusCrawler/") and "(+" in name for name in names)


@pytest.mark.parametrize(
    "command",
    [
        ("crawl", "news"),
        ("crawl", "page", "-a", "url=http://free.example/1"),
        ("crawl", "history", "-a", "since=2020-01"),
        ("publishers", "check"),
        ("publishers", "add", "http://free.example/"),
    ],
    ids=["news", "page", "history", "check", "add"],
)
def test_without_a_contact_nobody_is_asked_anything(tmp_path: Path, command: tuple[str, ...]) -> None:
    with running_web({}) as web:
        nobody = environment(web.proxy, str(tmp_path / "archive"), SHIPPED)
        settings = ("-s", "USER_AGENT=Somebody (+mailto:me@daily.example)")
        done = run_warm("scrapy", [*command, *settings], nobody)
    assert done.returncode == 2
    assert b"no contact for the User-Agent" in done.stderr
    assert web.asked == []
