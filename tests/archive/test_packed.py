"""Facts in arrays say what facts in tables say, and times come back as they were."""

import hashlib
import random
from typing import Any, TypeVar

import numpy as np
import pytest

from pipelines.archive.digests import key_digest
from pipelines.archive.facts import Facts, near_places
from pipelines.archive.moments import Moments, strings
from pipelines.archive.packed import no_pages
from pipelines.archive.rows import DocumentRow, FailureRow, LogRow, RejectionRow, RemovedRow
from pipelines.archive.sorted_digests import Values, joined_digests, raw, sorted_digests
from pipelines.archive.verdict import Verdict

_Row = TypeVar("_Row", DocumentRow, RejectionRow, FailureRow, RemovedRow)

_TIMES = (
    "2026-11-22",
    "2026-11-22T01:02:03",
    None,
    "2026-11-22T01:02:03Z",
    "2026-11-22T01:02:03+08:00",
    "1999-12-31T23:59:59-03:30",
    "9999-12-31T23:59:59-00:00",
    "2020",
    "2020-09",
    "",
    "2026-11-22T99:02:03Z",
    "2026-11-22t01:02:03Z",
    "2026-11-22T01:02:03 08:00",
    "2026-11-22T01:02:03.5Z",
    "２０２６-11",
    "20261-1-22",
)
_URLS = [f"harbour.example/{number}" for number in range(40)]
_KEYS = [f"{number:08x}" for number in range(6)]


def test_times_come_back_as_they_were() -> None:
    moments = Moments()
    numbers = moments.numbers(strings(_TIMES))
    assert [moments.text(int(number)) for number in numbers] == list(_TIMES)
    again = moments.numbers(strings(_TIMES))
    assert np.array_equal(again, numbers)
    assert len(set(numbers.tolist())) == len(_TIMES)


def _lines(chance: random.Random, count: int) -> list[LogRow]:
    """Documents, rejections, failures and removals of few pages, so that they meet."""
    lines: list[LogRow] = []
    documents: list[DocumentRow] = []
    for _ in range(count):
        keys = tuple(chance.sample(_URLS, chance.randint(1, 3)))
        time, published = chance.choice(_TIMES), chance.choice(_TIMES)
        kind = chance.choice("ddrfx")
        if kind == "d":
            documents.append(_document(len(documents), keys, chance, time, published))
            lines.append(documents[-1])
        elif kind == "r":
            reason = chance.choice(("unrelated", "http_404"))
            lines.append(
                _row(RejectionRow, stage="judge", reason=reason, keys=keys, time=time, published=published)
            )
        elif kind == "f":
            lines.append(_row(FailureRow, stage="fetch", cause="timeout", keys=keys, time=time))
        elif documents:
            row = chance.choice(documents)
            lines.append(_row(RemovedRow, row=row, keys=row.keys, newline_sha256=None))
    return lines


def _document(
    number: int, keys: tuple[str, ...], chance: random.Random, time: str | None, published: str | None
) -> DocumentRow:
    text = f"Ship {number} came in.{chance.choice(('', chr(10)))}"
    return _row(
        DocumentRow,
        number=number,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        keys=keys,
        near_keys="".join(chance.choices(_KEYS, k=chance.choice((0, 2, 4)))),
        fetched=time,
        published=published,
    )


def _row(kind: type[_Row], **fields: Any) -> _Row:
    """With no more than what is looked at."""
    return kind.model_construct(**fields)


def _known(facts: Facts, lines: list[LogRow]) -> list[object]:
    """All that may be asked."""
    texts = [line.sha256 for line in lines if isinstance(line, DocumentRow)]
    keys = [near_places(key * 4) for key in _KEYS]
    return [
        [facts.verdict(key_digest(url)) for url in (*_URLS, "elsewhere.example")],
        [facts.number_of_text(bytes.fromhex(sha256)) for sha256 in (*texts, "0" * 64)],
        [sorted(facts.near(place)) for places in keys for place in places],
        facts.removed,
        facts.barred,
    ]


@pytest.mark.parametrize("seed", range(12))
def test_facts_in_arrays_say_what_facts_in_tables_say(seed: int) -> None:
    lines = _lines(random.Random(seed), 120)
    packed, plain = Facts(packed_from=1 + seed % 5), Facts(packed_from=1000)
    for at, line in enumerate(lines):
        packed.learn(line)
        plain.learn(line)
        if at % 30 == 29 or at == len(lines) - 1:
            assert _known(packed, lines) == _known(plain, lines)


class _PackedMeanwhile(dict[int, int | tuple[int, ...]]):
    """While somebody looks, the thread that learns packs what it has."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts._near)
        self._facts = facts

    def get(self, place: int, default: Any = None) -> Any:
        found = super().get(place, default)
        self._facts._pack()
        return found


def test_what_is_packed_while_somebody_looks_is_there_once() -> None:
    facts = Facts()
    for number in range(3):
        facts.learn(_document(number, (_URLS[number],), random.Random(1), None, None))
    (place, documents), *_ = facts._near.items()
    facts._near = _PackedMeanwhile(facts)
    assert facts.near(place) == documents
    assert facts.near(place) == documents


def test_two_digests_with_one_first_half_are_two() -> None:
    digests = [bytes(8) + bytes([low] * 8) for low in (9, 2, 7, 2)]
    found, rows = sorted_digests([raw(digests[:2]), raw(digests[2:])], [_values(0, 1), _values(2, 3)])
    assert [found.find(digest) for digest in digests] == [0, 3, 2, 3]
    assert sorted(rows.tolist()) == [0, 2, 3]
    more, _ = joined_digests(found, sorted_digests([raw([digests[0], bytes(16)])], [_values(5, 6)])[0])
    assert [more.find(digest) for digest in (*digests, bytes(16))] == [5, 3, 2, 3, 6]
    assert more.find(bytes([1] * 16)) is None


def test_a_page_without_a_time_has_none() -> None:
    digest = key_digest(_URLS[0])
    verdict = Verdict("failed", None, None, None, None, None)
    assert no_pages().verdict(digest) is None
    assert no_pages().with_verdicts({digest: verdict}).verdict(digest) == verdict


def _values(*numbers: int) -> Values:
    return np.array(numbers, np.uint32)
