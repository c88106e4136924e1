"""The condition of an XPath predicate as a function of what it asks for of an element.

Only what trafilatura's patterns are made of: XPath 1.0 (W3C, 1999), 3.4 and 4, and `re:test` of EXSLT.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from lxml.html import HtmlElement

from pipelines.page.xpath_needs import Needs, any_needed, needs_of, one_needed

Said = Mapping[str, str | None]
"""By what is asked for: the value, None where the element lacks it."""

_Test = Callable[[Said], bool]


class _Part(NamedTuple):
    holds: _Test
    needs: Needs = None


class _Value(NamedTuple):
    """Of the first of the attributes `names` in the source; `also`: which others are read as a letter."""

    of: Callable[[Said], str | None]
    names: Sequence[str]
    also: Mapping[str, str] = MappingProxyType({})

    def needs(self, before: str, wanted: str, behind: str = "") -> Needs:
        """That `wanted` is in it, between two expressions."""
        letters = (re.escape(letter + self.also.get(letter, "")) for letter in wanted)
        return needs_of(self.names, before + "".join(f"[{each}]" for each in letters) + behind)


_TOKEN = re.compile(r"\s*('[^']*'|\"[^\"]*\"|\.//\w+|self::\w+|@[\w-]+|[\w:-]+|[()=,|])")


class NotUnderstoodError(Exception):
    """A condition that is made of something else."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`asks`: names of attributes; `id|class`: of the two the first in the source; `self::`: the tag;
    `.//h1`: whether it has one. `needs`: what must be said for it to hold."""

    asks: tuple[str, ...]
    holds: _Test
    needs: Needs


def condition(predicate: str) -> Condition:
    """Raises NotUnderstoodError."""
    reader = _Reader(_tokens(predicate))
    part = reader.any_of()
    reader.expect("")
    return Condition(tuple(dict.fromkeys(reader.asks)), part.holds, part.needs)


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


def _any(tests: Sequence[_Test], said: Said) -> bool:
    for test in tests:  # noqa: SIM110 - half of the time of any()
        if test(said):
            return True
    return False


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

    def any_of(self) -> _Part:
        parts = list(self._separated("or", self._all_of))
        if len(parts) == 1:
            return parts[0]
        tests = [part.holds for part in parts]
        return _Part(lambda said: _any(tests, said), any_needed(part.needs for part in parts))

    def _all_of(self) -> _Part:
        parts = list(self._separated("and", self._one))
        if len(parts) == 1:
            return parts[0]
        tests = [part.holds for part in parts]
        return _Part(lambda said: all(test(said) for test in tests), one_needed(part.needs for part in parts))

    def _separated(self, word: str, read: Callable[[], _Part]) -> Iterator[_Part]:
        yield read()
        while self.next() == word:
            self.take()
            yield read()

    def _one(self) -> _Part:
        token = self.next()
        if token == "not":
            self.take()
            denied = self._in_brackets().holds
            return _Part(lambda said: not denied(said))
        if token == "(":
            return self._in_brackets()
        if token in ("contains", "starts-with", "re:test"):
            return self._function()
        if token.startswith("self::"):
            return self._tagged(self.take().removeprefix("self::"))
        return self._equal(self._value()) if token == "translate" else self._said()

    def _said(self) -> _Part:
        """Whether it is there, or is something: of several nodes any may be."""
        value = self._value()
        if self.next() != "=":
            return _Part(lambda said: value.of(said) is not None)
        if "|" in self.asks[-1] or self.asks[-1].startswith(".//"):
            raise NotUnderstoodError("several nodes compared")
        return self._equal(value)

    def _equal(self, value: _Value) -> _Part:
        self.expect("=")
        wanted = self._text()
        return _Part(lambda said: value.of(said) == wanted, value.needs("^", wanted, "$"))

    def _tagged(self, tag: str) -> _Part:
        self.asks.append("self::")
        return _Part(lambda said: said["self::"] == tag)

    def _in_brackets(self) -> _Part:
        self.expect("(")
        part = self.any_of()
        self.expect(")")
        return part

    def _function(self) -> _Part:
        name = self.take()
        self.expect("(")
        value = self._string()
        self.expect(",")
        wanted = self._text()
        flags = self._flags()
        self.expect(")")
        of = value.of
        if name == "contains":
            return _Part(lambda said: wanted in (of(said) or ""), value.needs("", wanted))
        if name == "starts-with":
            return _Part(lambda said: (of(said) or "").startswith(wanted), value.needs("^", wanted))
        search = re.compile(wanted, flags).search
        needs = None if value.also else needs_of(value.names, f"(?i:{wanted})" if flags else wanted)
        return _Part(lambda said: search(of(said) or "") is not None, needs)

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
        return _Value(lambda said: said[name], name.split("|"))

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
        table, of = str.maketrans(before, after), value.of
        also: dict[str, str] = {}
        for letter, read_as in zip(before, after, strict=True):
            also[read_as] = also.get(read_as, "") + letter
        return _Value(lambda said: (of(said) or "").translate(table), value.names, also)

    def _text(self) -> str:
        token = self.take()
        if token[:1] not in ("'", '"'):
            raise NotUnderstoodError(token)
        return token[1:-1]
