"""What must not be read by others, taken out of a text: values that are known, and what looks like a secret.

The known values are found as they travel, too: percent-encoded, in base64, escaped as in JSON, XML, Python.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, unquote, urlsplit
from xml.sax.saxutils import escape

MASK = "***"

# A shorter value may be a word that stands everywhere, as `corpus` or `test`.
SHORTEST = 8

_URL_SAFE = str.maketrans("+/", "-_")

# Names of parameters that carry a secret in a query, wherever they stand; the last ones mean more often
# something else, and only a long value with a digit is taken for one.
_VALUE = r"[^&#;\s\"'<>\\)\]]"
_SECRET_PARAMETER = (
    r"(?:(?:x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|awsaccesskeyid"
    r"|(?:access|auth|id|refresh|session|security)_?token|token|api_?key|(?:client_?)?secret"
    r"|pass(?:word|wd)?|pwd|jwt)(?==|%3D)"
    rf"|(?:sig(?:nature)?|key|auth|code)(?=(?:=|%3D)(?={_VALUE}{{0,400}}\d){_VALUE}{{16}}))"
)
_SECRET_HEADER = (
    r"(?:proxy-)?authorization|(?:set-)?cookie2?|x-amz-security-token|x-auth-token|x-api-key"
    r"|aws_?(?:secret_?access_?key|session_?token)|aws-?access-?key-?id"
)
# So unmistakable that a URL with one is not for a file that others read.
_KEY_PARAMETER = re.compile(
    r"(?i)[?&;]((?:x-amz-(?:signature|security-token)|(?:access|auth)_?token|api_?key|client_?secret|passw(?:or)?d))="
)
# The rest of a header's value ends with its line, or with the quotes in which a library shows it.
_LOOKS_SECRET = (
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,20}:(?:\\?/){2})[^\s/?#\"'<>\\]*@"), rf"\1{MASK}@"),
    (re.compile(rf"(?i)([?&;](?:amp;)?{_SECRET_PARAMETER}=)[^&#;\s\"'<>\\)\]]+"), rf"\1{MASK}"),
    (re.compile(rf"(?i)(%(?:3F|26){_SECRET_PARAMETER}%3D)(?:(?!%26)[^&\s\"'<>\\])+"), rf"\1{MASK}"),
    (
        re.compile(rf"(?i)\b({_SECRET_HEADER})(['\"]?\s*[:=,]\s*[\[(]?b?)(['\"])(?:(?!\3).)*"),
        rf"\1\2\3{MASK}",
    ),
    (re.compile(rf"(?i)\b({_SECRET_HEADER})(\s*[:=]\s*)(?!\[?b?['\"])[^\r\n'\"]+"), rf"\1\2{MASK}"),
    (re.compile(r"(?i)\b(Credential=|Signature=)(?=[^\s,]{0,400}\d)[A-Za-z0-9+/._~=-]{8,}"), rf"\1{MASK}"),
    # "Basic research" is none: a token has a digit, or goes from small letters to large ones.
    (
        re.compile(
            r"\b((?i:Basic|Bearer) )(?=[A-Za-z0-9+/._~=-]{0,400}?(?:\d|[a-z][A-Z]))[A-Za-z0-9+/._~=-]{16,}"
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), MASK),
)


@dataclass(frozen=True, slots=True)
class Redactor:
    """`known` is what `secret_values` found, or None."""

    known: re.Pattern[str] | None

    def __call__(self, text: str) -> str:
        if self.known is not None:
            text = self.known.sub(MASK, text)
        for pattern, shown in _LOOKS_SECRET:
            text = pattern.sub(shown, text)
        return text


def redactor(values: Iterable[str]) -> Redactor:
    """One that knows `values`; those that are too short are found by where they stand alone."""
    forms = {form for value in values if len(value) >= SHORTEST for form in _forms(value)}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return Redactor(re.compile("|".join(map(re.escape, longest_first))) if forms else None)


def passwords_in(url: str) -> Iterator[str]:
    """What a URL, or `user:password@host`, keeps secret before its host: alone, and with the name."""
    userinfo = _userinfo(url)
    name, mark, password = userinfo.partition(":")
    if mark and password:
        yield from {password, unquote(password), userinfo, f"{unquote(name)}:{unquote(password)}"}


def secret_in(url: str) -> str | None:
    """What a URL holds that others should not read, in words; None where there is nothing."""
    found = _KEY_PARAMETER.search(url)
    return userinfo_in(url) or (f"a secret, `{found[1]}`" if found else None)


def userinfo_in(url: str) -> str | None:
    """The same, of what stands before the host alone."""
    return "a user name or password" if _userinfo(url) else None


def _userinfo(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"//{url}").netloc.rpartition("@")[0]
    except ValueError:
        return ""


def _forms(value: str) -> Iterator[str]:
    raw = value.encode("utf-8", "surrogateescape")
    percent = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
    yield from {value, *percent, *map(_small_escapes, percent), escape(value)}
    yield from {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1]}
    for before in range(3):
        yield from _in_base64(raw, before)


def _in_base64(raw: bytes, before: int) -> Iterator[str]:
    """Behind so many bytes of something else: without characters that depend on others, and padding."""
    encoded = base64.b64encode(bytes(before) + raw).decode("ascii").rstrip("=")
    whole_bits = (before + len(raw)) * 8 // 6
    inner = encoded[-(-before * 4 // 3) : whole_bits]
    if before == 0:
        yield from (encoded, encoded.translate(_URL_SAFE))
    if len(inner) >= SHORTEST:
        yield from (inner, inner.translate(_URL_SAFE))


def _small_escapes(text: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), text)
