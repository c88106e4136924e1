"""Text of strangers as it may be shown: nothing moves a cursor, starts a line, turns the reading."""

import json
import re
import unicodedata

# What a JSON string may hold as it is, and a terminal or a reader of lines would obey.
_ACTS_IN_JSON = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    """The text with control characters and bidirectional overrides made visible, so that none acts."""
    if text.isprintable():
        return text
    return "".join(char if _harmless(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def one_line(text: str) -> str:
    """Plain, on one line."""
    return " ".join(plain(text).split())


def escaped(text: str) -> str:
    r"""On one line, with what would act on a terminal or start a line written as `\n`, `\x1b`, `\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if _stays(char) else _written_out(char) for char in text)


def escaped_json(line: str) -> str:
    r"""The same JSON, with what acts and JSON lets stand written as `\u202e`."""
    return _ACTS_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], line)


def _written_out(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _stays(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs" or char in "\u200c\u200d"


def _harmless(char: str) -> bool:
    # Line and paragraph separators are lines where a terminal or a reader takes them for it.
    return char in "\n\t" or unicodedata.category(char) not in _ACTING or char in "\u200c\u200d"


_ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
