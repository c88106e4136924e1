"""Whether a place may take a copy of an archive: it is empty, or holds the beginning of the same archive."""

from collections.abc import Iterable
from pathlib import Path

from pipelines.archive.probe import FOLDER as PROBES
from pipelines.archive.segment import Segment, decode, segment_key, segment_number
from pipelines.archive.store import KeyMissing, Store
from pipelines.archive.vouched import Vouched
from pipelines.archive.warc import QUARANTINE, WARC
from pipelines.errors import ArchiveDamaged, ConfigurationError

_BEFORE_THE_LOG = (WARC, QUARANTINE, PROBES)


def refuse_stranger(source: Store, target: Store, present: Iterable[str], segments: int) -> None:
    """Raises ConfigurationError unless `target` holds nothing, or the beginning of the same archive."""
    one, other = _place(source.url), _place(target.url)
    if one.startswith(other) or other.startswith(one):
        raise ConfigurationError(
            f"{target.url} and {source.url} lie in one another; name another place as TO"
        )
    theirs = max((number + 1 for key in present if (number := segment_number(key)) is not None), default=0)
    if not theirs:
        _refuse_foreign(source, target, present)
    elif theirs > segments:
        behind = f"{source.url} has {segments} segments and {target.url} has {theirs}"
        raise ConfigurationError(
            f"{behind}: it is another archive, or went on by itself; name another place as TO"
        )
    else:
        key = segment_key(theirs - 1)
        found = decode_of(target, theirs - 1, target.get(key).data)
        if found.digest != Vouched(source).segment(theirs - 1).segment.digest:
            raise another_archive(source, target, key)


def _refuse_foreign(source: Store, target: Store, present: Iterable[str]) -> None:
    """Before the log begins, only captures of its first segment can lie there, from a copy broken off."""
    for key in present:
        try:
            if not key.startswith(_BEFORE_THE_LOG):
                raise KeyMissing(key)
            if not key.startswith(PROBES):
                source.stat(key)
        except KeyMissing as error:
            message = f"{target.url} holds {key}, which is not of this archive; name an empty place as TO"
            raise ConfigurationError(message) from error


def _place(url: str) -> str:
    return (url if "://" in url else str(Path(url).resolve())) + "/"


def another_archive(source: Store, target: Store, key: str) -> ConfigurationError:
    """For a segment of `target` that is not the one of `source`."""
    differ = f"{key} of {target.url} is not that of {source.url}"
    return ConfigurationError(f"{differ}: they are different archives; name another place as TO")


def decode_of(target: Store, number: int, data: bytes) -> Segment:
    """A segment that a copy has. Raises ArchiveDamaged with the remedy that a copy allows."""
    try:
        return decode(number, data)
    except ArchiveDamaged as error:
        raise damaged_copy(target, segment_key(number)) from error


def damaged_copy(target: Store, key: str) -> ArchiveDamaged:
    """For an object of a copy that is not what it was copied from."""
    return ArchiveDamaged(f"{target.url}: {key} is damaged; delete it there, and copy again")
