"""`corpus browse` as it is called: it says where it is, keeps up with the archive, and ends."""

import http.client
import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from datasette.database import Database
from typer.testing import CliRunner

from pipelines.archive import open_store
from pipelines.browse import server
from pipelines.browse.site import Site
from pipelines.cli import command_line
from pipelines.errors import ConfigurationError
from tests.archive import pages
from tests.browse.corpora import begin
from tests.export.archives import page
from tests.warm_start import ROOT

WAYBACK = ROOT / ".venv" / "replay" / "bin"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    begin(str(tmp_path / "shops" / "archive"))
    return tmp_path / "shops" / "archive"


def started(archive: Path, *arguments: str, path: str = "") -> tuple["subprocess.Popen[str]", int]:
    """The command, and the port that it says."""
    command = [
        sys.executable,
        "-m",
        "pipelines.cli",
        "browse",
        "--archive",
        str(archive),
        "--port",
        "0",
        *arguments,
    ]
    database = ["--database", str(archive.parent / "lookup.db")]
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    process = subprocess.Popen(
        [*command, *database], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/  \(Ctrl-C ends it\)\n", said)
    assert found, said
    return process, int(found[1])


def get(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode("utf-8")
    finally:
        connection.close()


def ended(process: "subprocess.Popen[str]", how: int) -> int:
    process.send_signal(how)
    assert process.stdout is not None
    process.stdout.close()
    return process.wait(60)


@pytest.mark.slow
def test_it_shows_what_is_committed_while_it_runs_and_ends(archive: Path) -> None:
    process, port = started(archive, "--refresh", "0.2")
    try:
        assert "<title>shops · shops</title>" in get(port, "/")
        writer = pages.opened(open_store(str(archive)), run="run-2")
        writer.commit([page("late", "A yakutian story.")], pages.judge)
        writer.close()
        until = time.monotonic() + 60
        while '"total": 1' not in get(port, "/search.json?q=yakutian") and time.monotonic() < until:
            time.sleep(0.1)
        assert '"total": 1' in get(port, "/search.json?q=yakutian")
    finally:
        code = ended(process, signal.SIGINT)
    assert code == 0


@pytest.mark.slow
@pytest.mark.skipif(
    not (WAYBACK / "wayback").exists(), reason="needs pywb, in an environment of its own: absent"
)
def test_a_capture_is_replayed_by_pywb(archive: Path) -> None:
    process, port = started(archive, path=str(WAYBACK))
    try:
        found = re.search(
            r'href="(http://127\.0\.0\.1:\d+/corpus/20261122010203/http://news\.test/shop)"',
            get(port, "/documents/4"),
        )
        assert found
        replayed = int(found[1].split(":")[2].partition("/")[0])
        path = "/corpus/20261122010203id_/http://news.test/shop"
        until = time.monotonic() + 60
        while True:
            try:
                body = get(replayed, path)
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.2)
        assert "hello" in body or "Bytemart" in body
    finally:
        code = ended(process, signal.SIGINT)
    assert code == 0


def browse(*arguments: str) -> Any:
    return CliRunner().invoke(command_line(["browse"]), ["browse", *arguments])


def test_a_termination_ends_the_replay_too(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wayback = tmp_path / "bin" / "wayback"
    wayback.parent.mkdir()
    wayback.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/replay.pid\nexec sleep 600\n")
    wayback.chmod(0o755)
    monkeypatch.setenv("PATH", str(wayback.parent), prepend=os.pathsep)

    def serve(*_: object) -> None:
        while not (tmp_path / "replay.pid").exists() or not (tmp_path / "replay.pid").read_text():
            time.sleep(0.01)
        signal.raise_signal(signal.SIGTERM)
        raise AssertionError("it went on")

    monkeypatch.setattr(server, "serve", serve)
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        result = browse("--archive", str(archive), "--port", "0", "--database", str(tmp_path / "l.db"))
        assert isinstance(result.exception, SystemExit), result.exception
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "replay.pid").read_text()), 0)


def test_connections_are_closed_when_no_query_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where somebody presses Ctrl-C twice: closed beneath a query, the process breaks down."""
    closed = []

    def close(database: Database) -> None:
        with pytest.raises(RuntimeError, match="after shutdown"):
            database.ds.executor.submit(int)
        closed.append(database.name)

    monkeypatch.setattr(Database, "close", close)
    site = Site(tmp_path / "lookup.db", open_store(str(tmp_path)), "empty")
    with server.application(site, None):
        pass
    assert closed == ["corpus"]


def test_without_datasette_it_says_what_to_install(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    error = browse("--archive", str(archive)).exception
    assert isinstance(error, ConfigurationError)
    assert str(error).endswith("; install corpus-crawler[browse]")


def test_without_an_archive_it_says_so(tmp_path: Path) -> None:
    error = browse("--archive", str(tmp_path / "none"), "--database", str(tmp_path / "l.db")).exception
    assert isinstance(error, ConfigurationError)
    assert "holds no archive" in str(error)
