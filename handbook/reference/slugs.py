"""The slugs of rejections, failures and pages that are not fetched, found in the code that gives them."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from crawler.discovery.candidate import LEFT_OUT, PROBLEMS
from crawler.history.passed_over import PASSED_OVER
from handbook.places import ROOT
from handbook.reference.tables import code, table

_HEAD = """# Reasons, as the program gives them

Made of the code. What each means, and what to do, stands in [Reasons](../reasons.md).

"""


def slugs_page() -> str:
    parts = {"Rejected": rejected(), "Failed": failed(), "Not fetched": not_fetched()}
    lists = [
        f"## {title}\n\n" + ", ".join(map(code, sorted(found))) + "\n\n" for title, found in parts.items()
    ]
    problems = table(("problem", "what"), ((code(slug), told) for slug, told in PROBLEMS.items()))
    return _HEAD + "".join(lists) + f"## Problems of listings\n\n{problems}"


def rejected() -> set[str]:
    """But for those that are composed of an HTTP status."""
    found = {*_arguments("Rejected", 0), *_constants("seen.py", "OUTSIDE_DATES"), *_returned("kind_of_wall")}
    return found | set(_constants("reservations.py", "REASONS"))


def failed() -> set[str]:
    """Likewise."""
    found = {*_arguments("StageFailed", 0), *_arguments("Broken", 1), *_arguments("Refused", 0)}
    found |= {*_constants("capture.py", "_CAUSES"), *_returned("cause_of")}
    return found | {
        *_constants("further_pages.py", "INCOMPLETE"),
        *_constants("memento_answers.py", "NO_MEMENTO"),
    }


def not_fetched() -> set[str]:
    found = {*_arguments("skip", 1), *_returned("reason_to_skip"), *_constants("seen.py", "OUTSIDE_DATES")}
    found |= _attributes("slug") | set(LEFT_OUT) | set(PASSED_OVER)
    return found | {*_returned("_spent"), *_returned("_why_left")}


def statuses_that_reject() -> set[str]:
    """The HTTP statuses of which `http_<status>` is a rejection and no failure."""
    return set(_constants("capture.py", "GONE"))


def _arguments(function: str, place: int) -> Iterator[str]:
    """The strings that calls of `function`, or of a method of that name, have at a place."""
    for node in _nodes(f"{function}("):
        if not isinstance(node, ast.Call) or len(node.args) <= place:
            continue
        called, argument = node.func, node.args[place]
        name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
        if name == function and isinstance(argument, ast.Constant):
            yield str(argument.value)


def _returned(function: str) -> Iterator[str]:
    """The strings that stand behind `return` in a function."""
    for node in _nodes(f"def {function}("):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            for each in ast.walk(node):
                if isinstance(each, ast.Return):
                    yield from _strings(each.value or each)


def _attributes(name: str) -> set[str]:
    """The strings that classes have under a name of their own."""
    return {
        str(ast.literal_eval(each.value))
        for node in _nodes(f"    {name} = ")
        if isinstance(node, ast.ClassDef)
        for each in node.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == name
    }


def _constants(file: str, name: str) -> Iterator[str]:
    """The values of a constant: one string, the members of a tuple, the values of a table."""
    for path, text in _texts().items():
        for node in _tree(path, text).body if path.name == file else ():
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
                yield from _members(ast.literal_eval(node.value))


def _nodes(sign: str) -> Iterator[ast.AST]:
    """All of the files in which the sign stands; the others need not be parsed."""
    for path, text in _texts().items():
        if sign in text:
            yield from ast.walk(_tree(path, text))


@cache
def _texts() -> Mapping[Path, str]:
    return {
        path: path.read_text(encoding="utf-8")
        for package in ("crawler", "pipelines")
        for path in sorted((ROOT / package).rglob("*.py"))
    }


@cache
def _tree(path: Path, text: str) -> ast.Module:
    return ast.parse(text, str(path))


def _strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _members(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from map(str, value.values())
    elif isinstance(value, tuple):
        yield from map(str, value)
    else:
        yield str(value)
