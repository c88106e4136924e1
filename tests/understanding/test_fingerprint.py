import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fingerprint import fingerprint, similarity

NEWS = (
    "ByteDance said on Tuesday that it would open a second research centre in Hangzhou next spring.\n"
    "The company will hire three hundred engineers for it, most of them to work on recommendation.\n"
    "It had closed a smaller office in the same city two years ago, after a change of the local rules.\n"
    "A spokeswoman declined to say how much the new building would cost or who had designed it."
)
FLASH = "字节跳动周二宣布，明年春天将在杭州设立第二个研究中心，并为此招聘三百名工程师。公司没有透露投资金额。"
FLASH_TRADITIONAL = (
    "字節跳動週二宣布，明年春天將在杭州設立第二個研究中心，並為此招聘三百名工程師。公司沒有透露投資金額。"
)


def shared_bands(a: str, b: str) -> int:
    ours, theirs = (fingerprint(text).near_keys for text in (a, b))
    return sum(ours[at : at + 8] == theirs[at : at + 8] for at in range(0, 256, 8))


def test_digest_is_that_of_the_file() -> None:
    assert fingerprint("a\nb").sha256 == hashlib.sha256(b"a\nb\n").hexdigest()


@pytest.mark.parametrize(
    ("text", "digest_of_keys", "first_key"),
    [
        (NEWS, "0242a0b5696eb43c50eed2e9e1b1aa21504bde0b5b18797362913512640ade3c", "2d3c029c"),
        (FLASH, "782cdaff15d44b0423785f8d02622e394a641f2e917abba83576a7b1bb8ab10c", "5a1078d2"),
    ],
)
def test_keys_in_archives_stay_what_they_are(text: str, digest_of_keys: str, first_key: str) -> None:
    """Never adapt this test to new keys: they would not meet the keys that archives hold."""
    keys = fingerprint(text).near_keys
    assert keys[:8] == first_key
    assert hashlib.sha256(keys.encode()).hexdigest() == digest_of_keys


def test_case_punctuation_width_and_breaks_make_no_difference() -> None:
    shouted = NEWS.upper().replace(",", " —").replace("\n", "\n\n").replace("A SPOKES", "Ａ SPOKES")
    assert similarity(NEWS, shouted) == 1.0
    assert shared_bands(NEWS, shouted) == 32


def test_traditional_and_simplified_are_alike() -> None:
    assert similarity(FLASH, FLASH_TRADITIONAL) > 0.8
    assert shared_bands(FLASH, FLASH_TRADITIONAL) > 0


def test_an_edited_copy_meets_its_original_and_a_stranger_does_not() -> None:
    edited = NEWS.replace("three hundred", "about 300") + "\nThe shares were unchanged."
    assert similarity(NEWS, edited) == pytest.approx(0.76, abs=0.06)
    assert shared_bands(NEWS, edited) >= 3
    assert shared_bands(NEWS, FLASH) == 0


@pytest.mark.parametrize("text", ["TikTok", "好", "！！", "two words", "ok\n。"])
def test_texts_shorter_than_a_shingle_are_like_themselves_only(text: str) -> None:
    assert similarity(text, text) == 1.0
    assert similarity(text, "another") == 0.0
    assert len(fingerprint(text).near_keys) == 256


@given(st.text(min_size=1).filter(lambda text: text.isprintable()), st.text(min_size=1))
def test_any_text_has_keys_and_likeness_is_mutual(a: str, b: str) -> None:
    assert fingerprint(a) == fingerprint(a)
    assert 0.0 <= similarity(a, b) == similarity(b, a) <= 1.0
    assert similarity(a, a) == 1.0


def test_the_seeds_about_tiktok_are_no_copies_of_each_other() -> None:
    folder = Path(__file__).parents[2] / "seeds"
    seeds = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("00[0-3]_*.txt"))]
    if len(seeds) < 4:
        pytest.skip("needs seeds/: absent")
    pairs = [(a, b) for at, a in enumerate(seeds) for b in seeds[at + 1 :]]
    assert max(similarity(a, b) for a, b in pairs) < 0.2
    assert max(shared_bands(a, b) for a, b in pairs) == 0
