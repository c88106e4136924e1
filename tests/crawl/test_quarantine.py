"""Pages that fail are kept; `corpus quarantine` lists them, shows one, and gives them to the stages again."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.archive import Archive, FailureRow, open_store, quarantined, quarantined_capture
from pipelines.document import Failure
from tests.archive import pages
from tests.crawl.changing import Page, article, changing_site
from tests.crawl.crawling import Crawled, assert_sound, corpus, crawl
from tests.crawl.test_best_first import CONFIG, TIDE, publisher, related

HOST = "aare-post.example"
# It takes half a second and more to read so much beside an article; whoever is hurried gives up before. Each
# page is read: the look before would turn some away in time.
LONG = f"<ul>{'<li><a href=/all>All</a></li>' * 2000}</ul>"
HURRIED = "[workers]\npage_deadline_s = 0.05\n[relevance]\nread_all = true\n"
FURTHER = f'<div><a href="/news/long/2">2</a> <a href="/news/long/3">3</a></div>{LONG}'
IS_ARTICLE = '<meta property="og:type" content="article"><title>'
PAGES = {
    "news/sellers.html": article("ByteDance and the sellers", *related("parcels"), footer=LONG),
    "news/copy.html": article("ByteDance and the sellers", *related("parcels"), footer=LONG),
    "news/tide.html": article("The tide", *TIDE, footer=LONG),
    "news/broken.html": Page("<html><body><p>Out of order</p></body></html>", 500),
    "news/long": Page(
        article("ByteDance at length", *related("lorries"), footer=FURTHER).body.replace(
            "<title>", IS_ARTICLE
        )
    ),
}


class Told(NamedTuple):
    """What was said before a retry, at one that failed, at one that did not, and afterwards."""

    archive: Path
    failed: dict[str, FailureRow]
    listed: list[dict[str, object]]
    table: str
    hurried: Crawled
    segments_before: int
    segments_hurried: int
    retried: Crawled
    asked_since: list[str]
    left: list[dict[str, object]]
    again: Crawled


def lines(said: Crawled) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.output.splitlines() if line.startswith("{")]


def failures(archive: Path) -> dict[str, FailureRow]:
    return {row.url.partition(f"{HOST}/")[2]: row for row in Archive.open(str(archive)).failures()}


def segments(archive: Path) -> int:
    return len(list((archive / "log").iterdir()))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("quarantine")
    archive, hurried, patient = folder / "archive", folder / "hurried.toml", folder / "patient.toml"
    (folder / "publishers.toml").write_text(publisher(HOST))
    hurried.write_text(CONFIG + HURRIED)
    patient.write_text(CONFIG)
    with changing_site() as site, pytest.MonkeyPatch.context() as patch:
        site.pages = {f"{HOST}/{path}": page for path, page in PAGES.items()}
        urls = "\n".join(f"http://{HOST}/{path}" for path in PAGES)
        options = ("-a", "file=-", "-s", "RETRY_TIMES=0")
        crawl(site.proxy, archive, *options, spider="page", extra={"CORPUS_CONFIG": str(hurried)}, stdin=urls)
        site.asked.clear()
        failed, before = failures(archive), segments(archive)
        listed = lines(corpus("quarantine", "--json", archive=archive))
        table = corpus("quarantine", archive=archive).output
        patch.setenv("CORPUS_CONFIG", str(hurried))
        in_vain = corpus("quarantine", "retry", "--cause", "deadline", archive=archive)
        between = segments(archive)
        patch.setenv("CORPUS_CONFIG", str(patient))
        retried = corpus("quarantine", "retry", "--json", archive=archive)
        left = lines(corpus("quarantine", "list", "--json", archive=archive))
        again = corpus("quarantine", "retry", "--cause", "http_500", archive=archive)
        asked = list(site.asked)
    return Told(archive, failed, listed, table, in_vain, before, between, retried, asked, left, again)


def test_whatever_came_of_a_failed_page_is_kept(told: Told) -> None:
    causes = {path: row.cause for path, row in told.failed.items()}
    assert causes == dict.fromkeys(PAGES, "deadline") | {"news/broken.html": "http_500"}
    for path, row in told.failed.items():
        capture = quarantined_capture(open_store(str(told.archive)), row)
        assert capture.body == PAGES[path].body.encode()
        assert (capture.status, capture.final_url) == (PAGES[path].status, row.url)
        assert dict(capture.headers)["Content-Type"] == PAGES[path].kind


def test_they_are_listed(told: Told) -> None:
    assert {row["url"] for row in told.listed} == {row.url for row in told.failed.values()}
    assert all(isinstance(row["bytes"], int) and row["bytes"] > 100 for row in told.listed)
    times = [str(row["time"]) for row in told.listed]
    assert times == sorted(times, reverse=True)
    assert all(row.url in told.table for row in told.failed.values())


def test_what_fails_again_says_so_and_changes_nothing(told: Told) -> None:
    assert told.hurried.code == 3, told.hurried.output
    assert "4 tried: 0 archived, 0 rejected, " in told.hurried.output
    assert f"failed deadline: http://{HOST}/news/tide.html (deadline; over 0.05 s)" in told.hurried.output
    assert told.segments_hurried == told.segments_before


def test_what_passes_is_committed_as_if_it_came_now(told: Told) -> None:
    outcomes = {str(each["url"]).rpartition("/")[2]: each for each in lines(told.retried)}
    one, other = outcomes["sellers.html"], outcomes["copy.html"]
    assert {one["outcome"], other["outcome"]} == {"archived", "rejected"}
    assert {one["reason"], other["reason"]} == {None, "known_text"}
    assert (outcomes["tide.html"]["outcome"], outcomes["tide.html"]["reason"]) == ("rejected", "not_related")
    kept = one if one["outcome"] == "archived" else other
    assert kept["number"] == 4
    row = Archive.open(str(told.archive)).get(4)
    failed = told.failed[str(kept["url"]).partition(f"{HOST}/")[2]]
    assert (row.url, row.fetched, row.discovered_via) == (failed.url, failed.time, failed.discovered_via)
    assert_sound(told.archive)


def test_nobody_is_asked_for_anything(told: Told) -> None:
    assert told.asked_since == []


def test_the_first_of_several_pages_is_left_to_a_crawl(told: Told) -> None:
    outcomes = {str(each["url"]).rpartition("/")[2]: each for each in lines(told.retried)}
    assert outcomes["long"]["outcome"] == "left"
    assert "further pages" in str(outcomes["long"]["detail"])
    assert told.retried.code == 3


def test_afterwards_only_the_rest_is_listed(told: Told) -> None:
    assert {str(row["url"]).rpartition("/")[2] for row in told.left} == {"broken.html", "long"}
    assert told.again.code == 0
    assert told.again.output == (
        "0 tried: 0 archived, 0 rejected, 0 failed, 0 left; "
        "1 are what a server said in the place of a page, and are not tried\n"
    )


def test_one_is_shown_and_saved(told: Told, tmp_path: Path) -> None:
    row = told.failed["news/broken.html"]
    assert row.quarantine is not None
    saved = tmp_path / "page.html"
    for name in (row.url, row.quarantine, row.quarantine[11:27]):
        shown = corpus("quarantine", "show", name, archive=told.archive)
        assert shown.code == 0, shown.output
        assert "cause          http_500\n" in shown.output
        assert "Out of order" not in shown.output
    done = corpus("quarantine", "show", row.url, "--save", str(saved), "--json", archive=told.archive)
    assert json.loads(done.output)["http_status"] == 500
    assert saved.read_bytes() == PAGES["news/broken.html"].body.encode()
    twice = corpus("quarantine", "show", row.url, "--save", str(saved), archive=told.archive)
    assert (twice.code, "exists; name another file" in twice.output) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["show", "http://nowhere.example/"], 8),
        (["show", "../../etc/passwd"], 8),
        (["show"], 2),
        (["retry", "http://nowhere.example/"], 2),
        (["show", "0123456789abcdef", "--cause", "deadline"], 2),
        (["list", "--save", "x"], 2),
        (["list", "--since", "yesterday"], 2),
    ],
)
def test_mistakes_end_in_a_sentence(told: Told, arguments: list[str], code: int) -> None:
    said = corpus("quarantine", *arguments, archive=told.archive)
    assert said.code == code, said.output
    assert said.output.startswith("error: ")
    assert len(said.output.splitlines()) == 1


def failed(name: str, minute: int, body: bytes | None = b"<p>broken</p>") -> Failure:
    made = pages.failure(name, body)
    return made.model_copy(update={"time": made.time.replace(minute=minute)})


def test_the_newest_row_of_a_page_decides(tmp_path: Path) -> None:
    writer = pages.opened(open_store(str(tmp_path / "archive")))
    writer.commit_seeds(pages.seeds())
    writer.commit(
        [failed(name, 1) for name in ("still", "passed", "refused", "silent", "twice")], pages.judge
    )
    writer.commit(
        [
            pages.document("passed"),
            pages.rejection("refused"),
            failed("silent", 2, None),
            failed("twice", 3, b"<p>otherwise</p>"),
        ],
        pages.judge,
    )
    found = quarantined(Archive.open(writer.store).log_rows())
    assert [(row.url.rpartition("/")[2], row.time[14:16]) for row in found] == [
        ("twice", "03"),
        ("still", "01"),
    ]
