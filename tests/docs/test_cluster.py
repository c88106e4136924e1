"""docs/cluster.md: its Jobs give each crawl the shard that it should have."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bench.shard_plan import main as plan
from crawler.shards import Shard, parse_shard
from crawler.spiders.arguments import news_arguments
from tests.docs.markdown import blocks, page, rows, section

TEXT = page("docs/cluster.md")
JOB = YAML(typ="safe").load(blocks(section(TEXT, "## Kubernetes without an engine"), "yaml")[0])["spec"]


@pytest.fixture
def stub(tmp_path: Path) -> dict[str, str]:
    """An environment in which `scrapy` and `srun` say what they are told."""
    for name in ("scrapy", "srun"):
        (tmp_path / name).write_text('#!/bin/sh\necho "$*"\n', encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}"}


def said(command: list[str], environment: dict[str, str]) -> Shard:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = re.search(r"scrapy crawl news -a shard=(\S+)|^crawl news -a shard=(\S+)", done.stdout)
    assert found is not None, done.stdout
    return parse_shard(found[1] or found[2])


def test_an_indexed_job_has_a_pod_for_each_shard(stub: dict[str, str]) -> None:
    (container,) = JOB["template"]["spec"]["containers"]
    shards = [
        said(container["command"], stub | {"JOB_COMPLETION_INDEX": str(index)})
        for index in range(JOB["completions"])
    ]
    assert shards == [Shard(number, JOB["completions"]) for number in range(1, JOB["completions"] + 1)]


def test_the_job_repeats_only_what_a_second_try_mends_and_knows_no_secret() -> None:
    (container,) = JOB["template"]["spec"]["containers"]
    (codes,) = (rule["onExitCodes"] for rule in JOB["podFailurePolicy"]["rules"] if "onExitCodes" in rule)
    assert codes["containerName"] == container["name"]
    assert codes["values"] == [2, 3, 4, 7]
    assert (JOB["completionMode"], JOB["podReplacementPolicy"]) == ("Indexed", "Failed")
    assert JOB["template"]["spec"]["restartPolicy"] == "Never"
    assert container["envFrom"][0]["secretRef"]
    assert not [each for each in container["env"] if "SECRET" in each["name"] or "KEY" in each["name"]]


def test_a_slurm_array_has_a_task_for_each_shard(stub: dict[str, str], tmp_path: Path) -> None:
    (script,) = blocks(section(TEXT, "## Slurm"), "sh")
    first, last = map(int, re.findall(r"--array=(\d+)-(\d+)", script)[0])
    file = tmp_path / "job.sh"
    file.write_text(script.replace("cd /opt/corpus-crawler", f"cd {tmp_path}"), encoding="utf-8")
    shards = []
    for task in range(first, last + 1):
        numbered = {"SLURM_ARRAY_TASK_ID": str(task), "SLURM_ARRAY_TASK_COUNT": str(last - first + 1)}
        shards.append(said(["sh", str(file)], stub | numbered | {"SLURM_CPUS_PER_TASK": "2"}))
    assert shards == [Shard(number, last) for number in range(1, last + 1)]


def test_what_is_said_by_hand_is_an_argument() -> None:
    (by_hand,) = blocks(section(TEXT, "## A part of the publishers"), "sh")
    told = re.findall(r"-a shard=(\S+)", by_hand)
    assert [news_arguments({"shard": [each]}).shard for each in told] == [Shard(1, 8), Shard(2, 8)]


def test_the_plan_says_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    """For as long as the publishers are the listed ones and their delay is the set one."""
    assert plan([]) == 0
    printed = [line.split()[:7] for line in capsys.readouterr().out.splitlines()[4:]]
    table = rows(section(TEXT, "## What bounds it"))
    assert [cells[:4] for cells in table] == [[line[0], line[1], line[5], line[6]] for line in printed]
