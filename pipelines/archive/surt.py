"""The key by which replay tools look for a URL: a SURT, its host turned round, its path and query folded.

Sort-friendly URI Reordering Transform, as Heritrix and the Wayback Machine have it. Replay tools make the
key of what they are asked for, so ours must be theirs: a test holds it against the library of that name,
which has another licence than this project and so is no part of it.
"""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_WWW = re.compile(r"^www\d*\.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION_IN_PATH = re.compile(r"/\((?:(?:[a-z]\([0-9a-z]{24}\))+|[0-9a-z]{24})\)(?=/.+\.aspx)")
_SESSION_IN_QUERY = re.compile(
    r"(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&|$)"
)
# Everything printable in ASCII but the space, "#" and "%" is left as it is.
_KEPT = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "#%")


def surt(url: str) -> str:
    """`com,example)/path?a=1` for `http://www.example.com/Path/?a=1`. Raises ValueError for what is none."""
    parts = urlsplit(url.strip(" \t\r\n"))
    return f"{_host(parts.hostname or '', parts.scheme, parts.port)}){_path(parts.path)}{_query(parts.query)}"


def _host(host: str, scheme: str, port: int | None) -> str:
    labels = [label for label in _punycode(_WWW.sub("", host, count=1)).split(".") if label]
    turned = host if ":" in host else ",".join(reversed(labels))
    return turned if port in (None, _DEFAULT_PORTS.get(scheme)) else f"{turned}:{port}"


def _punycode(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _path(path: str) -> str:
    folded = _SESSION_IN_PATH.sub("", _escaped(path).lower())
    kept: list[str] = []
    for segment in folded.split("/"):
        if segment == ".." and kept:
            kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    folded = _SESSION_IN_QUERY.sub("", _escaped(query).lower())
    pairs = sorted(pair.partition("=") for pair in folded.split("&"))
    return f"?{'&'.join(map(''.join, pairs))}" if folded else ""


def _escaped(text: str) -> str:
    """Unescaped until nothing changes, then escaped once."""
    data = text.encode("utf-8", "surrogatepass")
    while (plain := unquote_to_bytes(data)) != data:
        data = plain
    return quote_from_bytes(data, safe=_KEPT)
