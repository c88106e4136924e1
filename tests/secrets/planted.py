"""Secrets that a run is given, and every place where it could have left one."""

import base64
import gzip
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

KEY = "kEy/+Planted1Secret=="
TOKEN = "tOkEn/Session+2Planted//%&="
PASSWORD = "pAss:w0rd/3@Planted"
COOKIE = "c00kie4PlantedByTheServer"
FEED_PASSWORD = "fEed5Planted"
ALL = {
    "key": KEY,
    "session token": TOKEN,
    "password": PASSWORD,
    "cookie": COOKIE,
    "password of a feed": FEED_PASSWORD,
}


def forms(secret: str) -> Iterator[bytes]:
    """As it is, percent-encoded, in base64 at each of the three places at which it may begin there."""
    raw = secret.encode()
    yield raw
    for encoded in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield encoded.encode()
        yield re.sub("%..", lambda found: found[0].lower(), encoded).encode()
    for before in range(3):
        whole = base64.b64encode(b"x" * before + raw)
        # What depends on its neighbours is cut off.
        inner = whole[-(-before * 4 // 3) : (before + len(raw)) * 8 // 6]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def found_in(places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Which secret lies where; empty is well."""
    places = [(name, whole) for name, data in places for whole in (data, *_unpacked(data))]
    return [
        f"{what} in {name}: {_around(data, form)!r}"
        for what, secret in ALL.items()
        for form in set(forms(secret))
        for name, data in places
        if form in data
    ]


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, its name among its bytes."""
    for folder in folders:
        for path in folder.rglob("*"):
            name = os.fsencode(path.relative_to(folder))
            yield str(path), name + b"\n" + (path.read_bytes() if path.is_file() else b"")


def _around(data: bytes, form: bytes) -> bytes:
    place = data.index(form)
    return data[max(0, place - 60) : place + 10]


def _unpacked(data: bytes) -> Iterator[bytes]:
    """All members of a gzip file, whatever stands before."""
    start = data.find(b"\x1f\x8b\x08")
    if start < 0:
        return
    try:
        yield gzip.decompress(data[start:])
    except (OSError, EOFError, zlib.error):
        return
