"""Two crawls of pages that change in between: what is archived or recorded, and what commands say of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipelines.archive import Archive, ArchiveWriter, RejectionRow, verify
from pipelines.cli import command_line
from tests.crawl.changing import ChangingSite, Page, article, changing_site
from tests.crawl.crawling import ROOT, crawl, last_record

MINE, THEIRS = "aare-post.example", "limmat-blatt.example"
PATHS = ("revised", "retitled", "pulled", "same", "barred")

COMPANY = [
    "ByteDance, the owner of TikTok and Douyin, said on Friday that its short video apps had grown again.",
    "Kuaishou, its rival, filed for a listing in Hong Kong, and Tencent put more money into WeChat Channels.",
    "Zhang Yiming told employees that search and e-commerce would matter most in the coming year.",
    "Advertisers in Zurich said that they would spend more on Douyin and less on printed catalogues.",
    "A spokeswoman declined to say how many people of the Swiss office work on Toutiao alone.",
]
CORRECTED = [*COMPANY[:4], "A spokeswoman said that eleven people of the Swiss office work on Toutiao alone."]
NAMES = ("ByteDance", "Kuaishou", "Tencent", "WeChat", "Zhang Yiming", "Toutiao")


def story(topic: str) -> list[str]:
    """A text of its own, about the same companies."""
    return [
        f"{topic}: {name} told TikTok sellers of Douyin about {topic} {n}." for n, name in enumerate(NAMES)
    ]


def dated(published: str, headline: str, *paragraphs: str) -> Page:
    meta = f'<meta property="article:published_time" content="{published}">'
    page = article(headline, *paragraphs)
    return page._replace(body=page.body.replace("</head>", f"{meta}</head>"))


def put_first(site: ChangingSite) -> None:
    """As the pages are published."""
    site.pages = {
        f"{MINE}/revised": dated("2020-12-10T09:00:00+01:00", "Growth again", *COMPANY),
        f"{MINE}/retitled": article("Sellers meet", *story("fees")),
        f"{MINE}/pulled": article("Sellers leave", *story("returns")),
        f"{MINE}/same": article("Sellers stay", *story("couriers")),
        f"{MINE}/barred": article("Sellers sue", *story("lawyers")),
        f"{THEIRS}/wire": dated("2020-12-10T07:30:00Z", "Growing", *COMPANY),
        f"{THEIRS}/again": dated(
            "2020-12-12", "They grow", *COMPANY[:4], COMPANY[4].replace("alone", "only")
        ),
    }


def change(site: ChangingSite) -> None:
    """As they are the next day."""
    site.pages |= {
        f"{MINE}/revised": dated("2020-12-10T09:00:00+01:00", "Growth, corrected", *CORRECTED),
        f"{MINE}/retitled": article("Sellers met", *story("fees"), footer="<p>12 comments</p>"),
        f"{MINE}/same": article("Sellers stay", *story("couriers"), footer="<!-- sent again -->"),
        f"{MINE}/pulled": Page("<title>Gone</title>", 410),
        f"{MINE}/barred": article("Sellers sue again", *story("judges")),
    }


class Told(NamedTuple):
    """The archive after both crawls, and what was asked of the site in each."""

    archive: Path
    asked: list[list[str]]

    def of(self, path: str) -> list[tuple[str, str]]:
        """Each row of a page in the log: its kind, or the reason and the detail of a rejection."""
        rows = Archive.open(str(self.archive)).history(f"{MINE}/{path}")
        return [(row.reason, row.detail) if isinstance(row, RejectionRow) else (row.kind, "") for row in rows]

    def number(self, path: str) -> int:
        """Of the newest document of a page."""
        found = Archive.open(str(self.archive)).by_url(f"http://{MINE}/{path}")
        assert found is not None
        return found.number

    @property
    def chain(self) -> list[int]:
        """The documents of the page that was revised, the oldest first."""
        rows = Archive.open(str(self.archive)).rows()
        return [row.number for row in rows if row.url == f"http://{MINE}/revised"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("revisions")
    archive, config = folder / "archive", folder / "pipelines.toml"
    config.write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\ngazetteer = "{ROOT}/seeds/entities.toml"\n'
        f'publishers = "{ROOT}/demo/publishers.toml"\n'
        '[crawl]\ncontact = "a@b.example"\n[workers]\nprocesses = 1\n'
    )
    mine = [f"http://{MINE}/{path}" for path in PATHS]
    asked: list[list[str]] = []
    with changing_site() as site:
        put_first(site)
        asked.append(look(site, archive, config, mine))
        # In a crawl of its own: whichever of two copies is fetched first is the original.
        look(site, archive, config, [f"http://{THEIRS}/wire", f"http://{THEIRS}/again"])
        remove(archive, f"http://{MINE}/barred")
        change(site)
        asked.append(look(site, archive, config, mine, "-a", "again=1"))
    yield Told(archive, asked)
    report = verify(Archive.open(str(archive)).store)
    assert (report.findings, report.notes) == ((), ())


def look(site: ChangingSite, archive: Path, config: Path, urls: list[str], *arguments: str) -> list[str]:
    """One crawl; the pages that it asked for."""
    site.asked.clear()
    extra = {"CORPUS_CONFIG": str(config)}
    given = ("-a", "file=-", *arguments)
    crawled = crawl(site.proxy, archive, *given, spider="page", extra=extra, stdin="\n".join(urls))
    assert crawled.code == 0, crawled.output
    record = last_record(archive)
    assert record.fetched == record.archived + record.rejected
    return [name for name in site.asked if not name.endswith(("/robots.txt", "/tdmrep.json"))]


def remove(archive: Path, url: str) -> None:
    opened = Archive.open(str(archive))
    found = opened.by_url(url)
    assert found is not None
    writer = ArchiveWriter.open(opened.store, run="removal", software="test")
    writer.remove(found.number, "asked for")
    writer.close()


def test_a_changed_text_is_a_revision_of_the_newest(told: Told) -> None:
    archive = Archive.open(str(told.archive))
    chain = [archive.get(number) for number in told.chain]
    assert [row.revision_of for row in chain] == [None, told.chain[0]]
    assert [row.text.split("\n")[:-1] for row in chain] == [COMPANY, CORRECTED]
    assert [row.near_duplicate_of for row in chain] == [None] * 2
    assert told.number("revised") == told.chain[1]


def test_what_is_no_change_of_text_is_on_record(told: Told) -> None:
    name = {path: f"document {told.number(path):03d}" for path in PATHS}
    assert told.of("same")[1:] == [("unchanged", f"the same text as {name['same']}")]
    retitled = f"{name['retitled']}, “Sellers meet”, is now “Sellers met”"
    assert told.of("retitled")[1:] == [("headline_changed", retitled)]
    pulled = f"{name['pulled']} is no longer there: the server answered 410"
    assert told.of("pulled")[1:] == [("gone", pulled)]


def test_a_removed_page_is_not_even_asked_for(told: Told) -> None:
    assert f"{MINE}/barred" in told.asked[0]
    assert told.asked[1] == [f"{MINE}/{path}" for path in PATHS if path != "barred"]
    assert told.of("barred") == [("removed", "")]


def test_the_columns_of_what_was_turned_away_tell_it(told: Told) -> None:
    columns = pq.read_table(told.archive / "REJECTED.parquet", columns=["reason"]).to_pydict()
    assert sorted(set(columns["reason"])) == [
        "gone",
        "headline_changed",
        "known_text",
        "near_duplicate",
        "unchanged",
    ]


def test_show_says_what_became_of_the_page(told: Told) -> None:
    first, second = told.chain
    assert f"  revision of  {first:03d}\n" in show(told, second)
    assert f"  revised as   {second:03d} (" in show(told, first)
    assert json.loads(show(told, first, "--json"))["revised_as"] == second
    retitled = show(told, told.number("retitled"))
    assert retitled.count("  headline     changed on ") == 1
    assert " to Sellers met\n" in retitled
    assert "  gone since   " in show(told, told.number("pulled"))
    changes = json.loads(show(told, told.number("pulled"), "--json"))["changes"]
    assert [(each["what"], each["to"]) for each in changes] == [("gone", None)]


def test_why_tells_the_whole_history(told: Told) -> None:
    first, second = told.chain
    said = commanded(told, "why", f"http://www.{MINE}/revised/").splitlines()
    assert said[0].startswith(f"archived as {second:03d} ")
    history = said[1:3]
    assert [line.split(maxsplit=1)[1] for line in history] == [
        f"archived as {first:03d}",
        f"archived as {second:03d}, a revision of {first:03d}",
    ]
    assert "0.99" in said[3]
    pulled = json.loads(commanded(told, "why", f"http://{MINE}/pulled", "--json"))
    assert [each["outcome"] for each in pulled["history"]] == ["archived", "rejected"]
    assert pulled["outcome"] == "archived"
    assert commanded(told, "why", f"http://{THEIRS}/wire").count("rejected at") == 1


def test_copies_lists_who_published_the_text_and_when(told: Told) -> None:
    for number in told.chain:
        listed = copies(told, number)
        assert [each["url"] for each in listed] == [
            f"http://{THEIRS}/wire",
            f"http://{MINE}/revised",
            f"http://{MINE}/revised",
            f"http://{THEIRS}/again",
        ]
        assert [each["reason"] for each in listed] == ["known_text", None, None, "near_duplicate"]
        assert [each["first"] for each in listed] == [True, False, False, False]
        assert [each["number"] for each in listed if each["number"] is not None] == told.chain
    wire, _, newest, again = copies(told, told.chain[1])
    assert wire["published"] == "2020-12-10T07:30:00Z"
    assert (wire["similarity"], wire["similar_to"]) == (1.0, told.chain[0])
    assert 0.8 <= again["similarity"] < 1
    assert newest["similarity"] == 1.0
    table = commanded(told, "copies", str(told.chain[0])).splitlines()
    assert table[1].split()[:2] == ["first", "2020-12-10T07:30:00Z"]
    assert "no: known_text" in table[1]
    assert f"revises {told.chain[0]:03d}" in table[3]


def test_copies_of_a_text_that_nobody_else_has(told: Told) -> None:
    assert [each["number"] for each in copies(told, 0)] == [0]
    assert "error: there is no document 999; " in commanded(told, "copies", "999", code=8)


def show(told: Told, number: int, *arguments: str) -> str:
    return commanded(told, "show", str(number), *arguments)


def copies(told: Told, number: int) -> list[dict[str, Any]]:
    return [json.loads(line) for line in commanded(told, "copies", str(number), "--json").splitlines()]


def commanded(told: Told, *arguments: str, code: int = 0) -> str:
    """What a command says, run in this process: a new one takes a second to begin."""
    result = CliRunner().invoke(command_line(), [*arguments, "--archive", str(told.archive)])
    assert result.exit_code == code, result.output
    return result.output
