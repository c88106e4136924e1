"""What a person types into a search box, as an expression for SQLite's full text search.

Words and "phrases" must all be there; `OR` joins its neighbours, `-` or `NOT` leaves out, `word*` takes what
begins with it. Nothing is wrong syntax: what means nothing here is a word or a blank.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.export.search_form import search_form
from pipelines.lookup.variants import variants

_PARTS = re.compile(
    r"""(?P<minus>[-−–]?)(?:["“”„「『](?P<phrase>[^"“”「」『』]*)["“”」』]?|(?P<word>[^\s"“”„「」『』]+))"""
)
_MOST_PARTS = 64


class Term(NamedTuple):
    """Words that follow each other, in each script that they may be written in."""

    spellings: tuple[str, ...]
    is_prefix: bool = False

    def expression(self) -> str:
        """Quoted, so that nothing in it is syntax."""
        mark = " *" if self.is_prefix else ""
        each = [f'"{search_form(one).replace(chr(34), " ").strip()}"{mark}' for one in self.spellings]
        return each[0] if len(each) == 1 else f"({' OR '.join(each)})"


# Finds nothing, which is what a question without any letter asks for.
_NOTHING = '""'


class Question(NamedTuple):
    """`expression` is for MATCH; "" asks for nothing, and everything answers. `terms` are those that a
    document must or may have. `is_left_out`: what does not match answers.
    """

    expression: str
    terms: tuple[Term, ...]
    is_left_out: bool = False

    def among(self, table: str, row: str) -> str:
        """A condition on the column `row`, whose words `table` has; its value is `expression`, if any."""
        if not self.expression:
            return "1"
        how = "NOT IN" if self.is_left_out else "IN"
        return f"{row} {how} (SELECT rowid FROM {table} WHERE {table} MATCH ?)"

    def values(self) -> tuple[str, ...]:
        """Those of `among`."""
        return (self.expression,) if self.expression else ()


def question(text: str) -> Question:
    """Never raises, whatever `text` is."""
    wanted, unwanted = _sorted(text)
    if not wanted and not unwanted:
        return Question(_NOTHING if text.strip() else "", ())
    without = " OR ".join(term.expression() for term in unwanted)
    if not wanted:
        # MATCH can leave out of what it finds, and not of everything.
        return Question(f"({without})", (), is_left_out=True)
    groups = [" OR ".join(term.expression() for term in group) for group in wanted]
    expression = " AND ".join(f"({group})" for group in groups)
    if unwanted:
        expression = f"({expression}) NOT ({without})"
    return Question(expression, tuple(term for group in wanted for term in group))


def _sorted(text: str) -> tuple[list[list[Term]], list[Term]]:
    """Groups of which one term each must be there, and terms that must not."""
    wanted: list[list[Term]] = []
    unwanted: list[Term] = []
    joins = leaves_out = False
    for part in _parts(text):
        if isinstance(part, str):
            joins, leaves_out = part == "OR" and bool(wanted), leaves_out or part == "NOT"
            continue
        term, minus = part
        if minus or leaves_out:
            unwanted.append(term)
        elif joins:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        joins = leaves_out = False
    return wanted, unwanted


def _parts(text: str) -> Iterator[str | tuple[Term, bool]]:
    """`AND`, `OR`, `NOT`, and terms, each with whether it is left out."""
    for count, match in enumerate(_PARTS.finditer(text)):
        if count >= _MOST_PARTS:
            return
        words = match["phrase"] if match["phrase"] is not None else match["word"]
        if match["word"] in ("AND", "OR", "NOT", "|") and not match["minus"]:
            yield match["word"].replace("|", "OR")
        elif any(char.isalnum() for char in search_form(words)):
            is_prefix = match["word"] is not None and words.endswith("*")
            plain = words.replace("\0", " ")
            yield Term(variants(plain), is_prefix), bool(match["minus"])
