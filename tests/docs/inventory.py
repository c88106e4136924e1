"""Every fenced block of the project's pages, and what holds it: a test that runs it, or why none can.

Blocks for the shell and transcripts need no line here as long as all that they call is ours: their commands
are held against the programs, and those of `corpus` are run. TOML and YAML are read by what reads them
(test_blocks.py, test_transcripts.py). Everything else has a line.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tests.docs.markdown import ROOT, Block, all_blocks, page
from tests.docs.shell import OURS, SHELLS, commands_of

PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "seeds/README.md")
HISTORY = "docs/decisions/"
"""Notes of what was thought when it was written; nobody types what stands in them."""


class Place(NamedTuple):
    """A block is found by its page and its first line."""

    page: str
    first: str


WHOLE_PAGES: Mapping[str, str] = {
    "docs/reading.md": "tests/docs/test_reading.py::test_every_example_is_run",
    "docs/export.md": "tests/export/test_docs.py::test_every_query_finds_what_it_speaks_of",
}
"""The pages all of whose blocks a test of their own runs."""

RUN_BY: Mapping[Place, str] = {
    Place(
        "README.md", "Turned away 30, failed 2:"
    ): "tests/docs/test_transcripts.py::test_the_demo_tells_this",
    Place(
        "README.md", "from pathlib import Path"
    ): "tests/docs/test_readme.py::test_readme_reads_its_archive",
    Place(
        "docs/cluster.md", "#!/bin/sh"
    ): "tests/docs/test_cluster.py::test_a_slurm_array_has_a_task_for_each_shard",
    Place("docs/cron.md", "CORPUS_CONTACT=crawl@example.org"): (
        "tests/docs/test_cron.py::test_crontab_line_crawls_under_its_lock"
    ),
    Place("docs/cron.md", "[Unit]"): "tests/docs/test_cron.py::test_systemd_units",
    Place("docs/scale.md", "import duckdb"): "tests/docs/test_scale.py::test_all_shards_are_read_as_one",
}

SHOWN: Mapping[Place, str] = {
    Place("docs/history.md", "publisher  months              listed  looked at  held  to fetch them"): (
        "an example of an invented publisher; its form is that of tests/pipeline/test_gaps.py"
    ),
    Place("docs/how-to/own-seeds.md", "# papers.txt"): "a file of the reader's own; tests/begin makes such",
}
"""What is to be read and not to be typed."""

PROGRAMS: Mapping[str, str] = {
    "apt-get": "installs",
    "cat": "everybody's",
    "cd": "the shell's",
    "docker": "needs a Docker daemon; tests/deployment holds the compose file",
    "export": "the shell's",
    "head": "everybody's",
    "jq": "everybody's; tests/docs/test_reading.py runs what is asked of it",
    "ls": "everybody's",
    "notify": "the reader's own",
    "openssl": "makes a secret",
    "pip": "installs",
    "ray": "starts machines; tests/cluster does",
    "source": "the shell's",
}
"""Of others, and why the tests of the pages do not start them."""


def blocks_of_pages() -> list[tuple[str, Block]]:
    docs = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
    names = [*PAGES, *(name for name in docs if not name.startswith(HISTORY))]
    return [(name, block) for name in names for block in all_blocks(page(name))]


def place_of(name: str, block: Block) -> Place:
    return Place(name, block.code.split("\n")[0])


def holds_itself(block: Block) -> bool:
    """Whether test_blocks.py takes all of it, whatever stands in it."""
    if block.language in {"toml", "yaml", "json"}:
        return True
    said = list(commands_of(block))
    typed = block.language in SHELLS or any(line.startswith("$ ") for line in block.code.splitlines())
    return typed and all(each.program in OURS or each.program in PROGRAMS for each in said)
