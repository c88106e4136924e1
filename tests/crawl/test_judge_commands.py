"""`corpus judge` and `corpus rejudge` on what a crawl left."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from demo.site.server import DemoSite
from pipelines.archive import (
    Archive,
    ArchiveWriter,
    Entry,
    Known,
    RejectionRow,
    newest_model,
    open_store,
    put_judgement,
    put_model,
    verify,
)
from pipelines.cli import command_line
from pipelines.document import Evidence, Outcome, Rejection, Relevance
from pipelines.errors import ConfigurationError, CorpusError
from pipelines.judging.judge_model import JudgeModel
from pipelines.urls import keys_of
from tests.archive.pages import document, judge, rejection, seeds
from tests.crawl.crawling import ROOT, corpus, crawl, environment
from tests.understanding.test_judge_model import judge_model
from tests.understanding.test_learning import without_jd


def said(*arguments: str, archive: Path) -> Result:
    """One command in this process."""
    return CliRunner().invoke(command_line(), [*arguments, "--archive", str(archive)])


def keyed(outcome: Outcome, known: Known) -> Entry:
    """Under URL keys, as in a crawl."""
    entry = judge(outcome, known)
    return replace(entry, keys=keys_of(*entry.keys))


def present_base(archive: Path) -> str:
    from pipelines.commands.rejudging import present_judge
    from pipelines.config import load_config

    return present_judge(load_config(ROOT / "demo" / "pipelines.toml"), open_store(str(archive))).base


def turned_away(name: str, weight: float, model: str | None) -> Rejection:
    evidence = (Evidence(kind="entity", name="jd", count=1, weight=weight),)
    score = round(1 - 2**-weight, 4)
    relevance = Relevance(score=score, threshold=0.5, related=False, evidence=evidence, model=model)
    given = {"reason": "not_related", "headline": f"Headline of {name}", "relevance": relevance}
    return rejection(name).model_copy(update=given if model else {"reason": "not_related"})


def unread(name: str, most: float, model: str) -> Rejection:
    """Turned away at a look: its score is the highest that it could have had."""
    relevance = Relevance(score=most, threshold=0.5, related=False, evidence=(), model=model)
    given = {"stage": "glimpse", "reason": "not_related", "relevance": relevance}
    return rejection(name).model_copy(update=given)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seeds, a document, and pages turned away: by this judge, by another, by an old release, unread."""
    folder = tmp_path_factory.mktemp("made") / "archive"
    writer = ArchiveWriter.open(open_store(str(folder)), run="r1", software="test 1")
    writer.commit_seeds(seeds())
    base = present_base(folder)
    kept = document("kept")
    evidence = (Evidence(kind="entity", name="bytedance", count=1, weight=1.7),)
    judged = kept.relevance.model_copy(update={"model": base, "evidence": evidence})
    kept = kept.model_copy(update={"relevance": judged})
    pages: list[Outcome] = [
        kept,
        turned_away("near", 0.9, base),
        turned_away("far", 0.1, base),
        turned_away("other", 0.9, "seeds 1 00000000"),
        turned_away("old", 0.9, None),
        unread("unread", 0.45, base),
    ]
    writer.commit(pages, keyed)
    writer.close()
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    """One of its own."""
    return shutil.copytree(made, tmp_path / "archive")


def test_marks_are_made_listed_replaced_and_withdrawn(archive: Path) -> None:
    assert (
        "004, Headline of kept: marked as rightly archived"
        in said("judge", "4", "right", archive=archive).output
    )
    told = said(
        "judge", "http://news.test/near", "wrong", "--note", "cloud", "--by", "Ann", archive=archive
    ).output
    assert told == "http://news.test/near, Headline of near: marked as wrongly rejected\n"
    assert "nothing is learned" in said("judge", "http://news.test/old", "wrong", archive=archive).output
    said("judge", "http://news.test/r/kept", "wrong", archive=archive)
    said("judge", "http://news.test/old", "withdraw", archive=archive)
    listed = [json.loads(line) for line in said("judge", "--json", archive=archive).output.splitlines()]
    assert [(mark["url"], mark["verdict"], mark["by"]) for mark in listed] == [
        ("http://news.test/near", "wrong", "Ann"),
        ("http://news.test/kept", "wrong", None),
    ]
    assert "2 marks: 1 pages belong, 1 do not" in said("judge", archive=archive).output
    assert verify(open_store(str(archive))).clean


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("99", "right"), 8),
        (("http://news.test/never", "right"), 8),
        (("4", "withdraw"), 8),
    ],
)
def test_what_is_not_there_cannot_be_marked(archive: Path, arguments: tuple[str, ...], code: int) -> None:
    result = said("judge", *arguments, archive=archive)
    assert result.exit_code == code
    assert result.output.startswith("error: ")


@pytest.mark.parametrize(
    "arguments", [("4",), ("4", "good"), ("nonsense", "right"), ("--note", "x"), ("--learn",)]
)
def test_mistakes_end_in_a_sentence(archive: Path, arguments: tuple[str, ...]) -> None:
    result = said("judge", *arguments, archive=archive)
    assert isinstance(result.exception, ConfigurationError)


