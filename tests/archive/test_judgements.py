"""Marks and models: written once, vouched for by their own digest, known to verify and copy."""

from pathlib import Path

import pytest

from pipelines.archive import (
    Judgement,
    Store,
    copy_archive,
    list_judgements,
    newest_model,
    open_store,
    put_judgement,
    put_model,
    read_judgement,
    standing_judgements,
    verify,
)
from pipelines.document import Evidence
from pipelines.errors import ArchiveDamaged, ConfigurationError, StoreError
from tests.moving.archives import archive_at

MODEL = b'{\n  "number": 1\n}'


def mark(page: str, verdict: str = "right", second: int = 1, id_: str = "0" * 16) -> Judgement:
    return Judgement.model_validate(
        {
            "id": id_,
            "time": f"2026-11-22T01:02:{second:02}Z",
            "verdict": verdict,
            "outcome": "archived",
            "number": 4,
            "url": f"http://news.test/{page}",
            "keys": (f"news.test/{page}",),
            "headline": "ByteDance pays",
            "relevance": 0.7,
            "threshold": 0.5,
            "evidence": (Evidence(kind="entity", name="bytedance", count=1, weight=1.7),),
            "model": "seeds 1 01234567",
            "by": "Ann",
            "note": "字节",
        }
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return archive_at(str(tmp_path / "archive"), pages=1)


def test_a_mark_comes_back_as_it_was(store: Store) -> None:
    key = put_judgement(store, mark("a"))
    assert key == "judgements/20261122T010201Z-0000000000000000.json"
    assert read_judgement(store, key) == mark("a")
    assert list(list_judgements(store)) == [key]


def test_the_newest_mark_on_a_page_stands_and_one_withdrawn_does_not(store: Store) -> None:
    for made in (
        mark("a", "right", 1),
        mark("b", "right", 2),
        mark("a", "wrong", 3),
        mark("b", "withdrawn", 4),
        mark("a", "right", 5, "00001" + "0" * 11),
        mark("a", "wrong", 5, "00002" + "0" * 11),
    ):
        put_judgement(store, made)
    assert [(m.url, m.verdict) for m in standing_judgements(store)] == [("http://news.test/a", "wrong")]


@pytest.mark.parametrize(
    ("outcome", "verdict", "belongs"),
    [
        ("archived", "right", True),
        ("archived", "wrong", False),
        ("rejected", "right", False),
        ("rejected", "wrong", True),
    ],
)
def test_what_a_mark_says_of_the_page(outcome: str, verdict: str, belongs: bool) -> None:
    assert mark("a", verdict).model_copy(update={"outcome": outcome}).belongs is belongs


def test_every_flipped_byte_of_a_mark_is_found(store: Store) -> None:
    key = put_judgement(store, mark("a"))
    whole = store.get(key).data
    for place in range(0, len(whole), 7):
        store.put(key, whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ArchiveDamaged):
            read_judgement(store, key)
    assert [finding.key for finding in verify(store).findings] == [key]


def test_a_mark_under_another_name_is_none(store: Store) -> None:
    key = put_judgement(store, mark("a"))
    other = key.replace("010201", "010202")
    store.put(other, store.get(key).data)
    with pytest.raises(ArchiveDamaged, match="delete it"):
        read_judgement(store, other)


def test_models_are_numbered_and_never_replaced(store: Store) -> None:
    assert newest_model(store) == (0, None)
    put_model(store, 1, MODEL)
    put_model(store, 1, MODEL)
    assert newest_model(store) == (1, MODEL)
    with pytest.raises(StoreError, match="somebody else"):
        put_model(store, 1, b'{\n  "number": 2\n}')
    put_model(store, 2, b'{\n  "number": 2\n}')
    assert newest_model(store)[0] == 2


def test_verify_knows_marks_and_models_and_nothing_beside_them(store: Store) -> None:
    put_judgement(store, mark("a"))
    model = put_model(store, 1, MODEL)
    assert verify(store).clean
    store.put("models/notes.json", b"{}")
    store.put(model, store.get(model).data.replace(b"1", b"2", 1))
    assert {finding.key for finding in verify(store).findings} == {"models/notes.json", model}


def test_a_copy_takes_marks_and_models_along(store: Store, tmp_path: Path) -> None:
    target = open_store(str(tmp_path / "copy"))
    put_judgement(store, mark("a"))
    copy_archive(store, target)
    put_judgement(store, mark("b", second=2))
    put_model(store, 1, MODEL)
    copy_archive(store, target)
    assert standing_judgements(target) == standing_judgements(store)
    assert newest_model(target) == (1, MODEL)
    assert verify(target).clean


def test_a_copy_that_has_learned_by_itself_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    target = open_store(str(tmp_path / "copy"))
    copy_archive(store, target)
    put_model(store, 1, MODEL)
    put_model(target, 1, b'{\n  "number": 7\n}')
    with pytest.raises(ConfigurationError, match="different archives"):
        copy_archive(store, target)
    assert newest_model(target) == (1, b'{\n  "number": 7\n}')
