"""Which pages a run has met, in some ten bytes each: a site may list a hundred thousand."""

import hashlib
from array import array
from bisect import bisect_left

# So many are held in a set, of some 80 bytes each; where more are packed already, a part of their number.
_PACKED_FROM = 4096
_PART = 16
_BYTES = 8


class Met:
    """Knows a page by 8 bytes of a digest: of a million, two are taken for one with a chance of 2.7e-8.

    For one thread at a time.
    """

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._packed = array("Q")

    def is_first(self, page: str) -> bool:
        """Whether `page` is met for the first time; from now on it was."""
        sign = sign_of(page)
        if sign in self._recent or self._is_packed(sign):
            return False
        self._recent.add(sign)
        if len(self._recent) >= max(_PACKED_FROM, len(self._packed) // _PART):
            self._pack()
        return True

    def _is_packed(self, sign: int) -> bool:
        at = bisect_left(self._packed, sign)
        return at < len(self._packed) and self._packed[at] == sign

    def _pack(self) -> None:
        self._packed = array("Q", sorted([*self._packed, *self._recent]))
        self._recent = set()


def sign_of(page: str) -> int:
    """8 bytes of the BLAKE2b of a URL, or of a URL key."""
    data = page.encode(errors="surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=_BYTES).digest())
