"""Ten ways to damage an archive, each a function from its objects to what becomes of some of them."""

import gzip
import json
import random
from collections.abc import Callable, Mapping
from typing import NamedTuple

Objects = Mapping[str, bytes]


class Damage(NamedTuple):
    """`keys` are what a finding must name; `objects` the new bytes of objects, None for those that go."""

    keys: tuple[str, ...]
    objects: dict[str, bytes | None]


Kind = Callable[[random.Random, Objects, Objects], Damage]


def damages() -> dict[str, Kind]:
    """By name. Each takes the archive and another one that is sound and has other texts."""
    return {
        "flipped": _flipped,
        "cut": _cut,
        "grown": _grown,
        "missing": _missing,
        "swapped": _swapped,
        "numbered twice": _numbered_twice,
        "foreign": _foreign,
        "edited": _edited,
        "of the future": _of_the_future,
        "replaced": _replaced,
    }


def _pick(dice: random.Random, objects: Objects, wanted: Callable[[str], bool] = lambda _: True) -> str:
    """Of each class of objects equally often: there are more texts than indexes."""
    classes: dict[str, list[str]] = {}
    for key in filter(wanted, sorted(objects)):
        classes.setdefault(key.partition("/")[0] if "INDEX" not in key else key, []).append(key)
    texts = [classes.pop(name)[0] for name in list(classes) if name.endswith(".txt")]
    return dice.choice(dice.choice([*classes.values(), texts] if texts else [*classes.values()]))


def _is_vouched_for(key: str) -> bool:
    """A run record stands for itself: only its form and the head in it can be held against anything."""
    return not key.startswith("runs/")


def _changed(key: str, data: bytes | None) -> Damage:
    return Damage((key,), {key: data})


def _flipped(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    key = _pick(dice, objects, _is_vouched_for)
    data = bytearray(objects[key])
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return _changed(key, bytes(data))


def _cut(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    key = _pick(dice, objects)
    # The newline behind the JSON of a run record may go.
    return _changed(key, objects[key][: dice.randrange(len(objects[key]) - 1)])


def _grown(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    key = _pick(dice, objects, _is_vouched_for)
    return _changed(key, objects[key] + dice.choice((b"\n", b"\0", b"x", objects[key][-9:], objects[key])))


def _missing(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    return _changed(_pick(dice, objects, _is_vouched_for), None)


def _swapped(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    one, two = _pick(dice, objects, _is_vouched_for), _pick(dice, objects, _is_vouched_for)
    if objects[one] == objects[two]:
        return _swapped(dice, objects, other)
    return Damage((one, two), {one: objects[two], two: objects[one]})


def _numbered_twice(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    """A document stands twice in INDEX, in a segment, or in two segments."""
    segments = sorted(key for key in objects if key.startswith("log/"))
    match dice.randrange(3):
        case 0:
            lines = objects["INDEX"].splitlines(keepends=True)
            at = dice.randrange(len(lines))
            return _changed("INDEX", b"".join([*lines[: at + 1], *lines[at:]]))
        case 1:
            key = dice.choice(segments)
            lines = gzip.decompress(objects[key]).splitlines(keepends=True)
            return _changed(key, gzip.compress(b"".join([*lines, lines[-1]]), mtime=0))
        case _:
            after = f"log/{len(segments):010}.jsonl.gz"
            return _changed(after, objects[dice.choice(segments)])


def _foreign(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    key = dice.choice(
        [
            "notes.txt",
            "007_0123456789abcdef.txt",
            "INDEX.bak",
            "log/README",
            "log/0000000000.jsonl.gz.part",
            "warc/0000000001-0123456789abcdef.warc.gz",
            "warc/other.warc.gz",
            "schema/document.v9.json",
            "runs/nobody.txt",
            "sub/folder/INDEX",
        ]
    )
    return _changed(key, dice.choice([b"", b"x", *other.values()]))


def _edited(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    """By hand, into something well-formed."""
    run = next(key for key in objects if key.startswith("runs/"))
    key = dice.choice(["INDEX", "warc/INDEX.cdxj", "schema/document.v1.json", run])
    if key == run:
        record = json.loads(objects[key]) | {"head": f"{dice.randrange(1 << 256):064x}"}
        return _changed(key, json.dumps(record).encode())
    lines = objects[key].splitlines(keepends=True)
    at = dice.randrange(len(lines))
    if dice.random() < 0.3:
        del lines[at]
    else:
        lines[at] = lines[at].replace(b"a", b"b", 1).replace(b"1", b"2", 1)
    return (
        _changed(key, b"".join(lines)) if b"".join(lines) != objects[key] else _edited(dice, objects, other)
    )


def _of_the_future(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    key = _pick(dice, objects, lambda key: key.startswith("log/"))
    header, *lines = gzip.decompress(objects[key]).splitlines(keepends=True)
    header = header.replace(b'"format_version":1', b'"format_version":2')
    return _changed(key, gzip.compress(b"".join([header, *lines]), mtime=0))


def _replaced(dice: random.Random, objects: Objects, other: Objects) -> Damage:
    """By an object of the same kind out of the other archive."""
    key = _pick(dice, objects, lambda key: _is_vouched_for(key) and not key.startswith("schema/"))
    suffix = key[key.rindex(".") if "." in key else 0 :]
    folder = key.partition("/")[0] if "/" in key else ""
    like = [each for each in sorted(other) if each.endswith(suffix) and each.startswith(folder)]
    data = other[key] if "INDEX" in key or key == "REJECTED.parquet" else other[dice.choice(like)]
    return _changed(key, data) if data != objects[key] else _replaced(dice, objects, other)
