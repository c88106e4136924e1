"""The examples of docs/reading.md, and how they are run: as by a reader, each in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipelines.archive import ArchiveWriter, Entry, Known, open_store
from pipelines.document import Outcome
from pipelines.urls import url_key
from tests.archive import pages
from tests.docs.markdown import blocks, page, section

TEXT = page("docs/reading.md")
REPLAY = Path(sys.prefix) / "replay" / "bin"
REMOVED = 6


class ExampleFailed(Exception):
    """An example ended with another code than 0; all that it printed."""


def examples(heading: str, language: str) -> list[str]:
    """The blocks of one language that stand under a heading."""
    return blocks(section(TEXT, heading), language)


def fill(url: str) -> None:
    """Four seeds, a document in English, one in Chinese, one that was removed, a rejection and a failure."""
    writer = ArchiveWriter.open(open_store(url), run="r1", software="test 1")
    writer.commit_seeds(pages.seeds())
    chinese = pages.document("chinese", "字节跳动的一天")
    chinese = chinese.model_copy(update={"language": chinese.language.model_copy(update={"tag": "zh-Hans"})})
    outcomes: list[Outcome] = [
        pages.document("english"),
        chinese,
        pages.document("regretted"),
        pages.rejection("dull"),
        pages.failure("broken"),
    ]
    writer.commit(outcomes, judge)
    writer.remove(REMOVED, "asked for by its author")
    writer.close()


def judge(outcome: Outcome, known: Known) -> Entry:
    """Keeps every text that is new, under the keys that a crawl would give it."""
    entry = pages.judge(outcome, known)
    return replace(entry, keys=tuple(map(url_key, entry.keys)))


def run_python(code: str, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """What an example prints; nothing of it to standard error, no warning either. Raises ExampleFailed."""
    return _run([sys.executable, "-X", "utf8", "-c", code], folder, environment)


def run_shell(code: str, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Likewise, with the programs of this environment first on the PATH."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return _run(["sh", "-e", "-c", code], folder, {"PATH": path, **(environment or {})})


def _run(command: list[str], folder: Path, environment: Mapping[str, str] | None) -> str:
    whole = {**os.environ, **(environment or {})}
    done = subprocess.run(command, cwd=folder, env=whole, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ExampleFailed(f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    assert done.stderr == ""
    return done.stdout