def rejudged(archive: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("CORPUS_CONFIG", str(ROOT / "demo" / "pipelines.toml"))
    lines = said("rejudge", "--json", archive=archive).output.splitlines()
    return {row["url"].rpartition("/")[2]: row["change"] for row in map(json.loads, lines)}


def test_what_another_judge_would_change(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unsure = dict.fromkeys(("other", "old"), "only the page can tell")
    assert rejudged(archive, monkeypatch) == unsure
    store = open_store(str(archive))
    generous = judge_model(intercept=0.5, formula=1.0)
    put_model(store, 3, generous.model_dump_json(indent=2).encode())
    unsure["unread"] = "only the page can tell"
    assert rejudged(archive, monkeypatch) == unsure | {"near": "would be kept"}
    strict = judge_model(intercept=-1.5, formula=1.0).model_copy(update={"number": 4})
    put_model(store, 4, strict.model_dump_json(indent=2).encode())
    assert rejudged(archive, monkeypatch) == unsure | {"kept": "would be rejected"}
    told = said("rejudge", archive=archive).output
    assert "5 rejections: 0 would be kept, of 3 only the page can tell" in told
    assert "1 documents: 1 would be rejected; they stay" in told


def test_a_page_archived_since_is_not_judged_again(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = ArchiveWriter.open(open_store(str(archive)), run="r2", software="test 1")
    writer.commit([document("other")], keyed)
    writer.close()
    assert "other" not in rejudged(archive, monkeypatch)


def test_a_model_that_cannot_be_read_is_said(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_model(open_store(str(archive)), 1, b'{\n  "format_version": 2\n}')
    monkeypatch.setenv("CORPUS_CONFIG", str(ROOT / "demo" / "pipelines.toml"))
    result = said("rejudge", archive=archive)
    assert isinstance(result.exception, CorpusError)
    assert "later release" in str(result.exception)


def test_why_shows_what_the_score_of_a_rejection_is_made_of(archive: Path) -> None:
    told = said("why", "http://news.test/near", archive=archive).output
    assert "Headline of near: 0.464 by seeds 1 " in told
    assert "+0.90  entity  jd (×1)" in told


@pytest.mark.slow
def test_what_is_learned_is_kept_and_told(archive: Path) -> None:
    store = open_store(str(archive))
    for mark in without_jd(45):
        put_judgement(store, mark)
    told = json.loads(said("judge", "--learn", "--json", archive=archive).output)
    number, plain = newest_model(store)
    assert plain is not None
    model = JudgeModel.model_validate_json(plain)
    assert (number, model.number, told["model"], told["marks"]) == (1, 1, model.name, 45)
    assert model.base == "seeds 1 01234567"
    assert told["learned"]["mistakes"] < told["formula"]["mistakes"]
    assert "the next crawl uses `marks 2 " in said("judge", "--learn", archive=archive).output
    assert verify(store).clean


@pytest.mark.slow
def test_apply_fetches_and_archives_what_would_be_kept(
    site: DemoSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from demo.site.truth import truth

    archive, url = tmp_path / "archive", next(u for u, page in truth().items() if page.outcome == "archived")
    strict = tmp_path / "strict.toml"
    config = (ROOT / "demo" / "pipelines.toml").read_text(encoding="utf-8")
    config = config.replace('"../', f'"{ROOT}/').replace('"publishers', f'"{ROOT}/demo/publishers')
    strict.write_text(f"{config}\n[relevance]\nthreshold = 1.0\nread_all = true\n", encoding="utf-8")
    crawl(site.proxy, archive, "-a", f"url={url}", spider="page", extra={"CORPUS_CONFIG": str(strict)})
    turned = [row for row in Archive.open(str(archive)).rejections() if isinstance(row, RejectionRow)]
    assert [(row.reason, bool(row.evidence), bool(row.headline)) for row in turned] == [
        ("not_related", True, True)
    ]
    for name, value in environment(site.proxy, str(archive)).items():
        monkeypatch.setenv(name, value)
    result = corpus("rejudge", "--apply", archive=archive)
    assert result.code == 0, result.output
    assert "1 of 1 pages are archived now" in result.output
    kept = [row for row in Archive.open(str(archive)).rows() if row.url is not None]
    assert len(kept) == 1
    assert corpus("rejudge", archive=archive).output.count("would be kept") == 1


@pytest.mark.slow
def test_a_crawl_judges_by_the_newest_model_and_says_so(site: DemoSite, tmp_path: Path) -> None:
    from demo.site.truth import truth

    archive, url = tmp_path / "archive", next(u for u, page in truth().items() if page.outcome == "archived")
    never = judge_model(intercept=-9.0)
    put_model(open_store(str(archive)), 3, never.model_dump_json(indent=2).encode())
    crawl(site.proxy, archive, "-a", f"url={url}", spider="page")
    (row,) = Archive.open(str(archive)).rejections()
    assert (row.reason, row.relevance) == ("not_related", 0.0001)
    assert str(row.model).startswith(f"{never.name} on seeds 1 ")
    assert verify(open_store(str(archive))).clean
