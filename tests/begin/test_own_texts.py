"""Texts in three formats, as seeds; and home pages as publishers."""

import hashlib
from pathlib import Path

import pytest

from crawler.publishers import load_publishers
from pipelines.begin.home_pages import publishers_toml, read_home_pages
from pipelines.begin.markdown import plain_markdown
from pipelines.begin.own_texts import read_texts
from pipelines.document import text_bytes
from pipelines.seeds import load_seeds


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("# A hive\n\nBees.\n", "A hive\n\nBees."),
        ("A hive\n======\n\nBees.", "A hive\n\nBees."),
        ('---\ntitle: "A hive"\ndate: 2024\n---\nBees.', "A hive\n\nBees."),
        ("---\ntitle: A hive\n---\n# A hive\nBees.", "A hive\nBees."),
        ("*One* and **two** and `three` and _four_.", "One and two and three and four."),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("See [the hive](https://a.example/x_y).", "See the hive."),
        ("![a queen](q.png) lays", "a queen lays"),
        ("> said\n\n---\n\n```\ncode\n```", "said\n\ncode"),
        ("Bees.<!-- not\nfor you -->\n[1]: https://a.example/\n", "Bees."),
        ("A --- in a line stays.\r\nSo.", "A --- in a line stays.\nSo."),
    ],
)
def test_markdown(markdown: str, plain: str) -> None:
    assert plain_markdown(markdown) == plain


def test_bytes_of_plain_texts_are_kept(tmp_path: Path) -> None:
    data = "\ufeffA hive\r\nwithout an end".encode()
    (tmp_path / "a.txt").write_bytes(data)
    (text,) = read_texts(tmp_path)
    assert text.seed(0).data == data
    assert text.seed(7).name == f"007_{hashlib.sha256(data).hexdigest()[:16]}.txt"


def test_a_seed_of_an_archive_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "000_7639855fb13d63cb.txt").write_text("a hive", encoding="utf-8")
    (text,) = read_texts(tmp_path)
    assert text.seed(0).name == "000_7639855fb13d63cb.txt"
    assert text.seed(1).name != "000_7639855fb13d63cb.txt"


def test_more_than_a_thousand_seeds_are_in_order(tmp_path: Path) -> None:
    for number in range(1001):
        (tmp_path / f"{number:03d}_{number:016x}.txt").write_text("a hive", encoding="utf-8")
    assert [seed.name[:-21] for seed in load_seeds(tmp_path)] == [f"{number:03d}" for number in range(1001)]


def test_html_is_read_as_a_crawl_reads_it(tmp_path: Path) -> None:
    page = (
        "<html><head><title>A hive | Daily</title></head><body><nav>Home</nav><article><h1>A hive opens</h1>"
    )
    text = "<p>The bees came out in the morning and did not return before the evening.</p>"
    (tmp_path / "a.HTML").write_text(f"{page}{text}</article></body></html>", encoding="utf-8")
    (own,) = read_texts(tmp_path)
    assert own.data == text_bytes(
        "A hive opens\nThe bees came out in the morning and did not return before the evening."
    )


def test_home_pages_become_publishers(tmp_path: Path) -> None:
    lines = (
        "\ufeff# papers\r\n",
        "https://daily.example\n",
        "The “Weekly”, https://weekly.example/a#top # a comment\n",
        "https://news.weekly.co.uk/ | Weekly's News\n",
        "https://weekly.co.uk/\nhttps://bücher.example/\n",
    )
    (tmp_path / "pages.txt").write_text("".join(lines), encoding="utf-8")
    pages = read_home_pages(tmp_path / "pages.txt")
    (tmp_path / "publishers.toml").write_text(publishers_toml(pages, "en"), encoding="utf-8")
    publishers = load_publishers(tmp_path / "publishers.toml")
    assert [(each.id, each.name) for each in publishers] == [
        ("daily", "daily.example"),
        ("weekly-example", "The “Weekly”"),
        ("news-weekly", "Weekly's News"),
        ("weekly-co-uk", "weekly.co.uk"),
        ("xn-bcher-kva", "xn--bcher-kva.example"),
    ]
    assert all(each.enabled and not each.lists_something for each in publishers)
