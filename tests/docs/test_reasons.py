"""docs/reasons.md names every slug that the code can give, and none that it cannot."""

import ast
from collections.abc import Iterator

from crawler.discovery.candidate import LEFT_OUT, PROBLEMS
from crawler.history.passed_over import PASSED_OVER
from tests.docs.markdown import ROOT, names, page, rows, section

TEXT = page("docs/reasons.md")
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for package in ("crawler", "pipelines")
    for path in sorted((ROOT / package).rglob("*.py"))
}
# Composed of the status; which ones are rejections is told by crawler.capture.
COMPOSED = {"http_404", "http_410", "http_…"}


def test_rejected() -> None:
    found = {*_arguments("Rejected", 0), *_constants("seen.py", "OUTSIDE_DATES"), *_returned("kind_of_wall")}
    found |= set(_constants("reservations.py", "REASONS"))
    documented = set(names(section(TEXT, "## Rejected")))
    assert documented - COMPOSED == found
    assert documented & COMPOSED == {f"http_{status}" for status in _constants("capture.py", "GONE")}


def test_failed() -> None:
    causes = _constants("capture.py", "_CAUSES")
    found = {*_arguments("StageFailed", 0), *_arguments("Broken", 1), *causes, *_returned("cause_of")}
    found |= set(_arguments("Refused", 0))
    found |= set(_constants("further_pages.py", "INCOMPLETE"))
    found |= set(_constants("memento_answers.py", "NO_MEMENTO"))
    assert set(names(section(TEXT, "## Failed"))) - COMPOSED == found


def test_not_fetched() -> None:
    found = {*_arguments("skip", 1), *_returned("reason_to_skip"), *_constants("seen.py", "OUTSIDE_DATES")}
    found |= _attributes("slug") | set(LEFT_OUT) | set(PASSED_OVER)
    found |= {*_returned("_spent"), *_returned("_why_left")}
    assert set(names(section(TEXT, "## Not fetched"))) == found


def test_problems_of_listings() -> None:
    documented = {cells[0].strip("`"): cells[1] for cells in rows(section(TEXT, "## Problems of listings"))}
    assert documented == PROBLEMS


def _arguments(function: str, place: int) -> Iterator[str]:
    """The strings that calls of `function`, or of a method of that name, have at a place."""
    for tree in TREES.values():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or len(node.args) <= place:
                continue
            called, argument = node.func, node.args[place]
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name == function and isinstance(argument, ast.Constant):
                yield str(argument.value)


def _returned(function: str) -> Iterator[str]:
    """The strings that stand behind `return` in a function."""
    defined = (
        node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    )
    returns = (
        each
        for node in defined
        if node.name == function
        for each in ast.walk(node)
        if isinstance(each, ast.Return)
    )
    for each in returns:
        for part in ast.walk(each.value or each):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def _attributes(name: str) -> set[str]:
    """The strings that classes have under a name of their own."""
    assigned = (
        each
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for each in node.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == name
    )
    return {str(ast.literal_eval(each.value)) for each in assigned}


def _constants(file: str, name: str) -> Iterator[str]:
    """The values of a constant: one string, the members of a tuple, the values of a table."""
    for path, tree in TREES.items():
        for node in tree.body:
            if path.name == file and isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
                yield from _members(ast.literal_eval(node.value))


def _members(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from map(str, value.values())
    elif isinstance(value, tuple):
        yield from map(str, value)
    else:
        yield str(value)
