"""Each end that docs/commands.md names, produced for real."""

import pytest

from pipelines.errors import ExitCode
from tests.docs.markdown import page, rows, section
from tests.unattended.night import Night
from tests.unattended.situations import SITUATIONS, Situation


def test_the_documented_table_is_this_one() -> None:
    table = section(page("docs/commands.md"), "## What ends with which code")
    documented = {cells[0]: int(cells[1]) for cells in rows(table)}
    assert documented == {situation.name: int(situation.code) for situation in SITUATIONS}


_PARAMETERS = [
    pytest.param(each, id=each.happen.__name__, marks=[pytest.mark.slow] if each.slow else [])
    for each in SITUATIONS
]


@pytest.mark.parametrize("situation", _PARAMETERS)
def test_ends_as_documented(night: Night, situation: Situation) -> None:
    ended = situation.happen(night)
    assert ended.code == situation.code, ended.output
    assert situation.told in ended.output
    assert ("Traceback" in ended.output) == ("fault of the" in situation.told), ended.output
    if ended.code == ExitCode.BAD_CONFIGURATION:
        assert ended.output.count("error: ") == 1, ended.output
