"""The form in which texts are indexed for full text search, so that Chinese words are found in it.

SQLite's tokenizer takes a run of Chinese characters for one word, and its trigrams miss words of two
characters. So each such character becomes a word of its own, and a Chinese word a phrase of them.
"""

import re
import unicodedata

# From the CJK radicals on: Han, kana, Hangul and everything above the basic plane. What belongs to other
# scripts up there is rare. One bound, so that it can be said in SQL too (docs/export.md).
_FIRST_APART = "\u2e80"
_APART = re.compile(f"[{_FIRST_APART}-\U0010ffff]+")


def search_form(text: str) -> str:
    """`text` in NFKC, with spaces around every character from U+2E80 on."""
    return _APART.sub(lambda run: f" {' '.join(run[0])} ", unicodedata.normalize("NFKC", text))
