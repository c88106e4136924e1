"""What is fetched, when, and in which order."""

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from demo.site.content import load_stories
from demo.site.server import DemoSite, Request
from demo.site.truth import truth
from tests.crawl.crawling import ROOT, Crawled, corpus, crawl, last_record, rows

STORIES = load_stories()


def test_one_request_at_a_time_to_a_host_and_a_delay_between(tmp_path: Path, site: DemoSite) -> None:
    delay_s = 0.2
    crawled = crawl(site.proxy, tmp_path / "archive", "-a", "limit=12", delay_s=delay_s)
    assert crawled.code == 0, crawled.output
    hosts = _by_host(site.requests)
    gaps = [later.at - earlier.at for asked in hosts.values() for earlier, later in pairwise(asked)]
    assert len(gaps) > 20
    assert min(gaps) >= delay_s


def test_without_a_delay_there_is_still_one_request_at_a_time(tmp_path: Path) -> None:
    with DemoSite(answer_after_s=0.05) as slow:
        assert crawl(slow.proxy, tmp_path / "archive", "-a", "publishers=lanqiao").code == 0
        gaps = [later.at - earlier.at for earlier, later in pairwise(slow.requests)]
    assert len(gaps) > 15
    assert min(gaps) >= 0.05


def test_retry_after_is_waited_for(tmp_path: Path, site: DemoSite) -> None:
    assert crawl(site.proxy, tmp_path / "archive", "-a", "publishers=lanqiao").code == 0
    asked = _by_host(site.requests)["lanqiao.example"]
    busy = next(place for place, request in enumerate(asked) if request.status == 503)
    again = next(request for request in asked[busy + 1 :] if request.path == asked[busy].path)
    assert again.status == 200
    assert again.at - asked[busy].at >= 0.99
    meanwhile = [request for request in asked[busy + 1 :] if request.at < asked[busy].at + 0.99]
    assert not meanwhile


def test_only_the_publishers_named(tmp_path: Path, site: DemoSite) -> None:
    archive = tmp_path / "archive"
    assert crawl(site.proxy, archive, "-a", "publishers=lanqiao,wanbao").code == 0
    assert {request.host for request in site.requests} == {"lanqiao.example", "wanbao.example"}
    assert {row.publisher for row in rows(archive)[4:]} == {"lanqiao", "wanbao"}


def test_in_breadth_newest_first_and_no_more_than_the_limit(tmp_path: Path, site: DemoSite) -> None:
    archive = tmp_path / "archive"
    arguments = ("-a", "publishers=harbour-courier", "-a", "limit=5", "-s", "CANDIDATE_ORDER=breadth")
    assert crawl(site.proxy, archive, *arguments).code == 0
    record = last_record(archive)
    assert record.fetched == 5
    pages = {url.split("example", 1)[1] for url in truth() if "harbour-courier" in url}
    asked = [request.path.partition("?")[0] for request in site.requests]
    articles = list(dict.fromkeys(path for path in asked if path in pages))
    dated = {f"/{story.url.split('/', 3)[3]}": story.published for story in STORIES}
    days = [dated[path] for path in articles if path in dated]
    assert len(days) >= 3
    assert days == sorted(days, reverse=True)


def test_dates_decide_before_the_download(tmp_path: Path, site: DemoSite) -> None:
    archive = tmp_path / "archive"
    arguments = ("-a", "publishers=harbour-courier", "-a", "since=2020-06-01", "-a", "until=2020-10-31")
    assert crawl(site.proxy, archive, *arguments).code == 0
    kept = rows(archive)[4:]
    assert kept
    assert all("2020-06-01" <= (row.published or "")[:10] <= "2020-10-31" for row in kept)
    record = last_record(archive)
    assert record.skipped_by_reason["outside_dates"] > 10
    assert "outside_dates" not in record.rejected_by_reason


def test_an_undated_page_outside_the_dates_is_fetched_again_when_they_change(
    tmp_path: Path, site: DemoSite
) -> None:
    archive = tmp_path / "archive"
    # The section pages of the daybook have no dates: only the page itself tells.
    assert crawl(site.proxy, archive, "-a", "publishers=daybook", "-a", "since=2021-06-01").code == 0
    outside = last_record(archive).rejected_by_reason["outside_dates"]
    assert outside >= 3
    assert crawl(site.proxy, archive, "-a", "publishers=daybook", "-a", "since=2021-05-01").code == 0
    assert crawl(site.proxy, archive, "-a", "publishers=daybook").code == 0
    assert last_record(archive).archived >= 3


