"""What is made for less is what Python's own tables say."""

import random
import sys
import unicodedata

from pipelines.nfkc import nfkc
from pipelines.scripts import _simplified, simplify

_LETTERS = "字a Aé가\u1100\u1161\u0301\u0323ﬁ½ｶﾞ２Ａ，：；？！（）％～－／．＋＂＆＝［］｜\u3000…。“"


def test_nfkc_of_whatever_is_put_together() -> None:
    chance = random.Random(7)
    for _ in range(3000):
        text = "".join(chance.choices(_LETTERS, k=chance.randrange(12)))
        assert nfkc(text) == unicodedata.normalize("NFKC", text), ascii(text)


def test_nfkc_of_each_letter_between_wide_signs() -> None:
    for code in range(0x80, min(sys.maxunicode, 0x3400)):
        text = f"，{chr(code)}…"
        assert nfkc(text) == unicodedata.normalize("NFKC", text), ascii(text)


def test_simplified_as_the_table_has_it() -> None:
    table = _simplified()
    for text in ("", "plain “words”", "简体中文没有变", "臺灣與中國", "中文臺", "".join(map(chr, table))):
        assert simplify(text) == text.translate(table)
    assert simplify("臺灣") == "台湾"
