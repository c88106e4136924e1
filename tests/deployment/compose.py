"""Reads docker-compose.yml as `docker compose` would, and runs its services outside Docker."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from ruamel.yaml import YAML

from tests.weed import free_ports, weed_binary

ROOT = Path(__file__).resolve().parents[2]
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:[-?])(?P<rest>[^}]*))?\}")
_START_WITHIN_S = 30.0


class NotSet(Exception):
    """A variable that the file requires; the message is the file's own."""


def services(variables: Mapping[str, str]) -> dict[str, Any]:
    """The services with every `${…}` filled in. Raises NotSet."""
    with (ROOT / "docker-compose.yml").open(encoding="utf-8") as file:
        content = YAML(typ="safe").load(file)
    filled: dict[str, Any] = _filled(content["services"], variables)
    return filled


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, variables) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, variables) for each in value]
    return _VARIABLE.sub(lambda match: _value(match, variables), value) if isinstance(value, str) else value


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    if given := variables.get(match["name"]):
        return given
    if match["how"] == ":?":
        raise NotSet(f"{match['name']}: {match['rest']}")
    return match["rest"] or ""


@contextmanager
def running_store(service: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """The `store` service: its own command, but for the folder, the ports and the address it listens on.

    Gives its endpoint once the health check of the file is passed.
    """
    ports = dict(zip(("master", "volume", "filer", "s3"), free_ports(4), strict=True))
    moved = [
        f"-dir={folder}",
        "-ip.bind=127.0.0.1",
        *(f"-{name}.port={port}" for name, port in ports.items()),
    ]
    folder.mkdir()
    with (folder.parent / "store.log").open("wb") as log:
        process = subprocess.Popen(
            [str(weed_binary()), *service["command"], *moved],
            cwd=folder,
            env=os.environ | service["environment"],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        endpoint = f"http://localhost:{ports['s3']}"
        _wait_until_healthy(endpoint + urlsplit(service["healthcheck"]["test"][-1]).path)
        yield endpoint
    finally:
        process.kill()
        process.wait()


def _wait_until_healthy(url: str) -> None:
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline:
        with (
            suppress(URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(url, timeout=2) as answer,
        ):
            if answer.status == 200:
                # Healthy comes a moment before the bucket; the file's check asks only every five seconds.
                time.sleep(1.0)
                return
        time.sleep(0.1)
    raise RuntimeError(f"{url}: not healthy within {_START_WITHIN_S:g} s")


def command(service: Mapping[str, Any], *arguments: str) -> list[str]:
    """The command of a service, its program taken from this environment and from docker/."""
    program, *rest = service["command"]
    places = (Path(sys.executable).parent / program, ROOT / "docker" / f"{program.replace('-', '_')}.py")
    return [str(next(place for place in places if place.exists())), *rest, *arguments]


def environment(service: Mapping[str, Any], endpoint: str, proxy: str) -> dict[str, str]:
    """That of a service and nothing of this machine's, but for where the server and the demo web are."""
    own: dict[str, str] = service["environment"]
    return own | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": "/nonexistent",
        "AWS_ENDPOINT_URL": endpoint,
        "CORPUS_CONFIG": str(ROOT / "demo" / "pipelines.toml"),
        "http_proxy": proxy,
        "no_proxy": "localhost,127.0.0.1",
    }
