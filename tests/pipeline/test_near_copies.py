"""What an archived text holds of a new one decides: a cut is a copy, a longer version is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from pipelines.config import Config
from pipelines.document import Article, Fingerprint
from pipelines.duplicates import Duplicates
from pipelines.errors import Rejected
from pipelines.fingerprint import fingerprint, overlap
from quality.duplicates import Looked, Texts

PLACES = ["north", "south", "east", "west", "capital", "harbour", "valley", "suburbs", "hills", "islands"]
THINGS = ["films", "games", "maps", "lamps", "tools", "radios", "clocks", "bicycles", "paper", "salt"]
SENTENCES = [
    f"In the {place} the company opened {count} offices and hired {count + 7} people who make {thing}."
    for count, (place, thing) in enumerate(zip(PLACES, THINGS, strict=True))
]
ENGLISH = "\n".join(SENTENCES)
CHINESE = (
    "渡口科技周二宣布，明年春天将在海埠设立第二个研究中心，为此招聘三百名工程师。\n"
    "公司两年前曾因当地规定变动关闭了同城的一个小办公室，当时有四十名员工离开。\n"
    "发言人没有透露新大楼的投资金额，也没有说由谁设计，只说工程将于九月开始。\n"
    "海埠市政府表示欢迎，并将为员工子女提供学位，附近的地铁站会增加一个出口。\n"
    "分析员认为，此举与其海外视频业务的增长有关，但短期内不会改变公司的亏损。"
)


def judge(text: str, *archived: str) -> tuple[str, int] | None:
    """What becomes of a text, and which document it is said to be close to."""
    limits = Config().duplicates
    duplicates = Duplicates(overlap, reject_from=limits.reject_from, link_from=limits.link_from)
    looked = Looked(Article.of_text(text, None, "test"), fingerprint(text))
    try:
        number = duplicates(looked, (), Texts(archived))
    except Rejected as rejected:
        return rejected.reason, int(rejected.detail.rpartition(" ")[2])
    return None if number is None else ("kept", number)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_cut_of_what_is_archived_is_a_copy(text: str) -> None:
    assert judge(text[: len(text) * 4 // 5], text) == ("near_duplicate", 0)
    assert judge(text[: len(text) // 2], text) == ("near_duplicate", 0)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_whole_of_an_archived_stub_is_kept_and_points_to_it(text: str) -> None:
    assert judge(text, text[: len(text) * 2 // 3]) == ("kept", 0)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_line_more_does_not_make_another_text(text: str) -> None:
    assert judge(f"{text}\n责任编辑：林渡 / Edited by L. Crossing", text) == ("near_duplicate", 0)


def test_moved_and_dropped_sentences_do_not_make_another_text() -> None:
    assert judge("\n".join([*SENTENCES[5:], *SENTENCES[:4]]), ENGLISH) == ("near_duplicate", 0)


def test_what_is_new_by_a_third_is_kept_and_linked() -> None:
    other = [sentence[::-1] for sentence in SENTENCES[:4]]
    assert judge("\n".join([*SENTENCES[:7], *other]), ENGLISH) == ("kept", 0)


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2twp", "s2hk"])
def test_chinese_in_the_other_script_is_a_copy_both_ways(config: str) -> None:
    traditional = OpenCC(config).convert(CHINESE)
    assert judge(traditional, CHINESE) == ("near_duplicate", 0)
    assert judge(CHINESE, traditional) == ("near_duplicate", 0)


def test_other_news_of_the_same_company_is_no_copy() -> None:
    other = (
        "渡口科技周三公布季度业绩，收入增长两成，海外视频业务首次盈利，股价在海埠交易所上升。公司没有派息。"
    )
    assert judge(other, CHINESE) is None
    assert judge("The company opened offices and hired people in the north.", ENGLISH) is None


def test_the_most_similar_of_several_is_named() -> None:
    stub = "\n".join(SENTENCES[:6])
    assert judge("\n".join(SENTENCES[:9]), stub, ENGLISH) == ("near_duplicate", 1)
    longer = "\n".join([*SENTENCES[:8], *(sentence[::-1] for sentence in SENTENCES)])
    assert judge(longer, stub, "\n".join(SENTENCES[:8])) == ("kept", 1)


WORDS = st.lists(st.sampled_from(["a", "b", "字", "节", "跳", "x1", "。", "\n"]), max_size=40).map(" ".join)


@given(WORDS | st.text(), WORDS | st.text())
def test_what_texts_have_of_each_other(a: str, b: str) -> None:
    there, back = overlap(a)(b), overlap(b)(a)
    assert (there.held, there.holds) == (back.holds, back.held)
    assert there.similarity == back.similarity
    assert 0.0 <= there.similarity <= min(there.held, there.holds) <= max(there.held, there.holds) <= 1.0
    assert overlap(a)(a).held == overlap(a)(a).similarity == 1.0


@given(WORDS, WORDS)
def test_a_text_is_a_copy_of_itself_and_of_itself_with_a_word_less(text: str, other: str) -> None:
    again = judge(text, other, text) if text else ("near_duplicate", 1)
    assert again is not None
    assert again[0] == "near_duplicate"


def test_an_archived_text_without_keys_is_nobodys_original() -> None:
    fingerprinted = Looked(Article.of_text("text", None, "test"), Fingerprint(sha256="0" * 64, near_keys=""))
    duplicates = Duplicates(overlap, reject_from=0.7, link_from=0.5)
    assert duplicates(fingerprinted, (), Texts(["text"])) is None
