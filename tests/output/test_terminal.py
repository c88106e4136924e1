"""What a terminal makes of the commands: its width, its colours, its completion; a pipe is none."""

import re
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawler.checking.report import show_table
from pipelines.cli import _command_line, command_line
from pipelines.commands import output, progress
from pipelines.commands.completing import _words
from pipelines.commands.gaps import _show
from pipelines.commands.output import cut, painted, table, width_of
from pipelines.commands.wrapping import Run, wrapped
from pipelines.config import colours_of_process, words_to_complete
from pipelines.errors import CorpusError
from pipelines.gaps import Gap
from tests.crawl.crawling import ROOT
from tests.docs.asked import fill
from tests.output.hostile_web import TITLES

HEAD = ("no.", "published", "language", "headline")
ROWS = [
    ("004", "2020-11-03", "zh-Hans", "一分钱的白菜卖到林登塔尔" * 4),
    ("005", "-", "en", "A cabbage for a penny"),
]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output of this process as if it were a terminal of `COLUMNS`."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
@pytest.mark.usefixtures("screen")
def test_a_table_fits_its_screen(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "screen_columns", lambda: columns)
    table(HEAD, ROWS, give_way=(2, 1))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(width_of, lines)) <= columns
    assert all("cabbage" in line or columns < 24 for line in lines[2:])
    assert ("language" in lines[0]) == (columns >= 60)


def test_a_listing_is_told_whole(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    url = "https://daily.example/sections/vegetables/feed.xml"
    show_table(
        "daily",
        ("requests", "archived", "last new", "listing"),
        [("1", "0", "2026-11-26", url)],
        give_way=(0,),
    )
    title, head, *rows = capsys.readouterr().out.splitlines()
    assert (title.strip(), head.split()) == ("daily", ["archived", "last", "new", "listing"])
    assert "".join(row[22:].strip() for row in rows) == url


def test_no_command_to_copy_is_cut(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    _show([Gap("daily", "2020-10", "2020-12", 9, 4, 2)])
    told = capsys.readouterr().out
    assert "scrapy crawl history -a publishers=" in told
    assert max(map(width_of, told.splitlines())) < 80


def test_on_a_pipe_nothing_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    table(HEAD, ROWS, give_way=(2, 1))
    head, chinese, _ = capsys.readouterr().out.splitlines()
    assert head == "no.  published   language  headline"
    assert chinese.endswith(ROWS[0][-1])
    assert "\x1b" not in head


def test_widths() -> None:
    assert width_of("一分钱 abc") == 10
    assert width_of("e\u0301tude") == 5
    assert cut("一分钱的白菜", 7) == "一分钱…"
    assert cut("一分钱的白菜", 6) == "一分…"


def test_a_passage_is_cut_between_words() -> None:
    pieces = [
        Run("a pound of ", False),
        Run("cabbage", True),
        Run(" 一分钱的白菜 and antidisestablishment", False),
    ]
    lines = [*wrapped(pieces, 12)]
    assert ["".join(run.text for run in line).rstrip() for line in lines] == [
        "a pound of",
        "cabbage 一分",
        "钱的白菜 and",
        "antidisestablishment",
    ]
    assert [run.text for line in lines for run in line if run.is_hit] == ["cabbage"]
    assert [*wrapped(pieces, None)] == [pieces]


@pytest.mark.parametrize(
    ("environment", "wish"),
    [
        ({}, None),
        ({"NO_COLOR": ""}, None),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, None),
    ],
)
def test_who_wants_colours(environment: dict[str, str], wish: bool | None) -> None:
    assert colours_of_process(environment) is wish


def test_no_colour_of_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert painted("a\x1b[32mb", "red") == "\x1b[31ma\N{REPLACEMENT CHARACTER}[32mb\x1b[0m"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"COMP_WORDS": "corpus ls --pub"}, ["ls", "--pub"]),
        ({"COMP_WORDS": "corpus ls "}, ["ls", ""]),
        ({"_TYPER_COMPLETE_ARGS": "corpus sh"}, ["sh"]),
        ({}, []),
    ],
)
def test_what_a_shell_wants_completed(line: dict[str, str], words: list[str]) -> None:
    assert words_to_complete(line) is None
    assert words_to_complete({"_CORPUS_COMPLETE": "complete_bash", **line}) == words


