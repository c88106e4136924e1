"""`corpus …` on the archive of a whole crawl."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from demo.site.truth import truth
from pipelines.archive import Archive, IndexRow, open_store, put_run
from tests.crawl.crawling import ROOT, Crawled, corpus, last_record, rows

Finished = tuple[Path, Crawled]


def test_ls_lists_all_and_filters(finished: Finished) -> None:
    archive = finished[0]
    listed = rows(archive)
    assert len(corpus("ls", archive=archive).output.splitlines()) == len(listed) + 1
    for arguments, expected in (
        (("--language", "zh"), [row for row in listed if (row.language or "").startswith("zh-")]),
        (("--language", "zh-Hant"), [row for row in listed if row.language == "zh-Hant"]),
        (("--publisher", "daybook"), [row for row in listed if row.publisher == "daybook"]),
        (("--entity", "kuaishou"), [row for row in listed if "kuaishou" in row.entities]),
        (("--since", "2020-11-01", "--until", "2020-11-30"), _in_november(archive)),
    ):
        told = [
            json.loads(line)
            for line in corpus("ls", "--json", *arguments, archive=archive).output.splitlines()
        ]
        assert [row["number"] for row in told] == [row.number for row in expected]
        assert expected


def test_show_tells_all_that_is_known(finished: Finished) -> None:
    archive = finished[0]
    opened = Archive.open(str(archive))
    row = next(row for row in rows(archive)[4:] if row.language == "en" and opened.get(row.number).section)
    told = corpus("show", str(row.number), archive=archive).output
    whole = opened.get(row.number)
    assert f"section      {whole.section}" in told
    assert row.headline is not None
    for part in (row.headline, row.file, row.url, row.publisher, row.entities[0], "relevance", "entity"):
        assert part is not None
        assert part in told
    assert whole.text.strip() in told
    assert json.loads(corpus("show", str(row.number), "--json", archive=archive).output)["text"] == whole.text


def test_show_of_a_number_that_is_not_there(finished: Finished) -> None:
    crawled = corpus("show", "999", archive=finished[0])
    assert crawled.code == 8
    assert crawled.output.startswith("error: there is no document 999; the archive holds 000 to ")


@pytest.mark.parametrize(
    ("outcome", "words", "code"),
    [
        ("archived", "archived as ", 0),
        ("rejected", "rejected at ", 0),
        ("failed", "failed at ", 0),
        ("forbidden", "not fetched because robots", 0),
    ],
)
def test_why(finished: Finished, outcome: str, words: str, code: int) -> None:
    urls = [url for url, page in truth().items() if page.outcome == outcome]
    assert urls
    for url in urls[:: max(1, len(urls) // 4)]:
        crawled = corpus("why", f"{url}?utm_campaign=x#part", archive=finished[0])
        assert crawled.output.startswith(words), (url, crawled.output)
        assert crawled.code == code


def test_why_of_what_was_never_seen(finished: Finished) -> None:
    assert corpus("why", "http://elsewhere.example/", archive=finished[0]).code == 8
    crawled = corpus("why", "elsewhere.example", archive=finished[0])
    assert crawled.code == 2
    assert "https://" in crawled.output


def test_verify_names_what_is_damaged(finished: Finished, tmp_path: Path) -> None:
    assert corpus("verify", archive=finished[0]).output.count("clean") == 1
    crawled = corpus("verify", archive=tmp_path / "nothing")
    assert crawled.code == 2
    assert "holds no archive" in crawled.output


def test_try_a_text() -> None:
    text = "字节跳动宣布，抖音日活跃用户突破6亿。张一鸣称短视频仍在增长，快手紧随其后。"
    told = json.loads(corpus("try", "-", "--text", "--json", stdin=text.encode()).output)
    assert told["outcome"] == "archived"
    assert told["language"] == "zh-Hans"
    assert {text[mention["start"] : mention["end"]] for mention in told["mentions"]} >= {
        "字节跳动",
        "抖音",
        "快手",
    }
    assert {"bytedance", "douyin"} <= {mention["entity"] for mention in told["mentions"]}
    relevance = told["relevance"]
    assert relevance["related"] is True
    assert relevance["score"] >= relevance["threshold"]
    assert relevance["evidence"]


def test_offsets_of_a_text_are_those_of_the_file() -> None:
    text = "\n\n  TikTok grows.\n\nByteDance owns TikTok.\n\n"
    told = json.loads(corpus("try", "-", "--text", "--json", stdin=text.encode()).output)
    surfaces = [text[mention["start"] : mention["end"]] for mention in told["mentions"]]
    assert surfaces == ["TikTok", "ByteDance", "TikTok"]


def test_try_goes_on_past_a_rejection(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=en><title>Millet</title><article><h1>Millet</h1><p>" + "Farmers plant millet again. " * 30
    )
    told = json.loads(corpus("try", str(page), "--json").output)
    assert (told["outcome"], told["stage"], told["reason"]) == ("rejected", "relevance", "not_related")
    assert told["text"].startswith("Farmers plant millet")
    assert told["language"] == "en"
    assert told["mentions"] == []
    short = tmp_path / "short.html"
    short.write_text("<html lang=en><title>TikTok</title><article><h1>TikTok</h1><p>TikTok, ByteDance.</p>")
    told = json.loads(corpus("try", str(short), "--json").output)
    assert (told["outcome"], told["stage"]) == ("rejected", "extract")
    if told["reason"] == "too_short":
        assert told["relevance"] is not None


def test_what_cannot_be_tried(site: DemoSite) -> None:
    crawled = corpus("try", f"http://127.0.0.1:{site.port}/absent")
    assert crawled.code == 4
    assert crawled.output.startswith("error: ")
    assert corpus("try", "absent.html").code == 2
    assert corpus("try", "-", "--text", stdin=b"\xff\xfe").code == 2
    assert corpus("try", "-", "--text", stdin=b" \n").code == 2


def test_hostile_titles_do_nothing_to_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    title = "\x1b]0;owned\x07\x1b[2JTikTok \u202egnp.exe"
    page.write_text(f"<html><title>{title}</title><article><h1>{title}</h1><p>" + "TikTok grows. " * 40)
    told = corpus("try", str(page)).output
    assert "TikTok" in told
    assert not any(mark in told for mark in ("\x1b", "\x07", "\u202e"))


_LOADED = """
import sys; from pipelines.cli import main
sys.argv = ["corpus", *sys.argv[1:]]
try: main()
except SystemExit: pass
print("loaded:", *sys.modules)
"""
# What belongs to other commands, and what a library would import for nothing that we ask of it.
_OF_OTHERS = {"pipelines.retag", "pipelines.trial", "pipelines.export", "pipelines.names", "rich.progress"}
_HEAVY = {"scrapy", "twisted", "trafilatura", "lxml", "langdetect", "py3langid", "boto3", "pandas", "fsspec"}


def loaded(*arguments: str) -> set[str]:
    """The modules that a command has imported at its end, in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("loaded: ")[2].split())


