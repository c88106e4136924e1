"""Three crawls of a small web: all of it, nothing new, something new; one of two hosts lies.

What they know of the archive lies on the disk, and is damaged before the last.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.archive import ListingState, RunRecord, load_listing_states, open_store, verify
from tests.crawl.changing import ChangingSite, Page, article, changing_site
from tests.crawl.crawling import ROOT, crawl, last_record

AARE, LIMMAT = "aare.example", "limmat.example"
XML = "application/xml"

PUBLISHERS = f"""
[[publisher]]
id = "aare"
name = "Aare Post"
home = "http://{AARE}/"
language = "en"
feeds = [{{ url = "http://{AARE}/feed", seen = "invented" }}]
sitemaps = [{{ url = "http://{AARE}/index", seen = "invented" }}]
sections = [{{ url = "http://{AARE}/tech/", seen = "invented" }}]

[[publisher]]
id = "limmat"
name = "Limmat Blatt"
home = "http://{LIMMAT}/"
language = "en"
feeds = [{{ url = "http://{LIMMAT}/feed", seen = "invented" }}]
sections = [{{ url = "http://{LIMMAT}/tech/", seen = "invented" }}]
sitemaps = [{{ url = "http://{LIMMAT}/map", seen = "invented" }}]
"""


def feed(host: str, *names: str) -> str:
    items = "".join(f"<item><title>{name}</title><link>http://{host}/{name}</link></item>" for name in names)
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def sitemap(host: str, *names: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>http://{host}/{name}</loc></url>' for name in names)}</urlset>"


def index(host: str, **months: str) -> str:
    entries = (
        f"<sitemap><loc>http://{host}/{n}</loc><lastmod>{day}</lastmod></sitemap>"
        for n, day in months.items()
    )
    return f"<sitemapindex>{''.join(entries)}</sitemapindex>"


def section(host: str, *names: str, further: str = "") -> str:
    links = "".join(f'<h2><a href="/{name}">The long story of the {name}</a></h2>' for name in names)
    return f"<html><title>Tech</title><body><main>{links}</main>{further}</body></html>"


NEXT = '<a rel="next" href="/tech/page/2">Older</a>'


def put(site: ChangingSite, host: str, *names: str) -> None:
    for name in names:
        told = " ".join(
            f"In {name} the {word} of Zurich was opened on Friday." for word in ("bridge", "school")
        )
        site.pages[f"{host}/{name}"] = article(f"About {name}", f"{told} Nobody of {name} was there.")


def put_first(site: ChangingSite) -> None:
    put(site, AARE, "2020/a-1-one", "2020/a-2-two", "2020/a-3-three", "2020/a-4-four")
    put(site, LIMMAT, "2020/l-1-one", "2020/l-2-two")
    site.pages |= {
        f"{AARE}/feed": Page(feed(AARE, "2020/a-1-one"), etag='"f1"', kind=XML),
        f"{AARE}/index": Page(index(AARE, old="2019-01-31", new="2020-11-02"), etag='"i1"', kind=XML),
        f"{AARE}/old": Page(sitemap(AARE, "2020/a-2-two"), etag='"o1"', kind=XML),
        f"{AARE}/new": Page(sitemap(AARE, "2020/a-1-one"), etag='"n1"', kind=XML),
        f"{AARE}/tech/": Page(section(AARE, "2020/a-3-three", further=NEXT), etag='"t1"'),
        f"{AARE}/tech/page/2": Page(section(AARE, "2020/a-4-four"), etag='"u1"'),
        f"{LIMMAT}/feed": Page(feed(LIMMAT, "2020/l-1-one"), etag='"always"', kind=XML),
        f"{LIMMAT}/tech/": Page(section(LIMMAT, "2020/l-2-two"), etag='"always"'),
        f"{LIMMAT}/map": Page(sitemap(LIMMAT, "2020/l-2-two"), etag='"always"', kind=XML),
    }


def put_news(site: ChangingSite) -> None:
    put(site, AARE, "2020/a-5-five", "2020/a-6-six")
    put(site, LIMMAT, "2020/l-3-three", "2020/l-4-four")
    site.pages |= {
        f"{AARE}/feed": Page(feed(AARE, "2020/a-5-five"), etag='"f2"', kind=XML),
        f"{AARE}/index": Page(index(AARE, old="2019-01-31", new="2020-11-03"), etag='"i2"', kind=XML),
        f"{AARE}/new": Page(sitemap(AARE, "2020/a-6-six"), etag='"n2"', kind=XML),
        f"{LIMMAT}/feed": Page(feed(LIMMAT, "2020/l-3-three"), etag='"always"', kind=XML),
        f"{LIMMAT}/tech/": Page(section(LIMMAT, "2020/l-4-four", "2020/l-2-two"), etag='"always"'),
    }


class Look(NamedTuple):
    """What one crawl asked for, and what came of it."""

    asked: list[str]
    unchanged: list[str]
    sent: int
    record: RunRecord
    states: dict[str, ListingState]

    @property
    def articles(self) -> list[str]:
        return sorted(name for name in self.asked if "/2020/" in name)

    def came(self, listing: str) -> list[str | None]:
        return [result.came for result in self.record.listings if result.url == f"http://{listing}"]


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Look]]:
    folder = tmp_path_factory.mktemp("new")
    (folder / "publishers.toml").write_text(PUBLISHERS)
    (folder / "pipelines.toml").write_text(
        f'[seeds]\nfolder = "{ROOT}/seeds"\ngazetteer = "{ROOT}/seeds/entities.toml"\n'
        f'publishers = "{folder}/publishers.toml"\n[relevance]\nthreshold = 0.0\n'
        '[crawl]\ncontact = "a@b.example"\n[workers]\nprocesses = 1\n'
        f'[archive]\nknown_cache = "{folder}/known"\n'
    )
    with changing_site() as site:
        put_first(site)
        first = look(site, folder)
        second = look(site, folder)
        (keys,) = (folder / "known").glob("*/page-high.npy")
        keys.write_bytes(keys.read_bytes()[:-1])
        put_news(site)
        yield [first, second, look(site, folder)]
    report = verify(open_store(str(folder / "archive")))
    assert (report.findings, report.notes) == ((), ())


def look(site: ChangingSite, folder: Path) -> Look:
    site.asked.clear()
    site.unchanged.clear()
    site.sent = 0
    archive = folder / "archive"
    crawled = crawl(site.proxy, archive, extra={"CORPUS_CONFIG": str(folder / "pipelines.toml")})
    assert crawled.code == 0, crawled.output
    states = load_listing_states(open_store(str(archive)))
    return Look(list(site.asked), list(site.unchanged), site.sent, last_record(archive), states)


def test_the_first_crawl_reads_all(looks: list[Look]) -> None:
    first = looks[0]
    assert len(first.articles) == 6
    assert first.unchanged == []
    assert {result.came for result in first.record.listings} == {"read"}


def test_nothing_new_costs_the_listings_and_no_page(looks: list[Look]) -> None:
    second = looks[1]
    assert second.articles == []
    assert second.record.fetched == 0
    assert second.record.exit_code == 0
    assert {result.came for result in second.record.listings} == {"unchanged"}
    assert {result.bytes for result in second.record.listings} > {0, None}


def test_one_listing_of_a_host_is_asked_for_whole_until_its_validators_are_proven(looks: list[Look]) -> None:
    assert sorted(looks[1].unchanged) == [
        f"{AARE}/index",
        f"{AARE}/tech/",
        f"{LIMMAT}/map",
        f"{LIMMAT}/tech/",
    ]
    assert f"{AARE}/feed" in looks[1].asked
    assert f"{LIMMAT}/feed" in looks[1].asked


def test_what_an_unchanged_listing_leads_to_is_not_asked_for(looks: list[Look]) -> None:
    behind = (f"{AARE}/old", f"{AARE}/new", f"{AARE}/tech/page/2")
    assert not set(behind) & set(looks[1].asked)
    assert [looks[1].came(name) for name in behind] == [["unchanged"]] * 3


def test_what_is_new_is_found_and_nothing_else_fetched(looks: list[Look]) -> None:
    assert looks[2].articles == [
        f"{AARE}/2020/a-5-five",
        f"{AARE}/2020/a-6-six",
        f"{LIMMAT}/2020/l-3-three",
        f"{LIMMAT}/2020/l-4-four",
    ]
    assert looks[2].record.archived == 4


def test_of_an_index_only_the_month_is_read_that_has_changed(looks: list[Look]) -> None:
    assert f"{AARE}/new" in looks[2].asked
    assert f"{AARE}/old" not in looks[2].asked
    assert looks[2].came(f"{AARE}/old") == ["unchanged"]


def test_a_host_that_lies_is_asked_again_at_once_and_never_believed_after(looks: list[Look]) -> None:
    assert looks[2].asked.count(f"{LIMMAT}/tech/") == 2
    assert looks[2].came(f"{LIMMAT}/tech/") == ["unchanged", "read"]
    assert looks[2].states[f"http://{LIMMAT}/feed"].validators_lie
    assert looks[2].states[f"http://{AARE}/feed"].validators_true
    assert not looks[2].states[f"http://{AARE}/feed"].validators_lie