def completed(line: str, archive: Path) -> list[str]:
    """What bash would offer."""
    asked = {"_CORPUS_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**_environment(archive), **asked}.items():
            patch.setenv(name, value)
        done = CliRunner().invoke(_command_line(), [], prog_name="corpus", catch_exceptions=False)
    return done.stdout.split()


def _environment(archive: Path) -> dict[str, str]:
    return {
        "ARCHIVE_URL": str(archive),
        "CORPUS_CONFIG": str(ROOT / "pipelines.toml"),
        "XDG_CACHE_HOME": str(archive.parent / "cache"),
    }


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With one search behind it, so that there is a lookup database."""
    folder = tmp_path_factory.mktemp("terminal") / "archive"
    fill(folder)
    found = said(folder, "search", "cabbage")
    assert "A cabbage for a penny" in found
    return folder


def said(archive: Path, *arguments: str, code: int = 0) -> str:
    """Output and errors of a command in this process."""
    runner, app = CliRunner(), command_line(arguments[:1])
    done = runner.invoke(app, arguments, env=_environment(archive))
    if isinstance(done.exception, CorpusError):
        assert code == done.exception.exit_code
        return str(done.exception)
    assert done.exit_code == code, done.output
    return done.output


def test_completion(archive: Path) -> None:
    assert completed("corpus s", archive) == ["show", "search", "status"]
    assert completed("corpus ls --entity pind", archive) == ["pinduoduo"]
    assert completed("corpus ls --publisher thev", archive) == ["theverge"]
    assert completed("corpus diff --language zh-", archive) == ["zh-Hans", "zh-Hant"]
    assert completed("corpus show 00", archive)[:3] == ["007", "006", "005"]
    assert completed("corpus show 5", archive) == ["5"]
    assert completed("corpus show 5", archive.parent / "nothing") == []


def test_what_is_completed_is_no_program() -> None:
    for title in [*TITLES.values(), "\\$(touch x)`y`;z"]:
        assert re.fullmatch(r"[\w ]*", _words(title))


def test_an_entity_by_any_name(archive: Path) -> None:
    numbers = {
        name: re.findall(r"^\d{3}", said(archive, "ls", "--entity", name), re.MULTILINE)
        for name in ("pinduoduo", "拼多多", "Pin Duo Duo", "PINDUODUO", "pinduoduo ")
    }
    assert numbers["pinduoduo"] == ["004", "005", "006", "007"]
    assert len(set(map(tuple, numbers.values()))) == 1, numbers
    assert "near are pinduoduo" in said(archive, "ls", "--entity", "pinduodo", code=8)
    assert "`corpus entities` lists them all" in said(archive, "ls", "--entity", "cabbagery", code=8)


def test_nothing_matches(archive: Path) -> None:
    assert "nothing matches\n" in said(archive, "ls", "--language", "fr")
    assert "nothing of dayly; it has some of daily" in said(archive, "ls", "--publisher", "dayly")
    assert "nothing is found by zucchini" in said(archive, "search", "zucchini")


@pytest.mark.parametrize("command", ["show", "why", "copies", "revisions"])
def test_a_document_by_any_name(archive: Path, command: str) -> None:
    number = said(archive, command, "7")
    (file,) = archive.glob("007_*.txt")
    assert said(archive, command, file.name) == number
    if command != "why":
        assert said(archive, command, "https://daily.example/vegetables?utm_source=x") == number
    assert "a URL with its https://" in said(archive, command, "vegetables", code=2)
    assert "there is no document 099" in said(archive, command, "99", code=8)


def test_points_in_the_life_of_an_archive(archive: Path) -> None:
    whole = said(archive, "diff", "0")
    assert "8 new" not in whole
    assert re.search(r"^7 new, 1 revised$", whole, re.MULTILINE)
    assert re.search(r"^3 new$", said(archive, "diff", "1", "1"), re.MULTILINE)
    assert re.search(r"^1 revised$", said(archive, "diff", "2"), re.MULTILINE)
    head = re.search(r'"from": "([0-9a-f]{64})"', said(archive, "diff", "2", "--json"))
    assert head is not None
    assert re.search(r"^1 revised$", said(archive, "diff", head[1][:8]), re.MULTILINE)
    assert re.search(r"^3 new$", said(archive, "diff", "1", head[1]), re.MULTILINE)
    for since in ("today", "yesterday", "2h", "3f9a1c02", "2026-01-01T00:00Z"):
        assert "1 revised" in said(archive, "diff", since)
    assert "nothing was committed" in said(archive, "diff", "2000-01", "2000-01")
    for wrong in ("tomorrow", "2020-13-01", "99999999999", "ffffffffff", "2026-01-01T99:00"):
        assert "is no point in the life of" in said(archive, "diff", wrong, code=2)
    assert "lies after" in said(archive, "diff", "2", "0", code=2)


@pytest.mark.parametrize("total", [3, None])
@pytest.mark.parametrize("takes_long", [True, False])
def test_a_bar_comes_only_when_a_moment_is_over(
    total: int | None,
    takes_long: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr(progress, "_MOMENT_S", 0.0 if takes_long else 60.0)
    shown = threading.Event()
    monkeypatch.setattr(progress, "_drawn", partial(_told, shown, progress._drawn))
    with progress.progress("counting sheep", total) as done:
        done(1)
        if takes_long:
            assert shown.wait(60)
        done(2)
    assert capsys.readouterr().out == ""
    assert shown.is_set() == takes_long


def _told(shown: threading.Event, drawn: Callable[..., object], *, is_known: bool) -> object:
    bar = drawn(is_known=is_known)
    shown.set()
    return bar
