"""The page of an archive in a browser: a full one, a hostile one, and those of nearly nothing."""

from pathlib import Path

import markdown
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from bench.varied.building import build
from pipelines.archive import Archive, open_store
from pipelines.cli import command_line
from pipelines.report.archive_card import size_category
from pipelines.report.archive_facts import archive_facts
from pipelines.report.archive_names import Names
from pipelines.report.archive_page import archive_page, card_file
from tests.archive.pages import document, judge, opened, rejection, seeds
from tests.browser.chromium import Chromium, needs_chromium
from tests.report.hostile_run import hostile_run

FROZEN = sorted((Path(__file__).parents[1] / "archives").glob("v*.*.0"))


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("varied")
    build(folder, 60)
    return folder


def report(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(["report"]), ["report", *arguments])


def test_a_page_says_what_the_facts_say(varied: Path) -> None:
    facts = archive_facts(Archive.open(str(varied)))
    names = Names({facts.coverage.publishers[0].publisher: "Harbour, the daily"}, {})
    page = archive_page(facts, names)
    for said in ("A corpus of 52 documents", "Harbour, the daily", "near_duplicate", "zh-Hant", facts.head):
        assert said in page
    assert archive_page(facts, names) == page


@pytest.mark.slow
@needs_chromium
def test_a_full_page_has_no_troubles(varied: Path, chromium: Chromium, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(archive_page(archive_facts(Archive.open(str(varied)))), encoding="utf-8")
    look = chromium.look(page)
    assert look.troubles == ()
    assert "A corpus of 52 documents" in look.text


@needs_chromium
def test_nothing_that_is_archived_acts(chromium: Chromium, tmp_path: Path) -> None:
    store, _ = hostile_run(tmp_path / "archive")
    facts = archive_facts(Archive.open(store))
    page, card = tmp_path / "report.html", tmp_path / "card.html"
    page.write_text(archive_page(facts), encoding="utf-8")
    # Whoever shows the card may let HTML through, and has no policy.
    shown = markdown.markdown(card_file(facts).partition("\n---\n")[2], extensions=["tables"])
    card.write_text(
        f'<!doctype html><html lang="en"><title>Card</title><main>{shown}</main>', encoding="utf-8"
    )
    assert chromium.look(page).troubles == ()
    acting = [each for each in chromium.look(card).troubles if not each.startswith(("too wide", "access"))]
    assert acting == []
    assert "<script" not in shown
    assert "<a " not in shown


def test_of_nearly_nothing_there_is_a_page(tmp_path: Path) -> None:
    undated = document("u")
    article = undated.article.model_copy(update={"published": None})
    for name, content in (
        ("turned away", [rejection("a")]),
        ("undated", [undated.model_copy(update={"article": article})]),
        ("one", [document("b")]),
    ):
        writer = opened(open_store(str(tmp_path / name)))
        writer.commit(content, judge)
        writer.close()
    writer = opened(open_store(str(tmp_path / "seeds")))
    writer.commit_seeds(seeds())
    writer.close()
    said = {
        folder.name: archive_page(archive_facts(Archive.open(str(folder)))) for folder in tmp_path.iterdir()
    }
    assert "There is nothing in this archive yet." in said["turned away"]
    assert "No document has a date." in said["undated"]
    assert "A corpus of 1 document<" in said["one"]
    assert "seeds, or imported texts" in said["seeds"]
    assert all("nan" not in page and "None" not in page for page in said.values())


@pytest.mark.parametrize("folder", FROZEN, ids=lambda folder: folder.name)
def test_archives_of_all_releases_have_a_page(folder: Path) -> None:
    facts = archive_facts(Archive.open(str(folder)))
    assert facts.documents.documents > 0
    assert "</html>" in archive_page(facts)
    assert card_file(facts).startswith("---\npretty_name:")


def test_the_card_begins_as_cards_of_data_sets_do(varied: Path) -> None:
    facts = archive_facts(Archive.open(str(varied)))
    card = card_file(facts)
    head = YAML(typ="safe").load(card.split("---\n")[1])
    assert head["size_categories"] == ["n<1K"]
    assert {"en", "zh"} <= {*head["language"]}
    assert {"zh-Hans", "zh-Hant"} <= {*head["language_bcp47"]}
    assert [size_category(n) for n in (999, 1000, 99_999, 10**12)] == [
        "n<1K",
        "1K<n<10K",
        "10K<n<100K",
        "n>1T",
    ]
    for heading in ("What it is made of", "Sources", "Rights and reservations", "Known gaps"):
        assert f"\n## {heading}\n" in card
    assert "To cite the corpus, give its name, its number of documents (52) and this head." in card


def test_a_day_is_no_span(varied: Path) -> None:
    facts = archive_facts(Archive.open(str(varied)))
    day = facts.documents.collected_first
    longer = facts.documents.model_copy(update={"collected_last": "2039-01-31"})
    spanning = facts.model_copy(update={"documents": longer})
    assert f"Fetched on {day}, in " in card_file(facts)
    assert f"collected {day}." in archive_page(facts)
    assert f"Fetched from {day} to 2039-01-31, in " in card_file(spanning)
    assert f"collected {day} to 2039-01-31." in archive_page(spanning)


def test_the_command_writes_prints_and_spares(
    varied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    at = ("--archive", str(varied))
    assert report(*at).exit_code == 0
    page = Path("report.html").read_bytes()
    assert report(*at).exit_code == 0
    assert Path("report.html").read_bytes() == page
    assert report(*at, "-o", "-").stdout.encode() == page
    Path("notes.html").write_text("mine", encoding="utf-8")
    refused = report(*at, "-o", "notes.html")
    assert "notes.html is no earlier report" in str(refused.exception)
    assert Path("notes.html").read_text(encoding="utf-8") == "mine"
    assert report(*at, "--card", "CARD.md", "--json").stdout.startswith('{"archive":')
    assert Path("CARD.md").read_text(encoding="utf-8").startswith("---\n")
    assert "notes.html is no earlier report" in str(report(*at, "--card", "notes.html").exception)
    assert {path.name for path in Path().iterdir()} == {"report.html", "notes.html", "CARD.md"}
    assert "only one of" in str(report(*at, "-o", "-", "--json").exception)


def test_the_command_reports_one_run(varied: Path, tmp_path: Path) -> None:
    at = ("--archive", str(varied))
    page = tmp_path / "run.html"
    assert report(*at, "--run", "newest", "-o", str(page)).exit_code == 0
    assert "0000night" in page.read_text(encoding="utf-8")
    assert report(*at, "--run", "0000night", "-o", "-").stdout == page.read_text(encoding="utf-8")
    assert '"run":"0000night"' in report(*at, "--run", "0000night", "--json").stdout
    assert report(*at, "--run", "nobody").exit_code == 8
    assert "of the whole archive" in str(report(*at, "--run", "newest", "--card", "c.md").exception)
