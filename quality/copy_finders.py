"""Copies as libraries find them with what they come with: the most similar text from a threshold on."""

from collections.abc import Callable, Sequence

from rensa import RMinHash
from trafilatura.deduplication import Simhash

_PERMUTATIONS = 128
_SEED = 1
_WORDS = 5
_FROM_MINHASH = 0.5
# Of 64 bits, six may differ: what is found nearer is a copy by the use that trafilatura's docs make of it.
_FROM_SIMHASH = 0.9


def minhash_finder(texts: Sequence[str]) -> Callable[[str], int | None]:
    """MinHash over runs of five words between blanks, by its estimate of the similarity alone."""
    known = [_minhash(text) for text in texts]

    def find(text: str) -> int | None:
        asked = _minhash(text)
        return _best([asked.jaccard(other) for other in known], _FROM_MINHASH)

    return find


def simhash_finder(texts: Sequence[str]) -> Callable[[str], int | None]:
    """trafilatura's content fingerprint."""
    known = [Simhash(text) for text in texts]

    def find(text: str) -> int | None:
        asked = Simhash(text)
        return _best([asked.similarity(other) for other in known], _FROM_SIMHASH)

    return find


def _best(scores: Sequence[float], least: float) -> int | None:
    best = max(range(len(scores)), key=lambda place: scores[place])
    return best if scores[best] >= least else None


def _minhash(text: str) -> RMinHash:
    words = text.lower().split()
    last = max(1, len(words) - _WORDS + 1)
    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update([" ".join(words[at : at + _WORDS]) for at in range(last)])
    return minhash
