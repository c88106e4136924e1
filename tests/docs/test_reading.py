"""The examples of docs/reading.md that read a folder run, and none of the page is left out."""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest

from pipelines.archive import Archive, ArchiveWriter, open_store
from tests.archive import pages
from tests.docs.examples import REMOVED, TEXT, ExampleFailed, examples, judge, run_python, run_shell
from tests.docs.markdown import ROOT, blocks, section

LIVE = range(REMOVED)


def test_pandas(folder: Path) -> None:
    whole, counted, _ = examples("## pandas", "python")
    told = run_python(whole, folder)
    assert "Headline of english" in told
    assert len(told.splitlines()) == len(LIVE) + 1
    assert re.search(r"^bytedance +7$", run_python(counted, folder), re.MULTILINE)


def test_duckdb_reads_texts(folder: Path) -> None:
    _, texts = examples("## DuckDB", "python")
    archive = Archive.open(str(folder / "archive"))
    told = run_python(texts, folder)
    assert ast.literal_eval(told) == [(row.number, len(row.text)) for row in archive.documents()]


def test_datasets(folder: Path, tmp_path: Path) -> None:
    (code,) = examples("## Hugging Face datasets", "python")
    alone = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    lines = run_python(code, folder, alone).splitlines()
    assert [line.split()[0] for line in lines] == [str(number) for number in LIVE]
    assert lines[-1] == "5 zh-Hans 8"


def test_shell(folder: Path, tmp_path: Path) -> None:
    _needs_jq()
    listed, rejected, _ = examples("## Shell", "sh")
    seeds = sorted(path.name for path in pages.SEEDS.glob("*.txt"))
    assert run_shell(listed, folder).splitlines() == ["5 Headline of chinese", *seeds]
    assert run_shell(rejected, folder) == "unrelated\thttp://news.test/dull\t0.1 < 0.5\n"
    shutil.copytree(folder / "archive", tmp_path / "archive")
    (tmp_path / "archive" / seeds[0]).write_bytes(b"altered")
    with pytest.raises(ExampleFailed):
        run_shell(listed, tmp_path)


def test_schema(folder: Path, tmp_path: Path) -> None:
    _needs_jq()
    _, _, code = examples("## Shell", "sh")
    shutil.copytree(folder / "archive", tmp_path / "archive")
    assert "ok" in run_shell(code, tmp_path)
    index = tmp_path / "archive" / "INDEX"
    index.write_text(index.read_text(encoding="utf-8").replace('"live"', '"alive"', 1), encoding="utf-8")
    with pytest.raises(ExampleFailed) as refused:
        run_shell(code, tmp_path)
    assert "'alive' is not one of ['live', 'removed']" in str(refused.value)


def test_own_reader(folder: Path) -> None:
    whole, found, _ = examples("## This project's own reader", "python")
    lines = run_python(whole, folder).splitlines()
    assert lines[0] == f"{len(LIVE) + 1} documents"
    assert [line.split()[0] for line in lines[1:-1]] == [str(number) for number in LIVE]
    assert lines[-1] == "relevance unrelated http://news.test/dull"
    assert run_python(found, folder).splitlines() == [
        "5 2026-11-21 Headline of chinese",
        "4 english: ByteDance 字节跳动",
    ]


def test_own_reader_as_a_job(folder: Path, tmp_path: Path) -> None:
    """Each run of it prints what came since the run before, and nothing twice."""
    *_, code = examples("## This project's own reader", "python")
    shutil.copytree(folder / "archive", tmp_path / "archive")
    first = run_python(code, tmp_path).splitlines()
    assert [line.split()[:2] for line in first[:-1]] == [["new", str(number)] for number in LIVE]
    assert first[-1] == f"removed {REMOVED}"
    assert run_python(code, tmp_path) == ""
    writer = ArchiveWriter.open(open_store(str(tmp_path / "archive")), run="r2", software="test 1")
    writer.commit([pages.document("later")], judge)
    writer.remove(4, "asked for by its author")
    assert run_python(code, tmp_path).splitlines() == ["new 7 Headline of later", "removed 4"]
    assert run_python(code, tmp_path) == ""


def test_the_table_names_what_lies_there(folder: Path) -> None:
    named = re.findall(r"`([^`]+)`", TEXT.partition("What every field means")[0].partition("| --- |")[2])
    patterns = [name.replace("NNN_<16 hex>", "*_*") for name in named]
    lying = [path for path in (folder / "archive").rglob("*") if path.is_file() and path.name != ".lock"]
    unnamed = [path for path in lying if not any(path.match(f"archive/{each}") for each in patterns)]
    assert {path.parent.name for path in unnamed} <= {"quarantine"}
    assert [each for each in patterns if not any(path.match(f"archive/{each}") for path in lying)] == []


def test_every_example_is_run() -> None:
    """A test unpacks the blocks of each language under each heading that has any, so that none is missed."""
    taken = set()
    for path in (ROOT / "tests" / "docs").glob("test_reading*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("examples("):
                taken.add(ast.unparse(node.value))
    headings = re.findall(r"^## .+$", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL), re.MULTILINE)
    languages = sorted(set(re.findall(r"^```(\w+)$", TEXT, re.MULTILINE)))
    there = {
        ast.unparse(ast.parse(f"examples({heading!r}, {language!r})"))
        for heading in headings
        for language in languages
        if blocks(section(TEXT, heading), language)
    }
    assert taken == there
    assert len(re.findall(r"^```\w+$", TEXT, re.MULTILINE)) == sum(
        len(blocks(section(TEXT, heading), language)) for heading in headings for language in languages
    )


def test_index_has_the_removed_document(folder: Path) -> None:
    """So that the examples above have one to pass over."""
    lines = (folder / "archive" / "INDEX").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["status"] for line in lines] == ["live"] * len(LIVE) + ["removed"]


def _needs_jq() -> None:
    if shutil.which("jq") is None:
        pytest.skip("needs jq: absent")
