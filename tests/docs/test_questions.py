"""Each question of docs/questions.md has an answer: its command is run as it stands there."""

import json
import shlex
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import command_line
from tests.docs.asked import fill
from tests.docs.markdown import ROOT, page, rows, section

TEXT = page("docs/questions.md")
_HEADINGS = [line for line in TEXT.splitlines() if line.startswith("## ")]
QUESTIONS = [(cells[0], cells[1].strip("`")) for each in _HEADINGS for cells in rows(section(TEXT, each))]

# Of each question what its answer has to say, and its exit code where that is not 0.
ANSWERS: dict[str, tuple[list[str], int]] = {
    "Did the night go well?": (["look: lanqiao has brought nothing new"], 9),
    "Which publisher went silent?": (["lanqiao    2026-11-01", "daily      2026-11-22"], 9),
    "What is new since yesterday?": (["new      004", "revised  007", "near_duplicate 1"], 0),
    "What did the newest run bring?": (["new      004  2020-11-03", "pinduoduo* +4"], 0),
    "What does it cost?": (["7:05", "2.5 MB", "8 requests"], 0),
    "What is still missing?": (["daily"], 0),
    "Why is this in?": (["archived as 004", "relevance    0.70", "bytedance"], 0),
    "Why is that not?": (["rejected at relevance because not_related: score 0.100"], 0),
    "What failed, and can it be had yet?": (["http://news.test/broken", "deadline"], 0),
    "I do not agree": (["marked as wrongly archived"], 0),
    "Which rejected pages would be kept by the rules of today?": (["1"], 0),
    "What do we have on Pinduoduo in 2020?": (["004", "005", "006", "007"], 0),
    "Which documents name both Pinduoduo and Alibaba?": (["004", "007"], 0),
    "Who wrote of community group buying?": (["004  A cabbage for a penny", "3 documents"], 0),
    "Where does exactly this stand?": (["007  A cabbage for a penny", "a pound of cabbage costs"], 0),
    "What do the Chinese texts say of it?": (["005  一分钱的白菜", "社区团购越来越热", "1 document\n"], 0),
    "Let me read it": (["revised as   007", "Pinduoduo calls it community group buying"], 0),
    "What changed in this article?": (["004 → 007: 1 passage altered", "[-follows-]{+hesitates+}"], 0),
    "Is it still there, under the same headline?": (["{+hesitates+}"], 0),
    "Who copied it, and who was first?": (["https://mirror.example/cabbage", "no: near_duplicate"], 0),
    "What is new on Pinduoduo this week?": (["new      005", "names       pinduoduo* +4"], 0),
    "Give me all Chinese texts as Parquet": (["chinese.parquet: 1 documents"], 0),
    "Whom is it about, and how often?": (["pinduoduo", "alibaba"], 0),
    "Under which names is Pinduoduo found?": (["pinduoduo", "拼多多"], 0),
    "What may I publish?": (["public.jsonl: 7 documents"], 0),
    "Which state of the archive do I cite?": (["clean", "head "], 0),
    "What did one run bring, long ago?": (["new      004"], 0),
    "Is everything there, and as it was written?": (["clean"], 0),
    "What came since my last import?": (['"change": "new"', '"turned_away"'], 0),
    "All documents, a line each, for a pipe": (['"number":7'], 0),
    "Texts too": (["community group buying"], 0),
    "A database to ask in SQL": (["corpus.db: 8 documents"], 0),
    "A second copy, and is it whole?": (["mirror: clean"], 0),
    "What would today's release make of the pages?": (["would change"], 0),
}


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `archive` is in."""
    folder = tmp_path_factory.mktemp("questions")
    fill(folder / "archive")
    return folder


def test_each_question_of_the_page_is_tested() -> None:
    assert [question for question, _ in QUESTIONS] == list(ANSWERS)


@pytest.mark.parametrize(("question", "command"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_a_question(question: str, command: str, above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(above)
    said, code = ANSWERS[question]
    answer = _asked(command, above)
    assert answer.exit_code == code, answer.output
    assert [each for each in said if each not in answer.output] == [], answer.output
    if command.endswith("--json"):
        assert all(isinstance(json.loads(line), dict) for line in answer.stdout.splitlines())


def test_the_chinese_texts_are_all_in_the_file(above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(above)
    _asked("corpus export parquet again.parquet --language zh", above)
    (row,) = pq.read_table(above / "again.parquet", columns=["number", "text"]).to_pylist()
    assert (row["number"], row["text"][:4]) == (5, "林登塔尔")


def _asked(command: str, above: Path) -> Result:
    program, *arguments = shlex.split(command)
    assert program == "corpus"
    environment = {
        "ARCHIVE_URL": "archive",
        "CORPUS_CONFIG": str(ROOT / "pipelines.toml"),
        "XDG_CACHE_HOME": str(above / "cache"),
        "NO_COLOR": "1",
    }
    return CliRunner().invoke(command_line(arguments[:1]), arguments, env=environment, catch_exceptions=False)
