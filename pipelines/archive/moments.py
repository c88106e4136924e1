"""Dates and times as the archive has them, 8 bytes each: what they say, and how it was written.

Nearly all are `2026-11-22`, `2026-11-22T01:02:03`, the same with `Z`, or with an offset as `+08:00`. Each of
these is one number, and each number gives back the same characters. Whatever else stands there is kept as it
is, once, and its number says where.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]

_NONE, _OTHER, _DAY, _BARE, _UTC, _OFFSET = range(6)
_FORMS = {10: _DAY, 19: _BARE, 20: _UTC, 25: _OFFSET}
# The digits of all parts, one after another, are a number of 60 bits; above it nothing, below it one bit for
# the sign of an offset and three for the form.
_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 23, 24)
_MARKS = ((4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (22, ":"))
_ZONE = 19
_FORM_BITS = 3
_BEHIND_DIGITS = 4
_MINUS = np.uint64(1 << _FORM_BITS)


class Strings(NamedTuple):
    """Texts of ASCII or UTF-8, one after another; `bounds` say where each begins and the last one ends.

    `is_there` is false where there is none, whose bounds are the same then.
    """

    content: npt.NDArray[np.uint8]
    bounds: npt.NDArray[np.int64]
    is_there: npt.NDArray[np.bool_]


def strings(texts: Sequence[str | None]) -> Strings:
    """The same of Python's strings."""
    data = [(text or "").encode() for text in texts]
    bounds = np.zeros(len(data) + 1, np.int64)
    np.cumsum([len(each) for each in data], out=bounds[1:])
    content = np.frombuffer(b"".join(data), np.uint8)
    return Strings(content, bounds, np.array([text is not None for text in texts], bool))


class Moments:
    """Makes numbers of times, and times of numbers. `others` are the texts that are of no known form."""

    def __init__(self, others: Sequence[str] = ()) -> None:
        self.others = list(others)
        self._places = {text: place for place, text in enumerate(self.others)}

    def numbers(self, texts: Strings) -> Numbers:
        """One for each text."""
        found = np.full(len(texts.is_there), _OTHER, np.uint64)
        lengths = np.diff(texts.bounds)
        for length, form in _FORMS.items():
            rows = np.flatnonzero((lengths == length) & texts.is_there)
            if len(rows):
                numbers, is_of_form = _of_form(_letters(texts, rows, length), form)
                found[rows[is_of_form]] = numbers[is_of_form]
        found[~texts.is_there] = _NONE
        for row in np.flatnonzero(found == _OTHER).tolist():
            text = texts.content[texts.bounds[row] : texts.bounds[row + 1]].tobytes().decode()
            found[row] = _OTHER | self._place(text) << _FORM_BITS
        return found

    def text(self, number: int) -> str | None:
        """The time that has this number here."""
        form, rest = number & 7, number >> _FORM_BITS
        if form == _NONE:
            return None
        if form == _OTHER:
            return self.others[rest]
        digits = f"{rest >> 1:018}"
        day = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
        if form == _DAY:
            return day
        zone = f"{'-' if rest & 1 else '+'}{digits[14:16]}:{digits[16:]}"
        time = f"{digits[8:10]}:{digits[10:12]}:{digits[12:14]}"
        return f"{day}T{time}{ {_BARE: '', _UTC: 'Z'}.get(form, zone) }"

    def _place(self, text: str) -> int:
        if text not in self._places:
            self._places[text] = len(self.others)
            self.others.append(text)
        return self._places[text]


def _letters(texts: Strings, rows: npt.NDArray[np.intp], length: int) -> npt.NDArray[np.uint8]:
    """Texts of one length, a row each; those of a column that has no others need not be gathered."""
    if len(rows) == len(texts.is_there):
        return texts.content.reshape(-1, length)
    gathered: npt.NDArray[np.uint8] = texts.content[texts.bounds[rows, None] + np.arange(length)]
    return gathered


def _of_form(letters: npt.NDArray[np.uint8], form: int) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Of texts of one length, a row each, the numbers, and which of them are right."""
    length = letters.shape[1]
    is_right = np.ones(len(letters), bool)
    for at, mark in _MARKS:
        if at < length:
            is_right &= letters[:, at] == ord(mark)
    if form == _UTC:
        is_right &= letters[:, _ZONE] == ord("Z")
    number = np.zeros(len(letters), np.uint64)
    for at in _DIGITS:
        number *= np.uint64(10)
        if at < length:
            digit = letters[:, at] - np.uint8(ord("0"))
            is_right &= digit <= 9
            number += digit
    number = number << np.uint64(_BEHIND_DIGITS) | np.uint64(form)
    if form == _OFFSET:
        is_minus = letters[:, _ZONE] == ord("-")
        is_right &= is_minus | (letters[:, _ZONE] == ord("+"))
        number[is_minus] |= _MINUS
    return number, is_right
