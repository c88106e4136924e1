"""The condition of an XPath predicate as a function of what it asks for of an element.

Only what trafilatura's patterns are made of: XPath 1.0 (W3C, 1999), 3.4 and 4, and `re:test` of EXSLT.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

Said = Mapping[str, str | None]
"""By what is asked for: the value, None where the element lacks it."""

_Value = Callable[[Said], str | None]
_Test = Callable[[Said], bool]

_TOKEN = re.compile(r"\s*('[^']*'|\"[^\"]*\"|\.//\w+|self::\w+|@[\w-]+|[\w:-]+|[()=,|])")


class NotUnderstoodError(Exception):
    """A condition that is made of something else."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`asks`: names of attributes; `id|class`: of the two the first in the source; `self::`: the tag;
    `.//h1`: whether it has one."""

    asks: tuple[str, ...]
    holds: _Test


def condition(predicate: str) -> Condition:
    """Raises NotUnderstoodError."""
    reader = _Reader(_tokens(predicate))
    test = reader.any_of()
    reader.expect("")
    return Condition(tuple(dict.fromkeys(reader.asks)), test)


def value_of(element: HtmlElement, asked: str) -> str | None:
    """The string of what is asked for, of a union of its first node in the source: so XPath has it (4.2)."""
    if "|" in asked:
        return _first(element, asked.split("|"))
    if asked == "self::":
        return str(element.tag)
    if asked.startswith(".//"):
        return None if element.find(asked) is None else ""
    value: str | None = element.get(asked)
    return value


def _first(element: HtmlElement, names: Sequence[str]) -> str | None:
    said: list[str] = [value for value in map(element.get, names) if value is not None]
    if len(said) < 2:
        return said[0] if said else None
    return next(str(value) for name, value in element.items() if name in names)


def _tokens(predicate: str) -> list[str]:
    tokens, at = [], 0
    predicate = predicate.strip()
    while at < len(predicate):
        found = _TOKEN.match(predicate, at)
        if found is None:
            raise NotUnderstoodError(predicate[at:])
        tokens.append(found[1])
        at = found.end()
    return tokens


@dataclass(slots=True)
class _Reader:
    tokens: list[str]
    asks: list[str] = field(default_factory=list)
    at: int = 0

    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise NotUnderstoodError(f"{token!r} expected in {self.tokens}")

    def any_of(self) -> _Test:
        tests = list(self._separated("or", self._all_of))
        return tests[0] if len(tests) == 1 else lambda said: any(test(said) for test in tests)

    def _all_of(self) -> _Test:
        tests = list(self._separated("and", self._one))
        return tests[0] if len(tests) == 1 else lambda said: all(test(said) for test in tests)

    def _separated(self, word: str, read: Callable[[], _Test]) -> Iterator[_Test]:
        yield read()
        while self.next() == word:
            self.take()
            yield read()

    def _one(self) -> _Test:
        token = self.next()
        if token == "not":
            self.take()
            denied = self._in_brackets()
            return lambda said: not denied(said)
        if token == "(":
            return self._in_brackets()
        if token in ("contains", "starts-with", "re:test"):
            return self._function()
        if token.startswith("self::"):
            return self._tagged(self.take().removeprefix("self::"))
        return self._equal(self._value()) if token == "translate" else self._said()

    def _said(self) -> _Test:
        """Whether it is there, or is something: of several nodes any may be."""
        value = self._value()
        if self.next() != "=":
            return lambda said: value(said) is not None
        if "|" in self.asks[-1] or self.asks[-1].startswith(".//"):
            raise NotUnderstoodError("several nodes compared")
        return self._equal(value)

    def _equal(self, value: _Value) -> _Test:
        self.expect("=")
        wanted = self._text()
        return lambda said: value(said) == wanted

    def _tagged(self, tag: str) -> _Test:
        self.asks.append("self::")
        return lambda said: said["self::"] == tag

    def _in_brackets(self) -> _Test:
        self.expect("(")
        test = self.any_of()
        self.expect(")")
        return test

    def _function(self) -> _Test:
        name = self.take()
        self.expect("(")
        value = self._string()
        self.expect(",")
        wanted = self._text()
        flags = self._flags()
        self.expect(")")
        if name == "contains":
            return lambda said: wanted in (value(said) or "")
        if name == "starts-with":
            return lambda said: (value(said) or "").startswith(wanted)
        pattern = re.compile(wanted, flags)
        return lambda said: pattern.search(value(said) or "") is not None

    def _flags(self) -> int:
        if self.next() != ",":
            return 0
        self.take()
        if self._text() != "i":
            raise NotUnderstoodError("a flag")
        return re.IGNORECASE

    def _string(self) -> _Value:
        """What a function is given: of an element it would be all that stands in it."""
        if self.next().startswith(".//"):
            raise NotUnderstoodError(self.next())
        return self._value()

    def _value(self) -> _Value:
        token = self.take()
        if token == "translate":
            return self._translated()
        if not token.startswith(("@", ".//")):
            raise NotUnderstoodError(token)
        name = token.removeprefix("@")
        while token.startswith("@") and self.next() == "|":
            self.take()
            name += "|" + self.take().removeprefix("@")
        self.asks.append(name)
        return lambda said: said[name]

    def _translated(self) -> _Value:
        self.expect("(")
        value = self._string()
        self.expect(",")
        before = self._text()
        self.expect(",")
        after = self._text()
        self.expect(")")
        if len(before) != len(after) or len(set(before)) != len(before):
            raise NotUnderstoodError("translate that deletes, or says a letter twice")
        table = str.maketrans(before, after)
        return lambda said: (value(said) or "").translate(table)

    def _text(self) -> str:
        token = self.take()
        if token[:1] not in ("'", '"'):
            raise NotUnderstoodError(token)
        return token[1:-1]
