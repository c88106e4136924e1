"""Planted damage: `verify` finds and names all of it, `repair` mends what can be mended, readers notice."""

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipelines.archive import Archive, Store, open_store, verify
from pipelines.archive.repair import repair
from pipelines.archive.segment import segment_key
from pipelines.errors import ArchiveDamaged, ArchiveError, UnknownFormatVersion
from tests.archive.damage import Damage, damages
from tests.archive.shapes import grow, sample

KINDS = sorted(damages())
REFUSED = "an error of the archive's own"
PAGE = "http://news.test/a{}".format


class Planted(NamedTuple):
    """A sound archive with its objects, and another one to take objects from."""

    store: Store
    objects: dict[str, bytes]
    other: dict[str, bytes]


@pytest.fixture(scope="module")
def sown(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    store, other = (open_store(str(tmp_path_factory.mktemp(name))) for name in ("one", "other"))
    sample(store, "a")
    sample(other, "b")
    return Planted(store, contents(store), contents(other))


@pytest.fixture
def planted(sown: Planted) -> Planted:
    """Sound, whatever another test left."""
    heal(sown)
    return sown


def contents(store: Store) -> dict[str, bytes]:
    return {key: store.get(key).data for key, _ in store.list()}


def plant(planted: Planted, kind: str, dice: random.Random) -> Damage:
    damage = damages()[kind](dice, planted.objects, planted.other)
    put_all(planted.store, damage.objects)
    return damage


def put_all(store: Store, objects: Mapping[str, bytes | None]) -> None:
    for key, data in objects.items():
        if data is None:
            store.delete(key)
        else:
            store.put(key, data)


def heal(planted: Planted) -> None:
    """Puts back whatever is not as it was."""
    now = contents(planted.store)
    put_all(planted.store, dict.fromkeys(now.keys() - planted.objects.keys()))
    put_all(planted.store, {key: data for key, data in planted.objects.items() if now.get(key) != data})


def what_verify_misses(planted: Planted, damage: Damage) -> str | None:
    """Says what is wrong with its answer, and with that of `repair`; None where nothing is."""
    try:
        report = verify(planted.store)
    except UnknownFormatVersion as error:
        return None if damage.keys[0] in str(error) else f"names another: {error}"
    told = " ".join(f"{finding.key} {finding.problem}" for finding in report.findings)
    missed = [key for key in damage.keys if key not in told]
    if report.clean or missed:
        return f"does not name {missed}: {told or 'clean'}"
    try:
        repair(planted.store)
    except ArchiveDamaged:
        is_mended = False
    else:
        is_mended = contents(planted.store) == planted.objects
    can_mend = all(finding.repairable for finding in report.findings)
    return None if is_mended == can_mend else f"mended: {is_mended}, said before: {told}"


def plant_many(planted: Planted, kind: str, times: int) -> list[object]:
    dice = random.Random(kind)
    missed: list[object] = []
    for _ in range(times):
        damage = plant(planted, kind, dice)
        problem = what_verify_misses(planted, damage)
        if problem is not None:
            missed.append((damage.keys, problem))
        heal(planted)
    return missed


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_found(planted: Planted, kind: str) -> None:
    assert plant_many(planted, kind, 15) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_two_thousand_damages_are_found(planted: Planted, kind: str) -> None:
    assert len(KINDS) == 10
    assert plant_many(planted, kind, 200) == []


READS: dict[str, Callable[[Archive], Any]] = {
    "len": len,
    "head": lambda archive: archive.head,
    "rows": lambda archive: list(archive.rows()),
    "documents": lambda archive: list(archive.documents()),
    "since": lambda archive: list(archive.since(None)),
    "rejections": lambda archive: list(archive.rejections()),
    "failures": lambda archive: list(archive.failures()),
    **{f"get {number}": partial(Archive.get, number=number) for number in (0, 1, 3, 5)},
    **{f"by_url {page}": partial(Archive.by_url, url=page) for page in map(PAGE, (0, 2, 6, 9))},
    **{f"record {page}": partial(Archive.record, url_key=page) for page in map(PAGE, (1, 3, 4))},
}


def answers(store: Store) -> Iterator[tuple[str, Any]]:
    """What each way of reading says; the archive's own errors are an answer."""
    for name, read in READS.items():
        try:
            yield name, read(Archive.open(store))
        except ArchiveError:
            yield name, REFUSED


@pytest.mark.parametrize("kind", KINDS)
def test_readers_tell_the_truth_or_that_they_cannot(planted: Planted, kind: str) -> None:
    read_many(planted, kind, 6)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_readers_of_a_thousand_damages_tell_the_truth(planted: Planted, kind: str) -> None:
    read_many(planted, kind, 100)


def read_many(planted: Planted, kind: str, times: int) -> None:
    truth, dice, wrong = dict(answers(planted.store)), random.Random(kind), []
    newest = max(key for key in planted.objects if key.startswith("log/"))
    for _ in range(times):
        damage = plant(planted, kind, dice)
        if damage.objects == {newest: None}:
            # A log that lost its end is a shorter one, for all that a reader can tell.
            heal(planted)
            continue
        for name, answer in answers(planted.store):
            if answer not in (REFUSED, truth[name]):
                wrong.append((damage.keys, name, answer))
        heal(planted)
    assert wrong == []


@pytest.mark.parametrize("number", [0, 2])
def test_repair_leaves_an_archive_alone_whose_log_has_a_gap(planted: Planted, number: int) -> None:
    planted.store.delete(segment_key(number))
    before = contents(planted.store)
    with pytest.raises(ArchiveDamaged, match=f"{segment_key(number)} is missing"):
        repair(planted.store)
    assert contents(planted.store) == before


def false_alarms(folder: Path, count: int) -> list[object]:
    alarms: list[object] = []
    for seed in range(count):
        store = open_store(str(folder / str(seed)))
        grow(store, random.Random(seed))
        report = verify(store)
        behind = [note for note in report.notes if note.key.endswith((".parquet", ".cdxj"))]
        alarms += [(seed, finding) for finding in (*report.findings, *behind)]
        alarms += [(seed, done) for done in repair(store)]
    return alarms


def test_clean_archives_are_clean(tmp_path: Path) -> None:
    assert false_alarms(tmp_path, 8) == []


@pytest.mark.slow
def test_a_hundred_clean_archives_are_clean(tmp_path: Path) -> None:
    assert false_alarms(tmp_path, 100) == []
