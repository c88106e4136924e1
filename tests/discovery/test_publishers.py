"""The publishers as they are listed, and what a mistake in the file says."""

import hashlib
import re
import textwrap
from pathlib import Path

import pytest

from crawler.publishers import Publisher, load_publishers, select
from pipelines.errors import ConfigurationError
from pipelines.urls import host_of

ENTRY = """[[publisher]]
id = "daily"
name = "The Daily"
home = "https://www.daily.example/"
language = "en"
feeds = [
  { url = "https://daily.example/{x}feed", seen = "from memory" },
  { url = "https://daily.example/feed2", seen = "from memory" },
]
""".replace("{x}", "")


@pytest.fixture(scope="module")
def listed() -> tuple[Publisher, ...]:
    return load_publishers(Path(__file__).resolve().parents[2] / "seeds" / "publishers.toml")


def test_the_file_loads_and_every_publisher_can_be_crawled_or_says_why_not(
    listed: tuple[Publisher, ...],
) -> None:
    assert len(listed) == len({publisher.id for publisher in listed}) >= 68
    for publisher in listed:
        entries = publisher.feeds + publisher.sitemaps + publisher.news_sitemaps + publisher.sections
        assert bool(publisher.reason) is not publisher.enabled
        assert entries or not publisher.enabled, publisher.id
        assert len({entry.url for entry in entries}) == len(entries), publisher.id
        assert publisher.extension is not bool(publisher.named_in), publisher.id


def test_every_seed_names_publishers_and_the_hosts_of_the_seeds_are_there(
    listed: tuple[Publisher, ...],
) -> None:
    assert {number for publisher in listed for number in publisher.named_in} == {"000", "001", "002", "003"}
    hosts = {host_of(publisher.home) for publisher in listed}
    assert {"bjsjbj.cn", "brandondonnelly.com", "rayradar.com", "adspyhub.com"} <= hosts


def test_no_bridge_passes_for_a_publisher(listed: tuple[Publisher, ...]) -> None:
    hosts = {host_of(listing.url) for publisher in listed for listing in publisher.listings}
    assert not hosts & {"feedx.net", "rsshub.app", "news.google.com"}


def test_where_nothing_is_listed_the_home_page_and_robots_are_read() -> None:
    plain = Publisher(id="x", name="x", home="http://127.0.0.1:8000/news/", language="en")
    assert [(one.kind, one.url) for one in plain.listings] == [
        ("section", "http://127.0.0.1:8000/news/"),
        ("robots", "http://127.0.0.1:8000/robots.txt"),
    ]


def test_selection(listed: tuple[Publisher, ...]) -> None:
    assert all(publisher.enabled for publisher in select(listed))
    assert [p.id for p in select(listed, ["techcrunch", "theverge"])] == ["theverge", "techcrunch"]


def test_unknown_and_disabled_ids_name_the_remedy(listed: tuple[Publisher, ...]) -> None:
    with pytest.raises(ConfigurationError, match=r"publishers\.toml: .*'tehverge'.*did you mean theverge"):
        select(listed, ["tehverge"])
    with pytest.raises(ConfigurationError, match=r"'nytimes' is not enabled \(hard paywall"):
        select(listed, ["theverge", "nytimes"])


@pytest.mark.parametrize(
    ("wrong", "line", "says"),
    [
        (ENTRY.replace("name =", "nmae ="), 3, "unknown key `nmae`; did you mean `name`"),
        (
            ENTRY.replace("https://daily.example/feed2", "daily.example/feed2"),
            8,
            "write https://daily.example/feed2",
        ),
        (ENTRY.replace("feed2", "feed/{YYYY}"), 8, "put it under `templates`"),
        (ENTRY.replace(', seen = "from memory" },\n]', " },\n]"), 8, "`seen` is missing"),
        (ENTRY.replace("seen", "seem", 1), 7, "unknown key `seem`; did you mean `seen`"),
        (ENTRY.replace('name = "The Daily"\n', ""), 1, "`name` is missing"),
        (ENTRY.replace('language = "en"', "language = 3"), 5, "`language`: Input should be a valid string"),
        (ENTRY.replace('id = "daily"', 'id = "The Daily"'), 2, "`id`: "),
        (ENTRY + "\n" + ENTRY, 12, "id 'daily' is taken by line 2"),
        (ENTRY + "enabled = false\n", 1, "needs a `reason`"),
        (ENTRY + 'reason = "no"\n', 1, "set enabled = false"),
        (ENTRY.replace('"en"', '"en'), 5, "not valid TOML"),
        (ENTRY + "\n[[publishers]]\n", 11, "unknown key `publishers`"),
        ("", 1, "no [[publisher]] table"),
    ],
)
def test_errors_name_file_line_and_remedy(tmp_path: Path, wrong: str, line: int, says: str) -> None:
    file = tmp_path / "publishers.toml"
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_publishers(file)
    message = str(caught.value)
    assert message.startswith(f"{file}:{line}: ")
    assert says in message
    assert "\n" not in message


def test_a_missing_file_and_one_that_is_not_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "publishers.toml"
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_publishers(file)
    file.write_bytes(b'id = "\xff"')
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_publishers(file)


def test_the_readme_has_a_row_for_every_key(project: Path) -> None:
    readme = (project / "seeds" / "README.md").read_text(encoding="utf-8")
    missing = [key for key in Publisher.model_fields if f"`{key}`" not in readme]
    assert missing == []


def test_the_example_of_the_readme_loads(project: Path, tmp_path: Path) -> None:
    readme = (project / "seeds" / "README.md").read_text(encoding="utf-8")
    example = textwrap.dedent(re.search(r" *```toml\n(.*?)```", readme, re.DOTALL).group(1))  # type: ignore[union-attr]
    file = tmp_path / "publishers.toml"
    file.write_text(example, encoding="utf-8")
    assert [publisher.id for publisher in load_publishers(file)] == ["daily"]


def test_the_readme_has_the_hashes_of_the_seed_texts(project: Path) -> None:
    readme = (project / "seeds" / "README.md").read_text(encoding="utf-8")
    texts = sorted((project / "seeds").glob("[0-9]*_*.txt"))
    assert len(texts) == 4
    for text in texts:
        assert f"| `{text.name}` | {text.stat().st_size:,} |" in readme
        assert hashlib.sha256(text.read_bytes()).hexdigest() in readme
