"""`scrapy publishers`: what it says of the demo web, of bad listings, and of what runs left."""

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.cmdline import execute

from crawler.checking.proposal import draft_of
from crawler.checking.publisher_toml import to_toml
from crawler.publishers import Entry, Publisher, load_publishers, select
from demo.site.content import load_stories
from demo.site.server import DemoSite
from pipelines.archive import ArchiveWriter, Kept, ListingState, open_store, put_run
from pipelines.archive.listing_states import save_listing_states
from pipelines.page.site import publisher_id
from pipelines.urls import url_key
from tests.archive.pages import document
from tests.crawl.crawling import ROOT, Crawled, environment
from tests.crawl.yield_records import RECORDS
from tests.warm_start import run_warm

Here = Callable[..., Crawled]

KNOWN = next(story.url for story in load_stories() if "wanbao" in story.url)

DEMO = (ROOT / "demo" / "publishers.toml").read_text(encoding="utf-8")
OTHERS = """
[[publisher]]
id = "forbidden"
name = "Behind the Rope"
home = "http://harbour-courier.example/"
language = "en"
enabled = false
reason = "its robots.txt forbids what it lists"
feeds = [{ url = "http://harbour-courier.example/members/feed", seen = "here" }]
news_sitemaps = [{ url = "http://harbour-courier.example/gone.xml", seen = "here" }]

[[publisher]]
id = "nowhere"
name = "Nowhere"
home = "http://nowhere.example/"
language = "en"
feeds = [{ url = "http://nowhere.example/feed", seen = "here" }]

[[publisher]]
id = "neighbour"
name = "Lists its neighbour"
home = "http://daybook.example/"
language = "zh"
feeds = [{ url = "http://wanbao.example/index.rdf", seen = "here" }]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Configured for the demo web, with publishers of whom something is wrong; an archive knows one page."""
    folder = tmp_path_factory.mktemp("publishers")
    (folder / "publishers.toml").write_text(DEMO + OTHERS, encoding="utf-8")
    (folder / "pipelines.toml").write_text(
        f'[workers]\npage_deadline_s = 3\n[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n[crawl]\ncontact = "a@b.example"\n',
        encoding="utf-8",
    )
    with_url = document("known").model_copy(
        update={"capture": document("known").capture.model_copy(update={"url": KNOWN, "final_url": KNOWN})}
    )
    store = open_store(str(folder / "archive"))
    writer = ArchiveWriter.open(store, run="first", software="test")
    writer.commit([with_url], lambda _, known: Kept(with_url, (url_key(KNOWN),)))
    writer.close()
    return folder


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite() as running:
        yield running


def publishers(folder: Path, site: DemoSite, *arguments: str) -> Crawled:
    config = {"CORPUS_CONFIG": str(folder / "pipelines.toml")}
    env = environment(site.proxy, str(folder / "archive"), config)
    done = run_warm("scrapy", ["publishers", *arguments], env)
    return Crawled(done.returncode, (done.stdout + done.stderr).decode())


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """The command in this process, for what ends before anything is fetched."""
    for name, value in environment("http://127.0.0.1:9", str(folder / "archive")).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CORPUS_CONFIG", str(folder / "pipelines.toml"))
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "crawler.settings")

    def run(*arguments: str) -> Crawled:
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", "publishers", *arguments])
        said = capsys.readouterr()
        return Crawled(int(ended.value.code or 0), said.out + said.err)

    return run


@pytest.fixture(scope="module")
def checked(folder: Path, site: DemoSite) -> dict[str, dict[str, Any]]:
    """One look at some of them, the disabled one included; by id."""
    ids = ("wanbao", "pixel-ledger", "daybook", "forbidden", "nowhere", "neighbour")
    before = sorted(path.name for path in (folder / "archive").rglob("*"))
    told = publishers(folder, site, "check", *ids, "--json", "--samples", "2", "-s", "DOWNLOAD_DELAY=0")
    assert told.code == 3, told.output
    assert sorted(path.name for path in (folder / "archive").rglob("*")) == before
    checks = [json.loads(line) for line in told.output.splitlines()]
    return {check["publisher"]: check for check in checks}


