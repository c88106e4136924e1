"""Marks in long runs are dropped, wherever they stand."""

import re
import sys
import unicodedata

import pytest

from pipelines.page.stream_safe import _SIGN, stream_safe


def test_marks_are_signs_and_no_sign_is_needed_but_a_mark() -> None:
    marks = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]
    assert len(marks) > 500
    assert all(re.match(r"\w", mark) or _SIGN.match(mark) for mark in marks)


@pytest.mark.parametrize("before", range(0, 33, 4))
def test_a_run_is_cut_wherever_it_begins(before: int) -> None:
    text = "字" * before + "e" + "\u0301" * 31 + "字" * 7
    assert stream_safe(text) == "字" * before + "e" + "\u0301" * 30 + "字" * 7


def test_what_is_no_long_run_stays() -> None:
    for text in ("e" + "\u0301" * 30, ("\u0301" * 20 + "’") * 5, "，。“”…" * 20, "★" * 100, "plain"):
        assert stream_safe(text) == text
