"""An import that is killed and made again comes to what one makes that is let alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.archive import open_store, verify
from tests.moving.archives import write_texts

ROOT = Path(__file__).parents[2]
COUNT = 40


def run(folder: Path, archive: Path, kill_at: int | None) -> None:
    """To its end, or until so many texts were looked at."""
    command = [sys.executable, "-m", "tests.moving.importer", str(folder), str(archive)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        if kill_at is None:
            process.stdout.read()
        else:
            for _ in range(kill_at):
                process.stdout.readline()
            process.kill()
    assert process.returncode == (0 if kill_at is None else -9)


@pytest.mark.parametrize(
    "name", ["{n:03}_{n:016x}.txt", pytest.param("text {n:02}.txt", marks=pytest.mark.slow)]
)
def test_killed_and_continued(tmp_path: Path, name: str) -> None:
    texts = {name.format(n=n): f"ByteDance and 快手, text {n}, 字节跳动.".encode() for n in range(COUNT)}
    folder = write_texts(tmp_path / "texts", texts)
    run(folder, tmp_path / "alone", None)
    for texts_seen in (3, 20):
        run(folder, tmp_path / "killed", texts_seen)
    run(folder, tmp_path / "killed", None)
    assert (tmp_path / "killed" / "INDEX").read_bytes() == (tmp_path / "alone" / "INDEX").read_bytes()
    assert len((tmp_path / "killed" / "INDEX").read_bytes().splitlines()) == COUNT
    assert verify(open_store(str(tmp_path / "killed"))).findings == ()
