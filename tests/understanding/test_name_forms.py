"""One form for all spellings, and where a name may begin and end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.names.name_forms import WRAPPED_LINE, cuts_word, fold, is_in_address, is_shouted

LONG = "the office of the company that made the app which everybody had"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Byte\u00adDance", "ByteDance"),
        ("\ufeffWe\u200bChat", "WeChat"),
        ("Ant  Group", "Ant Group"),
        ("WeChat\u00a0Pay", "WeChat Pay"),
        ("Tencent - Video", "Tencent   Video"),
        ("ＴｉｋＴｏｋ", "TikTok"),
        ("馬克‧祖克柏", "马克·祖克柏"),
        ("people’s", "people's"),
        (f"{LONG}\nVideo", f"{LONG} Video"),
        (f"{'字' * 40}字节\n跳动", f"{'字' * 40}字节跳动"),
        ("Tencent\nVideo", "Tencent\nVideo"),
        (f"{LONG}.\nVideo", f"{LONG}.\nVideo"),
        (f"{LONG}\n\nVideo", f"{LONG}\n\nVideo"),
    ],
)
def test_one_form_for_all_spellings(text: str, plain: str) -> None:
    assert len(LONG) >= WRAPPED_LINE
    assert fold(text).plain == plain


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("aB İß字節臺\u00ad\u200b \u00a0\n.-’"), min_size=1, max_size=80))
def test_every_place_is_that_of_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.plain) == len(folded.folded) <= len(text)
    for place, character in enumerate(folded.plain):
        start, end = folded.span(place, place + 1)
        assert end == start + 1
        assert character == " " or character in fold(text[start:end]).plain


@pytest.mark.parametrize(
    ("text", "name", "inside"),
    [
        ("see https://www.tiktok.com/@x now", "tiktok", True),
        ("write to press@tencent.com.", "tencent", True),
        ("at tiktok.com/live, they", "tiktok", True),
        ("访问www.tiktok.com查看", "tiktok", True),
        ("www.58.com", "58.com", True),
        ("58.com", "58.com", False),
        ("JD.com's", "JD.com", False),
        ("(JD.com)", "JD.com", False),
        ("TikTok.", "TikTok", False),
        ("TikTok/Douyin", "TikTok", False),
        ("TikTok-owner", "TikTok", False),
        ("@tiktok, #TikTok", "tiktok", False),
    ],
)
def test_a_part_of_an_address_is_no_name(text: str, name: str, inside: bool) -> None:
    start = text.index(name)
    assert is_in_address(text, start, start + len(name)) == inside


@pytest.mark.parametrize(
    ("text", "name", "cut"),
    [
        ("TikTokology", "TikTok", True),
        ("my_tiktok", "tiktok", True),
        ("用TikTok看", "TikTok", False),
        ("#DeleteFacebook", "Facebook", False),
        ("DeleteFacebook", "Facebook", True),
        ("オンライン", "ライン", True),
        ("ラインの", "ライン", False),
        ("字节跳动", "跳动", False),
    ],
)
def test_words_are_not_cut(text: str, name: str, cut: bool) -> None:
    start = text.index(name)
    folded = fold(text)
    assert (cuts_word(folded, start) or cuts_word(folded, start + len(name))) == cut


def test_capitals_tell_nothing_in_a_line_of_capitals() -> None:
    shouted, spoken = "TIKTOK OWNER TELLS US ALL", "TikTok's owner in the US said"
    assert is_shouted(shouted, shouted.index("US"), shouted.index("US") + 2)
    assert not is_shouted(spoken, spoken.index("US"), spoken.index("US") + 2)
