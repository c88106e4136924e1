"""How likely a page belongs, from what is known before the download: a headline or link text, and its URL.

Words of a URL stand below the headline as a text stands below it, and the judge of pages judges both: a
headline is short, so what it names is present to the full (prominence.py). Where neither says anything (no
headline, a number for a name), the promise is `UNTOLD`; where they speak of something else, `NOTHING_NAMED`,
for a page may belong though its headline names nothing.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pipelines.document import Article, Mentions, Relevance

UNTOLD = 0.2
NOTHING_NAMED = 0.03

LEAST_WORDS = 3
"""So many words, one of each two ideographs, tell something."""

_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][^\W_]*")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# A digest or an id, not a word.
_LONGEST_WORD = 24
_LONGEST_TEXT = 400


class Hint(NamedTuple):
    """What is known of a page: its canonical URL, and the headline or link text under which it was named."""

    url: str
    headline: str | None


class Promise:
    """Callable from a hint to its promise, 0 to 1; `tag` and `judge` are those of whole pages."""

    def __init__(
        self, tag: Callable[[Article], Mentions], judge: Callable[[Article, Mentions], Relevance]
    ) -> None:
        self._tag = tag
        self._judge = judge

    def __call__(self, hint: Hint) -> float:
        headline, words = " ".join((hint.headline or "").split())[:_LONGEST_TEXT], words_of(hint.url)
        if _length(headline) + _length(words) < LEAST_WORDS:
            return UNTOLD
        article = Article.of_text(words or headline, headline or words, "hint")
        relevance = self._judge(article, self._tag(article))
        return max(NOTHING_NAMED, relevance.score)


def promises(promise: Callable[[Hint], float], hints: Iterable[Hint]) -> tuple[float, ...]:
    """In the order of the hints; a hint that cannot be judged is `UNTOLD`."""
    return tuple(_or_untold(promise, hint) for hint in hints)


def words_of(url: str) -> str:
    """The words in the path of a URL, written as names are: `/tech/why-facebook-copies-wechat.html` is `Tech
    Why Facebook Copies Wechat`."""
    path = _EXTENSION.sub("", unquote(urlsplit(url).path))
    words = [word for word in _WORD.findall(path) if 1 < len(word) <= _LONGEST_WORD or not word.isascii()]
    return " ".join(word[:1].upper() + word[1:] for word in words)[:_LONGEST_TEXT]


def _length(text: str) -> int:
    ideographs = len(_IDEOGRAPH.findall(text))
    return len(_IDEOGRAPH.sub(" ", text).split()) + ideographs // 2


def _or_untold(promise: Callable[[Hint], float], hint: Hint) -> float:
    try:
        return promise(hint)
    except (ValueError, ArithmeticError):
        return UNTOLD
