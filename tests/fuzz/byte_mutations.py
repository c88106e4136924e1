"""Ways to break any bytes, without knowing what they are. What is done is decided by a `Random` alone."""

from collections.abc import Callable, Sequence
from random import Random

Mutation = Callable[[Random, bytes], bytes]

_CONTROLS = bytes((*range(0x20), 0x7F, *range(0x80, 0xA0)))
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\x2b\x2f\x76\x38")
_ILL_FORMED = (b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80",
b"\xe4\xbd",
               b"\xff", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\x85",
               b"\x1b$B%")  # fmt: skip
_CHARSETS = ("utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-7", "gb18030", "big5", "shift_jis", "euc-kr",
             "iso2022_jp", "koi8-r", "cp1252", "cp037")  # fmt: skip


def flip_bits(random: Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(random.choice((1, 8, 64, max(1, len(body) // 100)))):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def delete(random: Random, body: bytes) -> bytes:
    start, end = _span(random, body)
    return body[:start] + body[end:]


def repeat(random: Random, body: bytes) -> bytes:
    start, end = _span(random, body)
    return body[:end] + body[start:end] * random.choice((1, 3, 20)) + body[end:]


def truncate(random: Random, body: bytes) -> bytes:
    return body[: random.randrange(len(body) + 1)]


def behead(random: Random, body: bytes) -> bytes:
    return body[random.randrange(len(body) + 1) :]


def turn_round(random: Random, body: bytes) -> bytes:
    """The second half before the first."""
    at = random.randrange(len(body) + 1)
    return body[at:] + body[:at]


def insert_controls(random: Random, body: bytes) -> bytes:
    return _sprinkled(random, body, [bytes((control,)) for control in _CONTROLS])


def insert_zeros(random: Random, body: bytes) -> bytes:
    return _sprinkled(random, body, [b"\0", b"\0" * 3, b"\0" * 500])


def insert_marks(random: Random, body: bytes) -> bytes:
    """Byte order marks, at the beginning or in the middle."""
    mark = random.choice(_MARKS)
    return mark + body if random.random() < 0.4 else _sprinkled(random, body, [mark])


def insert_ill_formed(random: Random, body: bytes) -> bytes:
    return _sprinkled(random, body, _ILL_FORMED)


def change_charset(random: Random, body: bytes) -> bytes:
    """All of it, or what stands behind some place, in another charset than the page says."""
    at = random.choice((0, random.randrange(len(body) + 1)))
    text = body[at:].decode("utf-8", "replace")
    return body[:at] + text.encode(random.choice(_CHARSETS), "replace")


def decode_wrongly(random: Random, body: bytes) -> bytes:
    """As UTF-8 looks that was read as Latin and written as UTF-8 again."""
    return body.decode(random.choice(("latin-1", "cp437", "koi8-r")), "replace").encode()


BYTE_MUTATIONS: Sequence[Mutation] = (
    flip_bits, delete, repeat, truncate, behead, turn_round, insert_controls, insert_zeros, insert_marks,
    insert_ill_formed, change_charset, decode_wrongly,
)  # fmt: skip


def places(random: Random, body: bytes, mark: bytes, most: int) -> list[int]:
    """Up to `most` places behind some `mark`, from last to first; one anywhere where there is none."""
    found: list[int] = []
    at = body.find(mark)
    while at >= 0 and len(found) < 5000:
        found.append(at + len(mark))
        at = body.find(mark, at + 1)
    return sorted(random.sample(found, min(most, len(found))), reverse=True) or [
        random.randrange(len(body) + 1)
    ]


def inserted(body: bytes, at: int, piece: bytes) -> bytes:
    return body[:at] + piece + body[at:]


def _span(random: Random, body: bytes) -> tuple[int, int]:
    start = random.randrange(len(body) + 1)
    return start, min(len(body), start + random.choice((1, 10, 200, 5000)))


def _sprinkled(random: Random, body: bytes, pieces: Sequence[bytes]) -> bytes:
    for _ in range(random.choice((1, 5, 30))):
        body = inserted(body, random.randrange(len(body) + 1), random.choice(pieces))
    return body
