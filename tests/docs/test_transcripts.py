"""What the pages tell people to type to `corpus` runs on the demo's archive, and says what they show."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo.__main__ import _tell_turned_away
from pipelines.archive import Archive, list_runs, read_run
from pipelines.cli import command_line
from pipelines.errors import ExitCode
from tests.crawl.finished import finished_crawl
from tests.docs.desk import TEXT, desk
from tests.docs.inventory import WHOLE_PAGES, blocks_of_pages
from tests.docs.markdown import Block, blocks, page
from tests.docs.shell import Said, commands_of

NOT_HERE: Mapping[str, str] = {
    "cluster": "starts machines: tests/cluster does",
    "copy": "into a bucket: tests/moving copies between all kinds of stores",
    "init": "makes a project: tests/begin does",
    "replay": "starts workers: tests/replay/test_command.py does",
    "browse": "serves until it is ended: tests/browse",
}
"""Commands that are only held against the program's own reading of them, and why."""

FINE = {ExitCode.DONE, ExitCode.LOOK, ExitCode.NO_RUN}
_OF_NO_ARCHIVE = {"try", "entities"}
_NUMBERED = re.compile(r"^corpus (show|copies|judge|remove|diff)\b")

Typed = dict[str, list[tuple[Block, Said]]]


def _typed() -> Typed:
    """By page what it gives to `corpus`, in order; what an earlier page has typed too, once."""
    found, met = Typed(), set[Said]()
    for name, block in blocks_of_pages():
        for said in commands_of(block) if name not in WHOLE_PAGES else ():
            if said.program == "corpus" and said.words[1] not in NOT_HERE:
                if said not in met or block.language == "":
                    found.setdefault(name, []).append((block, said))
                met.add(said)
    return found


TYPED = _typed()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished_crawl(tmp_path_factory)[0]


@pytest.mark.parametrize("name", TYPED)
def test_all_that_a_page_has_typed_runs(name: str, archive: Path, tmp_path: Path) -> None:
    with desk(tmp_path, archive):
        for block, said in TYPED[name]:
            done = CliRunner().invoke(command_line([said.words[1]]), said.words[1:], catch_exceptions=False)
            assert done.exit_code in FINE, (said, done.output)
            if block.language == "" and not _NUMBERED.match(" ".join(said.words)):
                read = _words if said.words[1] in _OF_NO_ARCHIVE else _lines
                assert read(_shown(block, said)) - read(done.output) == set(), done.output


def test_the_text_of_the_explanation_is_the_one_that_is_judged() -> None:
    assert f"$ cat page.txt\n{TEXT}$ corpus try" in page("docs/explain/relevance.md")


def test_the_demo_tells_this(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = Archive.open(str(archive))
    _tell_turned_away(opened, read_run(opened.store, list(list_runs(opened.store))[-1]))
    told = capsys.readouterr().out
    (block,) = (each for each in blocks(page("README.md"), "") if each.startswith("Turned away"))
    # Which page of several is the example differs from one archive to the next.
    counts, shown = (_lines(re.sub(r" +such as .*", "", text)) for text in (told, block))
    assert shown - counts == set()


def _shown(block: Block, said: Said) -> str:
    """What the block shows behind a command, to the next one."""
    parts = re.split(r"^\$ (.*)$", block.code, flags=re.MULTILINE)
    typed = [next(commands_of(Block("sh", line))) for line in parts[1::2]]
    return parts[2::2][typed.index(said)]


def _words(text: str) -> set[str]:
    """The lines, however wide their columns are."""
    return {" ".join(line.split()) for line in text.splitlines()} - {"…", ""}


def _lines(text: str) -> set[str]:
    """Without what differs from one archive to the next: numbers, digests, moments, widths of columns."""
    return _words(re.sub(r"\b(?=\w*\d)[0-9a-f]{6,}\b…?|\d+", "0", text))
