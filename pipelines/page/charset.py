"""Bytes of a page to text: the charset that the page is in, whatever it says of itself."""

import codecs
import re
from collections.abc import Iterable, Iterator

from trafilatura.utils import detect_encoding
from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

from pipelines.page.mojibake import strangeness

_MARKUP = re.compile(rb"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")
_TAGS = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_META = re.compile(
    rb"""(?isx) <meta\b[^>]*?\bcharset\s*=\s*["']?\s*([a-z0-9_:.-]+)
    | <\?xml\b[^>]*?encoding\s*=\s*["']([a-z0-9_:.-]+)"""
)
_HEAD_BYTES = 8192
_DETECTION_BYTES = 20_000
# Japanese mail's charset, also seen on pages, is 7-bit and says itself where it begins.
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
# Of the bytes beyond ASCII: what a page may get wrong and still be in the charset that it names.
_TOLERATED_ERRORS = 0.03
# Of what is not ASCII, so many parts must be valid UTF-8 for one that is not.
_VALID_FOR_BROKEN = 2
# What a page says of itself holds up to here, whatever reads better.
_TOLERATED_STRANGENESS = 0.2
# Western text has fewer; Chinese that is labelled as Western has nothing else.
_WESTERN = frozenset({"cp1252", "latin_1", "iso8859-1", "iso8859-15"})
_WESTERN_HIGH_BYTES = 0.3
NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of Python's that a page may name and no browser knows: they make half characters of what is written,
or take time that grows with the square of the page."""
# Where nothing is said: what pages are in, as a rule. Of several that read equally well the first is taken.
_LIKELY = (
    "gb18030", "euc_jp", "cp932", "big5hkscs", "cp949", "cp1252", "cp1251", "cp1250", "iso8859_2", "koi8_r",
    "cp1254", "cp1253", "cp1257", "cp1256", "cp1255",
)  # fmt: skip
_OF_SEVERAL_BYTES = 5


def decode_html(body: bytes, content_type: str | None) -> str:
    """`body` as text: by a byte order mark, as UTF-8 if it is, as header and meta say, as it reads best.

    UTF-8 comes before the header, for no other charset's text happens to be valid UTF-8. What cannot be
    decoded becomes U+FFFD.
    """
    marked, mark = read_bom(body)
    if marked and mark:
        return body[len(mark) :].decode(marked, errors="replace")
    if b"\x1b" in body and _ISO_2022_JP.search(body) and not _HIGH_BYTE.search(body):
        return body.decode("iso2022_jp", errors="replace")
    if (unmarked := _unmarked_utf16(body)) is not None:
        return body.decode(unmarked, errors="replace")
    if (text := _as_utf8(body)) is not None:
        return text
    return _best(body, _declared(body, content_type))


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Charsets named by header and meta; those of several bytes first: the others refuse nothing."""
    metas = (name.decode("ascii") for found in _META.findall(body[:_HEAD_BYTES]) for name in found if name)
    named = (http_content_type_encoding(content_type), *map(resolve_encoding, metas))
    charsets = dict.fromkeys(charset for charset in named if charset and charset not in NO_CHARSETS)
    return sorted(charsets, key=lambda charset: charset in _WESTERN)


def _unmarked_utf16(body: bytes) -> str | None:
    """Markup in UTF-16 has a zero in each pair of bytes."""
    head = body[:400]
    if head.count(0) < len(head) // 4:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _as_utf8(body: bytes) -> str | None:
    """None where too little of it is valid; a character cut at the very end is forgiven."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    valid = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    return text if valid >= _VALID_FOR_BROKEN * broken else None


def _best(body: bytes, declared: list[str]) -> str:
    """What the page says it is in, if that reads well, else what reads best."""
    readings = [text for charset in declared if (text := _as_declared(body, charset)) is not None]
    strange = list(map(_strangeness, readings))
    if strange and min(strange) <= _TOLERATED_STRANGENESS:
        return readings[strange.index(min(strange))] if strange[0] > _TOLERATED_STRANGENESS else readings[0]
    if readings and _is_without_error(body, declared):
        return _well_read(body, _LIKELY[:_OF_SEVERAL_BYTES]) or readings[0]
    readings += _readings(body, _undeclared(body))
    return min(readings, key=_strangeness, default=body.decode("utf-8", "replace"))


def _well_read(body: bytes, charsets: Iterable[str]) -> str:
    """The best reading of these charsets, "" where none is as good as a text should be."""
    best = min(_readings(body, charsets), key=_strangeness, default="")
    return best if best and _strangeness(best) <= _TOLERATED_STRANGENESS else ""


def _readings(body: bytes, charsets: Iterable[str]) -> list[str]:
    return [text for charset in charsets if (text := _decoded(body, charset)) is not None]


def _strangeness(text: str) -> float:
    return strangeness(_visible(text))


def _is_without_error(body: bytes, declared: list[str]) -> bool:
    """Whether a charset of several bytes is named in which nothing is wrong.

    That does not happen by chance to text in a charset of one byte, where letters come in odd numbers too.
    """
    for charset in declared:
        try:
            text = body.decode(charset)
        except (LookupError, UnicodeError):
            continue
        if len(text) < len(body):
            return True
    return False


def _as_declared(body: bytes, charset: str) -> str | None:
    text = _decoded(body, charset)
    return None if charset in _WESTERN and _mostly_high(body) else text


def _decoded(body: bytes, charset: str) -> str | None:
    """None where more of it is in error than a page in this charset would have."""
    try:
        text = body.decode(charset, errors="replace")
    except (LookupError, UnicodeError):
        return None
    return None if text.count("\ufffd") > _TOLERATED_ERRORS * len(_HIGH_BYTE.findall(body)) else text


def _mostly_high(body: bytes) -> bool:
    visible = _MARKUP.sub(b"", body)
    return len(_HIGH_BYTE.findall(visible)) > _WESTERN_HIGH_BYTES * len(visible)


def _undeclared(body: bytes) -> Iterator[str]:
    """The likely ones, then what a detector takes it for."""
    yield from _LIKELY
    for guess in detect_encoding(_MARKUP.sub(b" ", body)[:_DETECTION_BYTES]):
        yield resolve_encoding(guess) or guess


def _visible(text: str) -> str:
    return _TAGS.sub(" ", text)
