"""An XPath that looks through a whole page, as a walk that remembers what it has decided.

libxml2 makes a set of all nodes for `.//*[…]`, and calls back for each `re:test`. A page says the same few
things of its hundreds of elements, and a publisher's pages say them again: those are kept.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, cast

from lxml import etree
from lxml.html import HtmlElement

from pipelines.page.xpath_condition import Condition, NotUnderstoodError, condition, value_of
from pipelines.page.xpath_needs import Needs, any_needed, may_find, one_needed

Pattern = Callable[[HtmlElement], list[HtmlElement]]

# Of one condition: how much, in characters, and what says more than this is not kept at all.
_REMEMBERED = 250_000
_LONGEST = 1000
# What an entry takes beside what it says, as characters.
_ENTRY = 50
_STEP = re.compile(r"\.//(\*|\w+)((?:\s*\[(?:[^]\[']|'[^']*')*\])*)\s*")
_FIRST = re.compile(r"\((.*)\)\[1\]|(.*)\[1\]", re.DOTALL)
_PREDICATE = re.compile(r"\[((?:[^]\[']|'[^']*')*)\]")
_TAGS = re.compile(r"\s*self::\w+(\s+or\s+self::\w+)*\s*")
_UNION = re.compile(r"\|(?=\(?\.//)")


_Test = Callable[[HtmlElement], bool]


class _Step(NamedTuple):
    """`tags`: () for any."""

    tags: tuple[str, ...]
    tests: tuple[_Test, ...]
    needs: Needs = None


def walk(pattern: etree.XPath, *, first: bool = False) -> Pattern:
    """What finds the same elements in the same order; `pattern` itself where it is not understood.

    `first`: no more than the first is asked for. A `[1]` is understood of these alone.
    """
    try:
        return _walk(pattern.path.strip(), first=first)
    except NotUnderstoodError:
        return cast(Pattern, pattern)


def _walk(path: str, *, first: bool) -> Pattern:
    parts = [part.strip() for part in _UNION.split(path)]
    firsts = [_FIRST.fullmatch(part) for part in parts]
    if any(firsts) and not (first and all(firsts)):
        raise NotUnderstoodError(path)
    steps = [
        _step(found[1] or found[2] if found else part) for part, found in zip(parts, firsts, strict=True)
    ]
    return _pattern(steps, only_first=first)


def _pattern(steps: Sequence[_Step], *, only_first: bool) -> Pattern:
    tags = {tag for step in steps for tag in step.tags} if all(step.tags for step in steps) else {"*"}
    test = _all_of(steps[0].tests) if len(steps) == 1 else _any_step(steps)
    may = may_find(any_needed(step.needs for step in steps))

    def found(tree: HtmlElement) -> Iterator[HtmlElement]:
        return filter(test, tree.iterdescendants(*tags)) if may() else iter(())

    if only_first:
        return lambda tree: [first] if (first := next(found(tree), None)) is not None else []
    return lambda tree: list(found(tree))


def _all_of(tests: Sequence[_Test]) -> _Test:
    return tests[0] if len(tests) == 1 else lambda element: all(test(element) for test in tests)


def _any_step(steps: Sequence[_Step]) -> _Test:
    """Most steps name a tag, so that of each element one or two need be asked."""
    of_any = [_all_of(step.tests) for step in steps if not step.tags]
    of_tag: dict[str, list[_Test]] = {}
    for step in steps:
        for tag in step.tags:
            of_tag.setdefault(tag, [*of_any]).append(_all_of(step.tests))

    def takes(element: HtmlElement) -> bool:
        return any(test(element) for test in of_tag.get(element.tag, of_any))

    return takes


def _step(part: str) -> _Step:
    found = _STEP.fullmatch(part)
    if found is None:
        raise NotUnderstoodError(part)
    tags = () if found[1] == "*" else (found[1],)
    predicates = _PREDICATE.findall(found[2])
    if not predicates:
        return _Step(tags, (lambda _: True,))
    if not tags and predicates and _TAGS.fullmatch(predicates[0]):
        tags = tuple(re.findall(r"self::(\w+)", predicates.pop(0)))
    conditions = [condition(predicate) for predicate in predicates]
    return _Step(tags, tuple(map(_remembering, conditions)), one_needed(each.needs for each in conditions))


def _remembering(asked: Condition) -> _Test:
    """Of what the element says of itself. There is no end of what one may say: all is forgotten at times."""
    remembered: dict[tuple[str | None, ...], bool] = {}
    room = _REMEMBERED
    unions = [name for name in asked.asks if "|" in name]
    names = tuple(dict.fromkeys(part for name in asked.asks for part in name.split("|")))
    is_plain = not any(mark in name for name in names for mark in ":/")
    is_itself = names == asked.asks

    def decide(key: tuple[str | None, ...], element: HtmlElement) -> bool:
        nonlocal room
        said = (
            zip(names, key, strict=True)
            if is_itself
            else ((name, value_of(element, name)) for name in asked.asks)
        )
        decided = asked.holds(dict(said))
        if (length := sum(len(value) for value in key if value)) <= _LONGEST:
            if (room := room - length - _ENTRY) < 0:
                remembered.clear()
                room = _REMEMBERED - length - _ENTRY
            remembered[key] = decided
        return decided

    def holds(element: HtmlElement) -> bool:
        key = tuple(map(element.get, names) if is_plain else (value_of(element, name) for name in names))
        if unions and len(key) - key.count(None) > 1:
            key += tuple(value_of(element, name) for name in unions)
        try:
            return remembered[key]
        except KeyError:
            return decide(key, element)

    return holds
