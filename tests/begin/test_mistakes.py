"""What `corpus init` says to a mistake: one sentence with what, where and what to do; and nothing is left."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import command_line
from pipelines.errors import ConfigurationError

INIT = command_line(["init"])
BEES = (
    "Bees and varroa, varroa and bees. A colony with varroa needs a beekeeper, and the beekeeper a colony.\n"
)
MANY = {f"{name}.txt": f"{BEES}The {name} hive of the beekeeper.\n" for name in ("first", "second", "third")}

Texts = dict[str, str | bytes]


def begin(tmp_path: Path, texts: Texts, pages: str = "https://daily.example/\n", folder: str = "new") -> str:
    """What is printed."""
    (tmp_path / "texts").mkdir(exist_ok=True)
    for name, text in texts.items():
        (tmp_path / "texts" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "pages.txt").write_text(pages, encoding="utf-8")
    arguments = ["--texts", str(tmp_path / "texts"), "--publishers", str(tmp_path / "pages.txt")]
    done = CliRunner().invoke(INIT, ["init", str(tmp_path / folder), *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({}, "no .txt, .md or .html file; put the texts there, one a file"),
        ({"notes.pdf": "%PDF"}, "no .txt, .md or .html file"),
        ({"a.txt": " \n\n"}, "a.txt: the text is empty; take it out of the folder"),
        ({"a.md": "---\ntitle: ''\n---\n"}, "a.md: the text is empty"),
        ({"a.txt": b"PK\x03\x04\x00\xff"}, "a.txt is no text; convert it, or take it out"),
        ({"a.txt": b"\x00\x00"}, "a.txt is no text"),
        ({"a.txt": "Bienenkönigin".encode("latin-1")}, "a.txt is not UTF-8 at byte 7; convert it"),
        ({"a.txt": BEES, "b.txt": f"{BEES}\n"}, "a.txt and b.txt are the same text; take one of them out"),
        ({"a.html": "<html><body></body></html>"}, "a.html: no article can be read in it"),
        ({"a.txt": "So it goes, and there it is."}, "the texts share no word that tells their subject"),
    ],
)
def test_texts(tmp_path: Path, texts: Texts, said: str) -> None:
    assert said in refused(tmp_path, lambda: begin(tmp_path, texts))


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ("", "no address in it; write one home page a line"),
        ("# nothing\n\n", "no address in it"),
        (
            "https://a.example/\ndaily.example\n",
            "line 2: no address in 'daily.example'; write it with its scheme",
        ),
        ("ftp://daily.example/", "line 1: 'ftp://daily.example/' is not an absolute http or https URL"),
        ("https://a.example/ https://b.example/", "line 1: more than one address"),
        ("https://a.example/\nA https://www.a.example/x\n", "line 2: a.example stands in line 1 already"),
        ("https://me:secret@a.example/", "line 1: the address holds"),
    ],
)
def test_home_pages(tmp_path: Path, pages: str, said: str) -> None:
    assert said in refused(tmp_path, lambda: begin(tmp_path, dict(MANY), pages))


def test_a_folder_with_something_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="new is not empty; name a folder that is empty"):
        begin(tmp_path, dict(MANY))
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["thesis.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="new is a file"):
        begin(tmp_path, dict(MANY))


def test_an_empty_folder_stays_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    before = (tmp_path / "new").stat().st_ino
    begin(tmp_path, dict(MANY))
    assert (tmp_path / "new").stat().st_ino == before
    assert (tmp_path / "new" / "scrapy.cfg").is_file()


def test_few_texts_are_said_to_be_few(tmp_path: Path) -> None:
    told = begin(tmp_path, dict(MANY))
    assert "few texts tell little of a subject (3 here)" in told


def test_a_text_about_something_else_is_named(tmp_path: Path) -> None:
    told = begin(
        tmp_path, {**MANY, "tram.txt": "The tram ran late, and the depot was dark, and it rained.\n"}
    )
    assert "0.00  tram.txt: is it about the same as the others?" in told
    assert told.count("is it about the same") == 1


def test_other_files_are_passed_over_and_named(tmp_path: Path) -> None:
    told = begin(tmp_path, {**MANY, "scan.pdf": b"%PDF", ".hidden": "x"})
    assert "passed over, for they are no .txt, .md or .html: scan.pdf\n" in told


def test_hostile_names_do_nothing_to_a_terminal(tmp_path: Path) -> None:
    told = begin(tmp_path, {**MANY, "\x1b[31mred.txt": "The tram ran late, and it rained."})
    assert "\x1b" not in told


def refused(tmp_path: Path, attempt: Callable[[], object]) -> str:
    """The sentence; neither the folder nor anything beside it is there."""
    with pytest.raises(ConfigurationError) as error:
        attempt()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages.txt", "texts"]
    return str(error.value)
