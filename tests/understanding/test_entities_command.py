"""`corpus entities`: the gazetteer, its readings of a text, and names that it lacks."""

import builtins
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipelines.archive import open_store
from pipelines.cli import command_line
from pipelines.errors import ConfigurationError
from tests.archive import pages

MADE_UP = (
    "It is said that Orbita Labs has sold its shop to Quillbox, and that nobody who is at Orbita Labs knew."
    " The head of Orbita Labs, who is not known for what she says, left for TikTok and has not been seen."
)


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No archive but the one that a test names."""
    monkeypatch.setenv("ARCHIVE_URL", "no-archive-here")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, and a document that names somebody unknown."""
    folder = tmp_path_factory.mktemp("archive") / "archive"
    writer = pages.opened(open_store(str(folder)))
    writer.commit_seeds(pages.seeds())
    writer.commit([pages.document("a", MADE_UP)], pages.judge)
    writer.close()
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(), ["entities", *arguments])


def told(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_lists_what_a_word_is_found_in() -> None:
    everything = told()
    assert len(everything) > 280
    assert [each["id"] for each in told("支付宝")] == ["alipay"]
    [pay] = told("WECHAT PAY")
    assert (pay["type"], pay["name"], pay["name_zh"]) == ("PRODUCT", "WeChat Pay", "微信支付")
    assert "Weixin Pay" in pay["aliases"]["en"]
    assert pay["documents"] is None
    assert "wechat-pay  PRODUCT" in run("wechat pay").output


def test_counts_the_documents_that_name_an_entity(archive: Path) -> None:
    counts = {each["id"]: each["documents"] for each in told("--archive", str(archive))}
    assert counts["bytedance"] == 5
    assert counts["alipay"] == 0


def test_a_word_that_names_nobody() -> None:
    result = run("nobody of this name")
    assert result.exit_code == 8
    assert "`corpus entities` lists them all" in result.output


def test_explains_a_text() -> None:
    text = "TikTok has jitter, not network jitter, at Tencent."
    said = [
        (each["surface"], each["entity"], each["mention"], each["reason"]) for each in told("--explain", text)
    ]
    assert said == [
        ("TikTok", "tiktok", True, "alias"),
        ("jitter", "douyin", True, "context"),
        ("jitter", "douyin", False, "veto"),
        ("at", "at", False, "capitals"),
        ("Tencent", "tencent", True, "alias"),
    ]
    plain = run("--explain", text).output
    assert "vetoed by network jitter" in plain
    assert "near tencent, tiktok" in plain
    assert "and 1 in other capitals" in plain


def test_explains_a_file_and_a_document(archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("On Tencent Video\n", encoding="utf-8")
    inside = [each["inside"] for each in told("--explain", str(file)) if each["entity"] == "tencent"]
    assert inside == [[3, 16]]
    [reading] = [each for each in told("--explain", "4", "--archive", str(archive)) if each["mention"]]
    assert reading["entity"] == "tiktok"
    assert MADE_UP[reading["start"] : reading["end"]] == reading["surface"] == "TikTok"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--explain", " "), "the text is empty"),
        (("--explain", "99", "--archive", "HERE"), "there is no document 99; `corpus ls` lists"),
        (("--unlinked", "--file", "nothing.txt"), "nothing.txt: cannot be read"),
        (("--unlinked", "--archive", "no-archive-here"), "no-archive-here holds no archive"),
        (("--archive", "no-archive-here"), "no-archive-here holds no archive"),
    ],
)
def test_a_mistake_ends_in_one_sentence(archive: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(*(str(archive) if each == "HERE" else each for each in arguments))
    assert result.exception is not None
    assert said in str(result.exception)
    assert "\n" not in str(result.exception)


def test_shows_names_that_the_gazetteer_lacks(archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(MADE_UP, encoding="utf-8")
    [often, once] = told("--unlinked", "--file", str(file), "--least", "1")
    assert (often["name"], often["times"], often["texts"]) == ("Orbita Labs", 3, 1)
    assert (once["name"], once["times"], once["texts"]) == ("Quillbox", 1, 1)
    assert tomllib.loads(often["toml"])["orbita-labs"]["aliases"] == {"en": ["Orbita Labs"]}
    archived = run("--unlinked", "--archive", str(archive)).output
    assert "[orbita-labs]" in archived
    assert "[quillbox]" not in archived


def test_a_base_install_lists_and_says_what_the_rest_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    actual = builtins.__import__

    def lacking(name: str, *rest: Any) -> Any:
        if name == "pipelines.entities":
            raise ModuleNotFoundError("no tables", name="ahocorasick_rs")
        return actual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacking)
    assert told("alipay")
    result = run("--explain", "TikTok")
    assert isinstance(result.exception, ConfigurationError)
    assert "lacks ahocorasick_rs; install corpus-crawler[crawl]" in str(result.exception)