def of(check: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(listing for listing in check["listings"] if listing["kind"] == kind)
    return found


def test_a_listing_in_order(checked: dict[str, dict[str, Any]]) -> None:
    wanbao = checked["wanbao"]
    assert wanbao["verdict"] == "ok"
    feed = of(wanbao, "feed")
    assert (feed["verdict"], feed["status"], feed["read_as"]) == ("ok", 200, "feed")
    assert feed["candidates"] == feed["asked_robots"] >= 7
    assert feed["forbidden"] == 0
    section = of(wanbao, "section")
    assert section["candidates"] - section["new"] == 1, "the archive knows one page that it names"


def test_samples_say_what_was_made_of_them(checked: dict[str, dict[str, Any]]) -> None:
    samples = of(checked["pixel-ledger"], "feed")["samples"]
    assert len(samples) == 2
    stories = {story.url: story for story in load_stories()}
    for sample in samples:
        story = stories[sample["url"]]
        assert sample["headline"] == story.title
        assert sample["published"].startswith(story.published.strftime("%Y-%m-%d"))
        assert (sample["language"], sample["related"]) == ("en", story.related)
        assert sample["words"] > 100
        assert sample["evidence"].startswith("entity ") is story.related


def test_a_robots_txt_leads_over_an_index_to_articles(checked: dict[str, dict[str, Any]]) -> None:
    robots = of(checked["pixel-ledger"], "robots")
    assert (robots["verdict"], robots["further"], robots["read_further"]) == ("ok", 1, 2)
    assert robots["candidates"] > 5


def test_what_is_wrong_has_a_word(checked: dict[str, dict[str, Any]]) -> None:
    daybook = checked["daybook"]
    assert daybook["verdict"] == "partly"
    assert of(daybook, "feed")["verdict"] == "unlike"
    assert of(daybook, "sitemap")["verdict"] == "damaged"
    assert of(daybook, "section")["verdict"] == "ok"
    forbidden = checked["forbidden"]
    assert (forbidden["verdict"], forbidden["enabled"]) == ("nothing", False)
    assert (of(forbidden, "feed")["verdict"], of(forbidden, "feed")["status"]) == ("forbidden", None)
    assert (of(forbidden, "news_sitemap")["verdict"], of(forbidden, "news_sitemap")["status"]) == (
        "dead",
        404,
    )
    assert of(checked["nowhere"], "feed")["verdict"] == "forbidden"
    assert of(checked["nowhere"], "feed")["problem"].startswith("robots_unreachable: ")
    assert of(checked["neighbour"], "feed")["verdict"] == "elsewhere"


def test_plain_columns_for_a_pipe(folder: Path, site: DemoSite) -> None:
    told = publishers(folder, site, "check", "lanqiao", "--samples", "1", "-s", "DOWNLOAD_DELAY=0")
    assert told.code == 0, told.output
    lines = told.output.splitlines()
    assert lines[0].startswith("lanqiao: ok (")
    assert lines[1].split()[:4] == ["verdict", "kind", "candidates", "new"]
    assert any(line.startswith("archived") and "entity pinduoduo" in line for line in lines)
    assert "\x1b" not in told.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "wanba"), "did you mean wanbao"),
        (("check", "--sample", "x"), "scrapy publishers check: error: argument --samples: x: give a whole"),
        (("yield",), "archive has no records of such runs"),
        (("yield", "--since", "yesterday"), "--since yesterday: 'yesterday' is not a date"),
        (("add",), "every publisher has listings"),
        (("add", "daily.example"), "'daily.example' has no scheme; write https://daily.example"),
        (("add", "http://192.168.1.1/"), "a private address"),
        (("add", "http://localhost:8080/"), "a private address"),
        (("add", "http://wanbao.example/"), "wanbao.example belongs to publisher 'wanbao' already"),
        (("add", "http://new.example/", "--id", "Bad Id"), "--id Bad Id: give lower case"),
        (("add", "http://new.example/", "--id", "nowhere"), "the id 'nowhere' is taken"),
        (("weigh",), "invalid choice: 'weigh'"),
        (("check", "-s", "RENDER_TIMEOUT=soon"), "RENDER_TIMEOUT=soon: give seconds"),
        (("check", "--nonsense"), "unknown argument --nonsense"),
    ],
)
def test_a_mistake_ends_in_a_sentence(here: Here, arguments: tuple[str, ...], says: str) -> None:
    told = here(*arguments)
    assert told.code == 2
    assert says in told.output
    assert "Traceback" not in told.output


