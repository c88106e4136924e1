"""What makes two texts the same, or nearly so.

The near-keys lie in archives for ever. Whatever is changed below, down to a constant, makes new pages
unlike the old ones: it needs a field of its own beside `near_keys`, and keys of both kinds until the
archive is fingerprinted anew. A test holds the keys of known texts.
"""

import hashlib
import re
import struct
from collections.abc import Callable
from typing import NamedTuple

from rensa import RMinHash

from pipelines.document import Fingerprint, text_bytes
from pipelines.nfkc import nfkc
from pipelines.scripts import SPACELESS, simplify

_SHINGLE_TOKENS = 5
_PERMUTATIONS = 128
_ROWS_PER_BAND = 4
_SEED = 20191001
# Marks that join letters into words, though they are no letters themselves.
_MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0dff"
_TOKEN = re.compile(rf"[{SPACELESS}]|(?:(?![{SPACELESS}])[^\W_]|[{_MARKS}])+")


def fingerprint(text: str) -> Fingerprint:
    """SHA-256 of the `.txt` bytes, and 32 near-keys of 8 hex digits each in one string of 256.

    Texts that share a near-key at the same place are worth comparing: nearly all pairs from a similarity
    of 0.6 on do, half of those at 0.36, few below 0.2.
    """
    return Fingerprint(sha256=hashlib.sha256(text_bytes(text)).hexdigest(), near_keys=_near_keys(text))


class Overlap(NamedTuple):
    """Shingles of a text, of another, and those that both have (Broder, 1997).

    Resemblance is `similarity`; the containment of either text in the other is `held` and `holds`.
    """

    ours: int
    theirs: int
    shared: int

    @property
    def similarity(self) -> float:
        """Shared ones, of those that either has (Jaccard): 0 to 1."""
        return self.shared / (self.ours + self.theirs - self.shared)

    @property
    def held(self) -> float:
        """The share of the text that the other has: 1 for an excerpt."""
        return self.shared / self.ours

    @property
    def holds(self) -> float:
        """The share of the other that the text has: 1 for a longer version."""
        return self.shared / self.theirs


def overlap(text: str) -> Callable[[str], Overlap]:
    """From another text to what it has in common with `text`, whose shingles are made once."""
    ours = _shingles(text)

    def to(other: str) -> Overlap:
        theirs = _shingles(other)
        return Overlap(len(ours), len(theirs), len(ours & theirs))

    return to


def likeness(text: str) -> Callable[[str], float]:
    """`similarity` to `text`, whose shingles are made once."""
    to = overlap(text)
    return lambda other: to(other).similarity


def similarity(a: str, b: str) -> float:
    """Shingles that both texts have, of those that either has (Jaccard): 0 to 1."""
    return likeness(a)(b)


def _near_keys(text: str) -> str:
    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update(list(_shingles(text)))
    digest: list[int] = minhash.digest()
    bands = (digest[at : at + _ROWS_PER_BAND] for at in range(0, _PERMUTATIONS, _ROWS_PER_BAND))
    return "".join(_band_key(band) for band in bands)


def _band_key(band: list[int]) -> str:
    return hashlib.blake2b(struct.pack(f">{_ROWS_PER_BAND}I", *band), digest_size=4).hexdigest()


def _shingles(text: str) -> frozenset[str]:
    """Runs of five tokens, at least one. A token is a word, or a character of a script without spaces.

    So one rule serves Chinese, English and a mixture of both, whatever language the page claims. Case,
    punctuation, width and Traditional or Simplified make no difference.
    """
    folded = simplify(nfkc(text).casefold())
    tokens = _TOKEN.findall(folded) or folded.split()
    last = max(1, len(tokens) - _SHINGLE_TOKENS + 1)
    return frozenset(" ".join(tokens[at : at + _SHINGLE_TOKENS]) for at in range(last))