def test_a_dry_run_fetches_listings_and_writes_nothing(tmp_path: Path, site: DemoSite) -> None:
    archive = tmp_path / "archive"
    crawled = crawl(site.proxy, archive, "-a", "dry_run=1", "-a", "publishers=pixel-ledger")
    assert crawled.code == 0, crawled.output
    told = [line.split("\t") for line in crawled.output.splitlines() if line.count("\t") == 4]
    assert len(told) >= 10
    assert all(url.startswith("http://pixel-ledger.example/") for _, _, url, _, _ in told)
    promises = [float(promise) for _, _, _, _, promise in told]
    assert promises == sorted(promises, reverse=True)
    assert promises[0] > 0.5 > promises[-1]
    articles = {url.split("example", 1)[1] for url in truth() if "pixel-ledger" in url}
    assert not articles & {request.path for request in site.requests}
    assert not archive.exists()


def test_a_dry_run_of_pages_fetches_nothing(tmp_path: Path, site: DemoSite) -> None:
    url = STORIES[0].url
    crawled = crawl(site.proxy, tmp_path / "archive", "-a", f"url={url}", "-a", "dry_run=1", spider="page")
    assert crawled.code == 0, crawled.output
    assert f"\t{url}\t" in crawled.output
    assert not site.requests
    assert not (tmp_path / "archive").exists()


def test_a_listing_that_answers_with_an_error_says_which(tmp_path: Path, site: DemoSite) -> None:
    publishers = tmp_path / "publishers.toml"
    feeds = "".join(
        f'{{ url = "http://wanbao.example/{path}", seen = "here" }},' for path in ("no-feed", "index.rdf")
    )
    publishers.write_text(
        '[[publisher]]\nid = "wanbao"\nname = "W"\nhome = "http://wanbao.example/"\nlanguage = "zh"\n'
        f"feeds = [{feeds}]\n"
    )
    config = tmp_path / "pipelines.toml"
    config.write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\ngazetteer = "{ROOT}/seeds/entities.toml"\n'
        'publishers = "publishers.toml"\n'
        '[crawl]\ncontact = "a@b.example"\n'
    )
    archive = tmp_path / "archive"
    crawl(site.proxy, archive, "-a", "limit=1", extra={"CORPUS_CONFIG": str(config)})
    problems = {result.url.rsplit("/", 1)[1]: result.problem for result in last_record(archive).listings}
    assert (problems["no-feed"] or "").startswith("http_404: ")
    assert problems["index.rdf"] is None


def test_pages_by_hand(tmp_path: Path, site: DemoSite) -> None:
    archive = tmp_path / "archive"
    first, second, third, fourth = [story.url for story in STORIES if story.related][:4]
    by_arguments = crawl(
        site.proxy, archive, "-a", f"url={first}?utm_source=x", "-a", f"url={second}", spider="page"
    )
    assert by_arguments.code == 0, by_arguments.output
    assert {row.url for row in rows(archive)[4:]} == {first, second}
    urls = tmp_path / "urls.txt"
    urls.write_text(f"# by hand\n{third}\n\n{first}\n", encoding="utf-8")
    from_file = crawl(site.proxy, archive, "-a", f"file={urls}", spider="page")
    assert last_record(archive).fetched == 1, from_file.output
    crawl(site.proxy, archive, "-a", "file=-", spider="page", stdin=f"{fourth}\n")
    assert {row.url for row in rows(archive)[4:]} == {first, second, third, fourth}
    assert rows(archive)[4].publisher is not None


def test_a_failed_page_rests_unless_it_is_asked_for_by_hand(tmp_path: Path, site: DemoSite) -> None:
    archive = tmp_path / "archive"
    url = next(url for url, page in truth().items() if page.reason == "http_500")
    for _ in range(2):
        crawl(site.proxy, archive, "-a", f"url={url}", "-s", "RETRY_TIMES=0", spider="page")
        assert last_record(archive).failed_by_cause == {"http_500": 1}
    assert crawl(site.proxy, archive, "-a", "publishers=wanbao", "-s", "RETRY_TIMES=0").code == 0
    assert last_record(archive).skipped_by_reason["failed_recently"] == 1


def test_the_hanging_page_costs_nobody_else_anything(finished: tuple[Path, Crawled]) -> None:
    archive, _ = finished
    record = last_record(archive)
    hanging = next(url for url, page in truth().items() if page.reason == "deadline")
    why = corpus("why", hanging, archive=archive)
    assert "deadline" in why.output
    assert "quarantine/" in why.output
    assert record.failed_by_cause["deadline"] == 1
    assert "stage_error" not in record.failed_by_cause
    assert "worker_died" not in record.failed_by_cause


@pytest.mark.parametrize("name", ["publishers", "url"])
def test_help_names_the_arguments(name: str) -> None:
    crawled = crawl("http://127.0.0.1:9", "unused", "--help")
    assert name in crawled.output


def _by_host(requests: list[Request]) -> dict[str, list[Request]]:
    hosts: dict[str, list[Request]] = defaultdict(list)
    for request in requests:
        hosts[request.host].append(request)
    return hosts
