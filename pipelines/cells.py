"""A cell of a table that a spreadsheet may open: no formula begins in it.

An apostrophe goes before a sign from which Excel, LibreOffice or Google Sheets would compute (OWASP, CSV
Injection): at the beginning of the cell, and behind a line break, a tab or a semicolon in it, since where a
machine's own separator is the semicolon a quoted cell ends at the first one. Spaces, quotes and invisible
characters before the sign may be taken away by a reader. A sign alone computes nothing.
"""

import re

# Fullwidth and small forms are taken for the plain sign by some.
_SIGN = re.compile("[=+\\-@|%＝＋－＠｜％﹦﹢﹣﹫﹪\N{MINUS SIGN}](?=[\\s\\S])")
_PASSED_OVER = re.compile("[\\s\"';\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_SEPARATES = frozenset("\n\r\t;\v\f\x85\u2028\u2029")
_MARK = "'"


def cell(text: str) -> str:
    """The text as it may stand in such a table."""
    pieces, done = [], 0
    for sign in _SIGN.finditer(text):
        if _begins(text, sign.start()):
            pieces += [text[done : sign.start()], _MARK]
            done = sign.start()
    return "".join([*pieces, text[done:]])


def _begins(text: str, place: int) -> bool:
    """Whether a reader may take what stands at `place` for the beginning of a cell."""
    for before in range(place - 1, -1, -1):
        if text[before] in _SEPARATES:
            return True
        if not _PASSED_OVER.match(text[before]):
            return False
    return True