def test_help_has_examples(here: Here) -> None:
    told = here("--help")
    assert told.code == 0
    for example in ("publishers check theverge", "publishers add https://", "publishers yield --since"):
        assert example in told.output


# A publisher proposed.


def test_add_proposes_what_a_crawl_can_read(tmp_path: Path, folder: Path, site: DemoSite) -> None:
    file = tmp_path / "publishers.toml"
    file.write_text(OTHERS[OTHERS.index('[[publisher]]\nid = "nowhere"') :])
    config = (folder / "pipelines.toml").read_text()
    (tmp_path / "pipelines.toml").write_text(config)
    arguments = ("add", "http://harbour-courier.example/", "-n", "6", "--write", "-s", "DOWNLOAD_DELAY=0")
    told = publishers(tmp_path, site, *arguments)
    assert told.code == 0, told.output
    (added,) = select(load_publishers(file), ["harbour-courier"])
    assert (added.name, added.language, added.extension) == ("The Harbour Courier", "en", True)
    assert [entry.url for entry in added.feeds] == ["http://harbour-courier.example/rss.xml"]
    assert [entry.url for entry in added.news_sitemaps] == ["http://harbour-courier.example/news-sitemap.xml"]
    assert all(entry.seen.startswith("at a usual place, 20") for entry in added.feeds)
    assert told.output.startswith(to_toml(added)), "the entry alone is on standard output"
    assert "of the 6 most promising, a crawl would have added 4:" in told.output
    assert "  Kevin Mayer and the hundred days at TikTok\n" in told.output
    again = publishers(tmp_path, site, *arguments)
    assert again.code == 2
    assert "belongs to publisher 'harbour-courier' already" in again.output


def test_an_entry_survives_its_own_quotes() -> None:
    entry = Entry(url="https://daily.example/feed", seen='linked as "feed" \\ here', note="ä 字")
    publisher = draft_of("https://www.daily.example/", None).model_copy(
        update={"name": 'The "Daily"\x7f', "feeds": (entry,), "language": "en"}
    )
    (table,) = tomllib.loads(to_toml(publisher))["publisher"]
    assert Publisher.model_validate(table) == publisher


@pytest.mark.parametrize(
    ("home", "name"),
    [
        ("https://www.daily.example/", "daily"),
        ("https://tech.daily-of-the-harbour.com/en/", "tech-daily-of-the-harbour"),
        ("https://daily.co.uk/", "daily"),
        ("https://news.daily.com.cn:8443/", "news-daily"),
        ("https://xn--fiq228c.example/", "xn-fiq228c"),
    ],
)
def test_an_id_is_made_of_the_host(home: str, name: str) -> None:
    assert publisher_id(home) == name
    assert draft_of(home, None).id == name


def test_yield_needs_nothing_but_the_archive(tmp_path: Path, folder: Path, here: Here) -> None:
    archive = str(shutil.copytree(folder / "archive", tmp_path / "archive"))
    store = open_store(archive)
    for each in RECORDS:
        put_run(store, each)
    store.put("runs/20261009T000000Z-broken.json", b"{")
    save_listing_states(store, {"b": ListingState(url="b", kind="feed", publisher="daily", failures=2)})
    assert "did you mean daily?" in here("yield", "daly", "--archive", archive).output
    told = here("yield", "--archive", archive, "--since", "2026-10", "--json")
    assert told.code == 0, told.output
    line, note = told.output.splitlines()
    assert json.loads(line)["sums"] == {"requests": 4, "new": 4, "fetched": 6, "related": 2, "archived": 1}
    assert note.startswith("note: runs/20261009T000000Z-broken.json is left out: ")
