"""A catalogue in files of the local disk, to which memory is mapped: the system may take its room back.

A folder for each state of the columns, `<store>-<columns>`, with arrays as `.npy` files and `catalogue.json`,
which has the digest of each, behind a first line with its own. It may be deleted at any time, by anybody:
whoever has it open keeps what is mapped. What cannot be read, or is not what was written, is as if it were
not there.
"""

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.archive.catalogue import Catalogue, Parts
from pipelines.archive.growing_file import GrowingFile
from pipelines.archive.moments import Moments
from pipelines.archive.packed import Ending, Endings, Near, Packed, Pages
from pipelines.archive.sorted_digests import Digests

_ABOUT = "catalogue.json"
_VERSION = 1
_NAME_DIGITS = 16
# Writing takes seconds: what is older is nobody's.
_ABANDONED_S = 24 * 60 * 60
_Array = npt.NDArray[Any]


def place_of(cache: Path, store_url: str, files: Sequence[GrowingFile]) -> Path:
    """The folder of what these versions of a store's columns say: mended ones cover as much as before."""
    states = (f"{file.coverage.segments} {file.coverage.head} {file.tag}" for file in files)
    return cache / f"{_digest(store_url)}-{_digest(*states)}"


def kept(place: Path) -> Catalogue | None:
    """The catalogue that lies there; None where none does, or not a whole one."""
    try:
        sha256, _, said = (place / _ABOUT).read_text(encoding="utf-8").partition("\n")
        about: dict[str, Any] = json.loads(said)
        if sha256 != _sha256(said) or about["version"] != _VERSION:
            return None
        arrays = {name: _mapped(place / name, sha256) for name, sha256 in about["arrays"].items()}
        return Catalogue.of(_parts(about, arrays))
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None


def keep(place: Path, catalogue: Catalogue) -> Catalogue:
    """Writes it there, and gives the one that is mapped; the same as before where the disk does not take it.

    Those of earlier states of the same store go.
    """
    scratch: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        _write(scratch, catalogue.parts)
        shutil.rmtree(place, ignore_errors=True)
        scratch.rename(place)
        _clear_others(place)
    except OSError:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)
    return kept(place) or catalogue


def _write(folder: Path, parts: Parts) -> None:
    digests = {}
    for name, array in _arrays(parts):
        np.save(folder / name, array, allow_pickle=False)
        digests[name] = _file_sha256(folder / name)
    about = {
        "version": _VERSION,
        "documents": parts.documents,
        "captures": sorted(parts.captures),
        "removed": sorted(parts.removed),
        "barred": sorted(digest.hex() for digest in parts.barred),
        "times": parts.packed.pages.moments.others,
        "endings": parts.packed.pages.endings.all,
        "places": len(parts.packed.near.places),
        "arrays": digests,
    }
    said = json.dumps(about)
    (folder / _ABOUT).write_text(f"{_sha256(said)}\n{said}", encoding="utf-8")


def _arrays(parts: Parts) -> Iterator[tuple[str, _Array]]:
    pages, texts, near = parts.packed
    yield "segments.npy", parts.segments
    yield from ((f"page-{name}.npy", array) for name, array in pages.digests._asdict().items())
    yield "page-times.npy", pages.times
    yield "page-published.npy", pages.published
    yield from ((f"text-{name}.npy", array) for name, array in texts._asdict().items())
    yield from ((f"near-{place}.npy", array) for place, array in enumerate(near.places))


def _parts(about: dict[str, Any], arrays: dict[str, _Array]) -> Parts:
    endings = Endings()
    for ending in about["endings"]:
        endings.value(Ending(*ending))
    pages, texts = (
        Digests(**{name: arrays[f"{of}-{name}.npy"] for name in Digests._fields}) for of in ("page", "text")
    )
    times = arrays["page-times.npy"], arrays["page-published.npy"]
    near = Near(tuple(arrays[f"near-{place}.npy"] for place in range(about["places"])))
    return Parts(
        about["documents"],
        frozenset(about["captures"]),
        frozenset(about["removed"]),
        frozenset(bytes.fromhex(digest) for digest in about["barred"]),
        arrays["segments.npy"],
        Packed(Pages(pages, *times, Moments(about["times"]), endings), texts, near),
    )


def _mapped(file: Path, sha256: str) -> _Array:
    """Raises ValueError where the file is not the one that was written."""
    if _file_sha256(file) != sha256:
        raise ValueError(f"{file} is not what was written")
    array: _Array = np.load(file, mmap_mode="r", allow_pickle=False)
    return array


def _file_sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _clear_others(place: Path) -> None:
    """Nobody has use for what the columns said before, nor for what a killed run has left half written."""
    prefix = place.name[: _NAME_DIGITS + 1]
    earlier = (other for other in place.parent.glob(f"{prefix}*") if other != place)
    before = time.time() - _ABANDONED_S
    left = (half for half in place.parent.glob(f".{prefix}*") if half.stat().st_mtime < before)
    for other in chain(earlier, left):
        shutil.rmtree(other, ignore_errors=True)


def _digest(*names: str) -> str:
    return _sha256("\n".join(names))[:_NAME_DIGITS]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
