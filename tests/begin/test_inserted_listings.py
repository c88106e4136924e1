"""Listings found for publishers of the file go into their entries, and nothing else changes there."""

from pathlib import Path

from crawler.checking.publisher_toml import insert_listings
from crawler.publishers import Entry, Publisher, load_publishers

FILE = """\
# whom we read
[[publisher]]
id = "one"
name = "One" # ours
home = "https://one.example/"
language = "en"
paths = ["/a/"]

# ---- the others ----
[[publisher]]
id = "two"
name = "Two"
home = "https://two.example/"
language = "de\""""


def found(publisher: Publisher) -> Publisher:
    entry = Entry(url=f"{publisher.home}feed", seen='a "usual" place')
    return publisher.model_copy(update={"feeds": (entry,)})


def test_each_gets_its_own(tmp_path: Path) -> None:
    file = tmp_path / "publishers.toml"
    file.write_text(FILE, encoding="utf-8")
    before = load_publishers(file)
    insert_listings([found(each) for each in before], file)
    assert load_publishers(file) == tuple(found(each) for each in before)
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if line in FILE.splitlines()]
    assert kept == FILE.splitlines()


def test_those_of_whom_nothing_was_found_stay(tmp_path: Path) -> None:
    file = tmp_path / "publishers.toml"
    file.write_text(FILE, encoding="utf-8")
    one, two = load_publishers(file)
    insert_listings([found(two)], file)
    assert load_publishers(file) == (one, found(two))
