"""The examples of docs/reading.md that read a bucket run on an archive in a real S3 server."""

import ast
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.examples import REMOVED, examples, run_python, run_shell

pytestmark = pytest.mark.s3

Bucket = Mapping[str, str]


def test_aws(bucket: Bucket, tmp_path: Path) -> None:
    (code,) = examples("## AWS CLI", "sh")
    listed, counted = run_shell(code, tmp_path, bucket).rsplit("\n", 2)[:2]
    assert "INDEX.parquet" in listed
    assert counted.strip() == str(REMOVED + 1)
    lines = (tmp_path / "copy" / "INDEX").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [(tmp_path / "copy" / row["file"]).exists() for row in rows] == [True] * REMOVED + [False]
    assert list((tmp_path / "copy" / "warc").glob("*.warc.gz"))


def test_boto3(bucket: Bucket, tmp_path: Path) -> None:
    (code,) = examples("## boto3", "python")
    lines = run_python(code, tmp_path, bucket).splitlines()
    assert len(lines) == REMOVED
    assert lines[-1] == "5 zh-Hans 8"


def test_pandas(bucket: Bucket, tmp_path: Path) -> None:
    _, _, code = examples("## pandas", "python")
    lines = run_python(code, tmp_path, bucket).splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["4", "2026-11-21"], ["5", "2026-11-21"]]


def test_polars(bucket: Bucket, tmp_path: Path) -> None:
    (code,) = examples("## polars", "python")
    assert run_python(code, tmp_path, bucket).splitlines() == ["[(5, 'Headline of chinese')]"] * 2


def test_duckdb(bucket: Bucket, tmp_path: Path) -> None:
    """HOME is empty, so that no extension that lies there is loaded instead."""
    code, _ = examples("## DuckDB", "python")
    languages, turned_away, named = run_python(code, tmp_path, {**bucket, "HOME": str(tmp_path)}).splitlines()
    assert _told(languages, "per language") == [("en", 5), ("zh-Hans", 1)]
    assert _told(turned_away, "not kept") == [
        ("failed", "extract", "deadline", 1),
        ("rejected", "relevance", "unrelated", 1),
    ]
    assert _told(named, "named") == [("bytedance", REMOVED + 1)]


def _told(line: str, label: str) -> object:
    return ast.literal_eval(line.removeprefix(label).strip())
