"""docs/security.md: each threat is proved by a test that exists."""

import ast
import re
from functools import cache

import pytest

from tests.docs.markdown import ROOT, page, rows, section

SECURITY = page("docs/security.md")
SECTIONS = [title for title in re.findall(r"^## .*$", SECURITY, re.MULTILINE) if title != "## Not defended"]
_PROOF = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("title", SECTIONS)
def test_each_threat_is_proved_by_a_test_that_exists(title: str) -> None:
    threats = rows(section(SECURITY, title))
    assert threats
    for threat in threats:
        assert len(threat) == 3, threat
        proofs = _PROOF.findall(threat[2])
        assert proofs, threat
        assert [proof for proof in proofs if not _exists(*proof)] == [], threat


def test_what_is_not_defended_is_said() -> None:
    assert len(section(SECURITY, "## Not defended").split()) > 50


def _exists(file: str, name: str) -> bool:
    return (ROOT / file).is_file() and (not name or name in _functions(file))


@cache
def _functions(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
