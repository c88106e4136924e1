"""`render = true`: a real Chromium shows the page, fetches nothing by itself, and starts for nobody else."""

import importlib.util
import os
import shutil
import signal
import time
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from scrapy.settings import Settings
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders

from crawler.publishers import Publisher
from crawler.render import prepare
from pipelines.errors import ConfigurationError
from tests.crawl.crawling import ROOT, crawl, crawling, last_record, rows, texts
from tests.crawl.script_site import HOST, STORY, WORDS, script_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None or importlib.util.find_spec("scrapy_playwright") is None,
    reason="needs Chromium and scrapy-playwright (apt-get install chromium, the extra `render`): absent",
)
PUBLISHER = Publisher(id="scripted", name="Scripted", home=f"http://{HOST}/", language="en")


def configured(folder: Path, render: str) -> dict[str, str]:
    """The environment of a crawl of the one publisher."""
    (folder / "publishers.toml").write_text(
        f'[[publisher]]\nid = "scripted"\nname = "Scripted"\nhome = "http://{HOST}/"\nlanguage = "en"\n'
        f'render = {render}\nfeeds = [{{ url = "http://{HOST}/feed.xml", seen = "here" }}]\n'
        f"sitemaps = []\n",
        encoding="utf-8",
    )
    (folder / "pipelines.toml").write_text(
        f'[workers]\nprocesses = 1\n[seeds]\nfolder = "{ROOT}/seeds"\npublishers = "publishers.toml"\n'
        f'gazetteer = "{ROOT}/seeds/entities.toml"\n[crawl]\ncontact = "a@b.example"\n',
        encoding="utf-8",
    )
    return {"CORPUS_CONFIG": str(folder / "pipelines.toml")}


def captured(archive: Path) -> tuple[StatusAndHeaders, bytes]:
    """Headers and body of the one page in the archive."""
    (file,) = (archive / "warc").glob("*.warc.gz")
    with file.open("rb") as stream:
        (found,) = (
            (record.http_headers, record.content_stream().read())
            for record in ArchiveIterator(stream)
            if record.rec_type == "response"
        )
    return found


def marked(mark: str) -> list[str]:
    """Names of processes with that variable in their environment."""
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.environ().get("MARK_OF_TEST") == mark:
                found.append(process.name())
        except psutil.Error:
            continue
    return found


@needs_chromium
def test_a_page_that_only_scripts_fill(tmp_path: Path) -> None:
    archive, mark = tmp_path / "archive", uuid4().hex
    environment = configured(tmp_path, "true") | {"MARK_OF_TEST": mark}
    with script_site() as site:
        crawled = crawl(site.proxy, archive, extra=environment)
        asked = list(site.asked)
    assert crawled.code == 0, crawled.output
    assert last_record(archive).archived == 1, crawled.output
    assert any(WORDS in text for text in texts(archive))
    assert STORY in {row.url for row in rows(archive)}
    headers, body = captured(archive)
    assert headers.get_statuscode() == "200"
    assert headers.get_header("X-Served-By") == "the site itself", "the headers are the server's"
    assert WORDS.encode() in body, "the page is as the browser showed it"
    paths = [url.partition("example")[2] for _, url in asked]
    assert sorted(paths) == sorted({*paths}), "each once"
    assert {"/app.js", "/look.css", "/story.json"} < {*paths}
    assert {method for method, _ in asked} == {"GET"}
    assert all(HOST in url for _, url in asked), "nobody else's servers"
    assert not {"/private/story.json", "/picture.png"} & {*paths}
    assert marked(mark) == []


@needs_chromium
@pytest.mark.slow
def test_a_script_without_end_fails_its_page(tmp_path: Path) -> None:
    archive, mark = tmp_path / "archive", uuid4().hex
    environment = configured(tmp_path, "true") | {"MARK_OF_TEST": mark}
    with script_site(b"while (true) {}") as site:
        crawled = crawl(
            site.proxy, archive, "-s", "RENDER_TIMEOUT=3", "-s", "RETRY_TIMES=0", extra=environment
        )
    assert last_record(archive).failed_by_cause == {"timeout": 1}, crawled.output
    assert marked(mark) == []


@needs_chromium
@pytest.mark.slow
def test_a_signal_to_all_its_processes_leaves_none(tmp_path: Path) -> None:
    mark = uuid4().hex
    environment = configured(tmp_path, "true") | {"MARK_OF_TEST": mark}
    with (
        script_site(b"while (true) {}") as site,
        crawling(site.proxy, tmp_path / "archive", extra=environment) as process,
    ):
        while not any(url.endswith("/app.js") for _, url in site.asked):
            assert process.poll() is None
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 6
    assert marked(mark) == []


def test_nobody_else_starts_a_browser(tmp_path: Path) -> None:
    poison = tmp_path / "poison"
    for package in ("playwright", "scrapy_playwright"):
        (poison / package).mkdir(parents=True)
        (poison / package / "__init__.py").write_text("raise RuntimeError('imported, and for nobody')\n")
    environment = configured(tmp_path, "false") | {"PYTHONPATH": str(poison)}
    with script_site() as site:
        crawled = crawl(site.proxy, tmp_path / "archive", extra=environment)
    assert crawled.code == 0, crawled.output
    assert last_record(tmp_path / "archive").rejected_by_reason == {"needs_scripts": 1}


def settings() -> Settings:
    made = Settings()
    made.setmodule("crawler.settings")
    return made


def test_settings_stay_as_they_are_without_such_a_publisher() -> None:
    touched = settings()
    prepare(touched, [PUBLISHER])
    assert touched.copy_to_dict() == settings().copy_to_dict()


def test_no_browser_is_said_in_a_sentence() -> None:
    touched = settings()
    touched.set("RENDER_CHROMIUM", "no-such-browser")
    shown = PUBLISHER.model_copy(update={"render": True})
    with pytest.raises(ConfigurationError, match="render = true, and there is no Chromium"):
        prepare(touched, [shown])


def test_a_missing_extra_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.render.importlib.util.find_spec", lambda _: None)
    shown = PUBLISHER.model_copy(update={"render": True})
    with pytest.raises(ConfigurationError, match="needs the extra `render`"):
        prepare(settings(), [shown])
