"""docs/cron.md: its crontab line runs, its units and its CronJob are what they should be."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipelines.errors import ExitCode
from pipelines.health.metrics import metrics_of
from tests.docs.markdown import ROOT, blocks, page, rows, section
from tests.unattended.records import record

TEXT = page("docs/cron.md")


@pytest.fixture
def line(tmp_path: Path) -> str:
    """The command of the crontab, with this machine's places."""
    (crontab,) = blocks(TEXT, "crontab")
    command = crontab.splitlines()[-1].split(maxsplit=5)[5]
    places = {
        "/opt/corpus-crawler": str(ROOT),
        ".venv/bin/scrapy": str(Path(sys.executable).parent / "scrapy"),
        "/tmp/corpus-crawl.lock": str(tmp_path / "lock"),
        "/var/log/corpus-crawl.log": str(tmp_path / "log"),
    }
    for place, here in places.items():
        assert place in command
        command = command.replace(place, here)
    return command


def test_crontab_line_crawls_under_its_lock(line: str, tmp_path: Path) -> None:
    """Far enough to be told that nobody has set a contact."""
    if shutil.which("flock") is None or shutil.which("timeout") is None:
        pytest.skip("needs flock and timeout: absent")
    environment = {"PATH": os.environ["PATH"], "ARCHIVE_URL": str(tmp_path / "archive")}

    def run() -> int:
        return subprocess.run(line, shell=True, env=environment, check=False, timeout=60).returncode

    assert run() == ExitCode.BAD_CONFIGURATION
    log = tmp_path / "log"
    assert "no contact for the User-Agent" in log.read_text(encoding="utf-8")
    log.unlink()
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run() == 1
    assert log.read_text(encoding="utf-8") == ""


def test_systemd_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze: absent")
    units = re.findall(
        r"`/etc/systemd/system/([\w.-]+)`:\n\n```ini\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE
    )
    assert [name for name, _ in units] == ["corpus-crawl.service", "corpus-crawl.timer"]
    for name, content in units:
        (tmp_path / name).write_text(content, encoding="utf-8")
    command = ["systemd-analyze", "verify", *(name for name, _ in units)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "corpus-crawl" in line] == []


def test_kubernetes_job_runs_alone_and_knows_no_secret() -> None:
    text, _ = blocks(TEXT, "yaml")
    job = YAML(typ="safe").load(text)
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    assert job["spec"]["concurrencyPolicy"] == "Forbid"
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["command"] == ["scrapy", "crawl", "news"]
    assert container["envFrom"][0]["secretRef"]
    assert not [each for each in container["env"] if "SECRET" in each["name"] or "KEY" in each["name"]]


def test_alerts_ask_for_metrics_that_there_are() -> None:
    _, text = blocks(TEXT, "yaml")
    ((group),) = YAML(typ="safe").load(text)["groups"]
    asked = {name for rule in group["rules"] for name in re.findall(r"corpus_\w+", rule["expr"])}
    assert asked
    assert asked <= set(re.findall(r"^# TYPE (\w+) gauge$", metrics_of(record()), re.MULTILINE))


def test_every_exit_code_of_a_crawl_has_an_answer() -> None:
    told = {int(cells[0]) for cells in rows(section(TEXT, "## From exit codes to alerts"))}
    assert told >= set(ExitCode) - {ExitCode.NOT_FOUND}
