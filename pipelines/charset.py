"""Bytes of a page to text: the charset that the page is in, whatever it says of itself."""

import codecs
import re

from trafilatura.utils import detect_encoding
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_MARKUP = re.compile(rb"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_DETECTION_BYTES = 20_000
# Of the bytes beyond ASCII: what a page may get wrong and still be in the charset that it names.
_TOLERATED_ERRORS = 0.03
# Western text has fewer; Chinese that is labelled as Western has nothing else.
_WESTERN = frozenset({"cp1252", "latin_1", "iso8859-1", "iso8859-15"})
_WESTERN_HIGH_BYTES = 0.3


def decode_html(body: bytes, content_type: str | None) -> str:
    """`body` as text. A byte order mark decides, then valid UTF-8, then header and meta, then detection.

    UTF-8 comes before the header, for no other charset's text happens to be valid UTF-8. What cannot be
    decoded becomes U+FFFD.
    """
    marked, mark = read_bom(body)
    if marked and mark:
        return body[len(mark) :].decode(marked, errors="replace")
    declared = _declared(body, content_type)
    if "iso2022_jp" in declared and b"\x1b" in body:
        return body.decode("iso2022_jp", errors="replace")
    if (text := _as_utf8(body)) is not None:
        return text
    for charset in declared:
        if (text := _as_declared(body, charset)) is not None:
            return text
    return _detected(body, declared)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Charsets named by header and meta; those of several bytes first: the others refuse nothing."""
    named = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    charsets = dict.fromkeys(charset for charset in named if charset)
    return sorted(charsets, key=lambda charset: charset in _WESTERN)


def _as_utf8(body: bytes) -> str | None:
    """None where it is not valid; a character cut at the very end is forgiven."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(body)
    except UnicodeDecodeError:
        return None


def _as_declared(body: bytes, charset: str) -> str | None:
    try:
        text = body.decode(charset, errors="replace")
    except (LookupError, UnicodeError):
        return None
    high = len(_HIGH_BYTE.findall(body))
    if text.count("\ufffd") > _TOLERATED_ERRORS * high:
        return None
    return None if charset in _WESTERN and _mostly_high(body) else text


def _mostly_high(body: bytes) -> bool:
    visible = _MARKUP.sub(b"", body)
    return len(_HIGH_BYTE.findall(visible)) > _WESTERN_HIGH_BYTES * len(visible)


def _detected(body: bytes, declared: list[str]) -> str:
    visible = _MARKUP.sub(b" ", body)[:_DETECTION_BYTES]
    for guess in (*detect_encoding(visible), *declared, "cp1252"):
        charset = resolve_encoding(guess) or guess
        try:
            text = body.decode(charset, errors="replace")
        except (LookupError, UnicodeError):
            continue
        if text.count("\ufffd") <= _TOLERATED_ERRORS * len(body):
            return text
    return body.decode("utf-8", errors="replace")