def test_looking_loads_what_it_needs_and_no_more(finished: Finished) -> None:
    modules = loaded("ls", "--archive", str(finished[0]))
    assert "pipelines.commands.listing" in modules
    assert modules & (_HEAVY | _OF_OTHERS) == set()


def test_the_version_is_told_without_loading_a_command() -> None:
    assert {
        each for each in loaded("--version") if each.startswith(("pipelines.commands", "pyarrow"))
    } == set()
    assert corpus("--version").output.startswith("corpus-crawler ")


def test_help_explains_each_command() -> None:
    told = corpus("--help").output
    for name in ("ls", "show", "why", "verify", "try"):
        assert f" {name} " in told
        assert "--json" in corpus(name, "--help").output


def _in_november(archive: Path) -> list[IndexRow]:
    return [row for row in rows(archive) if (row.published or "").startswith("2020-11")]


def test_try_says_in_a_few_words_why_no_page_came() -> None:
    crawled = corpus("try", "http://127.0.0.1:9/story")
    why = "Failed to establish a new connection: [Errno 111] Connection refused"
    told = f"error: http://127.0.0.1:9/story: no page came ({why}); save the page, try the file\n"
    assert (crawled.code, crawled.output) == (4, told)


def test_runs_tell_what_was_asked_for_and_what_came(finished: Finished, tmp_path: Path) -> None:
    """Of a record of a release before, what it has."""
    record = last_record(finished[0])
    assert record.requests is not None
    assert record.received_bytes is not None
    assert record.requests > record.fetched
    sizes = [each.bytes or 0 for each in record.listings]
    assert record.received_bytes > sum(sizes)
    store = open_store(str(tmp_path / "archive"))
    put_run(store, record.model_copy(update={"requests": None, "received_bytes": None, "run": "before"}))
    put_run(store, record)
    told = corpus("runs", "--json", archive=tmp_path / "archive").output.splitlines()
    before, now = (
        {each["run"]: each for each in map(json.loads, told)}[name] for name in ("before", record.run)
    )
    assert (now["requests"], now["received_bytes"]) == (record.requests, record.received_bytes)
    assert (before["listing_bytes"], before["received_bytes"]) == (sum(sizes), None)
    assert record.fetched < before["requests"] < now["requests"]
    assert (
        f"runs: {now['requests'] + before['requests']} requests, "
        in corpus("runs", archive=tmp_path / "archive").output
    )
