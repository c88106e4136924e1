"""`corpus import` and `corpus copy` as somebody types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.archive import Archive, Store, open_store
from tests.archive.pages import SEEDS
from tests.moving.archives import archive_at, assert_prefix, assert_same, grow, write_texts
from tests.warm_start import run_warm

ROOT = Path(__file__).parents[2]

# What a base install lacks, as far as the stages begin with it.
WITHOUT_CRAWL = """
import sys
sys.modules.update(dict.fromkeys(["trafilatura", "lxml", "langdetect", "pebble", "rensa", "ahocorasick_rs"]))
from pipelines.cli import main
main()
"""


def corpus(*arguments: str | Path, script: tuple[str, ...] | None = None) -> tuple[int, str]:
    """The exit code, and all that was printed; `script`, where it is not the command but that."""
    own = {name: value for name, value in os.environ.items() if name not in ("ARCHIVE_URL", "CORPUS_CONFIG")}
    given = list(map(str, arguments))
    if script is None:
        done = run_warm("pipelines.cli", given, own)
    else:
        command = [sys.executable, *script, *given]
        done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, timeout=120, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_copy_tells_what_it_did(source: Store, target: Store) -> None:
    code, said = corpus("copy", source.url, target.url, "--verify")
    assert code == 0
    told, checked = said.splitlines()
    assert told.startswith(f"{target.url}: wrote ")
    assert "13 documents in 5 segments; head " in told
    assert checked.startswith(f"{target.url}: clean; ")
    assert_same(source, target)
    grow(source, 40, 3)
    code, said = corpus("copy", source.url, target.url, "--json", "--verify")
    copied, report = map(json.loads, said.splitlines())
    assert (code, copied["written"], copied["documents"], report["findings"]) == (0, 5, 16, [])


def test_copy_refuses_in_one_sentence(source: Store, target: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    target.put("mine", b"x")
    for here, there, code in (
        (tmp_path / "nothing", tmp_path / "new", 2),
        (source.url, source.url, 2),
        (source.url, target.url, 2),
        (source.url, tmp_path / "file", 2),
        (source.url, "ftp://host/archive", 2),
    ):
        answer, said = corpus("copy", here, there)
        assert (answer, said.count("\n"), said[:7]) == (code, 1, "error: "), said


def test_copy_verifies_what_was_there_before(source: Store, target: Store) -> None:
    """A text of the same size is not written again, so only reading the copy finds it."""
    corpus("copy", source.url, target.url)
    key = next(key for key, _ in target.list("005_"))
    target.put(key, bytes(len(target.get(key).data)))
    assert corpus("copy", source.url, target.url)[0] == 0
    code, said = corpus("copy", source.url, target.url, "--verify")
    assert (code, f"fault  {key}: " in said) == (7, True)


def test_a_damaged_source_is_named(source: Store, target: Store) -> None:
    source.delete("log/0000000003.jsonl.gz")
    code, said = corpus("copy", source.url, target.url)
    assert code == 7
    assert said.startswith(f"error: {source.url}: log/0000000003.jsonl.gz is missing")
    assert said.count("\n") == 1


# The copy gets its Ctrl-C right after the call that puts its first segment in place: from outside, a fast
# machine is through before a signal arrives.
INTERRUPTED = """
import os, signal, sys
from pipelines.archive.local import LocalStore
put_if_absent = LocalStore.put_if_absent

def interrupting(self, key, data):
    put_if_absent(self, key, data)
    if key.startswith("log/"):
        os.kill(os.getpid(), signal.SIGINT)

LocalStore.put_if_absent = interrupting
from pipelines.cli import main
main()
"""


def test_ctrl_c_ends_a_copy_that_goes_on_later(tmp_path: Path) -> None:
    source = archive_at(str(tmp_path / "from"), pages=6, batch=1)
    target = open_store(str(tmp_path / "to"))
    code, said = corpus("copy", source.url, target.url, script=("-c", INTERRUPTED))
    assert (code, said) == (6, "interrupted; the same command goes on from here\n")
    assert 0 < len(list(target.list("log/"))) < len(list(source.list("log/")))
    assert_prefix(source, target)
    assert corpus("copy", source.url, target.url)[0] == 0
    assert_same(source, target)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {
        "b.txt": "抖音和快手的竞争。".encode(),
        "a.txt": b"ByteDance again.",
        "c.txt": b"ByteDance again.\n",
    }
    return write_texts(tmp_path / "texts", texts)


def test_import_tells_what_it_did(folder: Path, target: Store, tmp_path: Path) -> None:
    metadata = tmp_path / "m.jsonl"
    metadata.write_text('{"file": "b.txt", "headline": "标题", "url": "https://news.example/b"}\n', "utf-8")
    arguments = ("import", folder, "--metadata", metadata, "--archive", target.url)
    code, said = corpus(*arguments, "--dry-run")
    assert (code, said.splitlines()[-1]) == (
        0,
        f"{target.url}: 2 of 3 texts would be added; nothing was written",
    )
    assert not Path(target.url).exists()
    code, said = corpus(*arguments)
    assert (code, said) == (0, f"{target.url}: added 2, skipped 1 known_text; 2 documents\n")
    row = Archive.open(target).by_url("http://www.news.example/b/")
    assert row is not None
    assert row.headline == "标题"
    code, said = corpus(*arguments, "--json")
    assert (code, json.loads(said)["added"]) == (0, 0)
    code, said = corpus(*arguments, "--json", "--dry-run")
    assert [json.loads(line)["file"] for line in said.splitlines()] == [None, None, None]


def test_import_refuses_in_one_sentence(folder: Path, target: Store, tmp_path: Path) -> None:
    metadata = tmp_path / "m.jsonl"
    metadata.write_text('{"file": "x.txt"}\n', "utf-8")
    for arguments in (
        (tmp_path / "nothing",),
        (folder, "--metadata", metadata),
        (folder, "--metadata", folder),
    ):
        code, said = corpus("import", *arguments, "--archive", target.url)
        assert (code, said.count("\n"), said[:7]) == (2, 1, "error: "), said
    assert not Path(target.url).exists()


def test_import_without_the_crawlers_libraries(target: Store) -> None:
    code, said = corpus("import", SEEDS, "--archive", target.url, script=("-c", WITHOUT_CRAWL))
    assert code == 2
    assert said.startswith("error: corpus import reads texts as a crawl does and lacks ")
    assert said.endswith("install corpus-crawler[crawl]\n")
    assert said.count("\n") == 1


def test_copy_without_the_crawlers_libraries(source: Store, target: Store) -> None:
    assert corpus("copy", source.url, target.url, script=("-c", WITHOUT_CRAWL))[0] == 0
    assert_same(source, target)
