"""Segments as bytes: round trips, the chain, and what damage looks like."""

import gzip
import hashlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive.compose import document_row, failure_row, rejection_row
from pipelines.archive.entries import Kept, Lost, TurnedAway
from pipelines.archive.rows import IndexRow, LogRow, RemovedRow, json_line, log_row
from pipelines.archive.segment import Origin, Place, after, decode, encode, follows, is_stubbed, pack
from pipelines.errors import ArchiveDamaged, UnknownFormatVersion
from tests.archive.pages import document, failure, rejection

ORIGIN = Origin("c0ffee", "run-1", "corpus-crawler/0.1.0", "2026-11-22T01:02:03Z")
BEGINNING = Place(0, 0, None, None)

_words = st.text(st.characters(codec="utf-8"), max_size=30)


@st.composite
def rows(draw: st.DrawFn) -> list[LogRow]:
    made: list[LogRow] = []
    number = 0
    for kind in draw(st.lists(st.sampled_from(["document", "rejected", "failed"]), max_size=6)):
        name, keys = f"p{len(made)}", tuple(draw(st.lists(_words, max_size=3)))
        if kind == "document":
            made.append(document_row(Kept(document(name, draw(_words) or "x"), keys), number, "run-1"))
            number += 1
        elif kind == "rejected":
            made.append(rejection_row(TurnedAway(rejection(name, draw(_words)), keys)))
        else:
            made.append(failure_row(Lost(failure(name), keys), None))
    return made


@given(rows())
def test_a_segment_comes_back_as_it_was(made: list[LogRow]) -> None:
    data = encode(BEGINNING, ORIGIN, made)
    segment = decode(0, data)
    assert list(segment.rows) == made
    assert segment.digest == hashlib.sha256(gzip.decompress(data).split(b"\n")[0]).hexdigest()
    assert segment.file_sha256 == hashlib.sha256(data).hexdigest()
    assert encode(BEGINNING, ORIGIN, segment.rows) == data


@given(rows(), rows())
def test_segments_follow_each_other(first: list[LogRow], second: list[LogRow]) -> None:
    one = decode(0, encode(BEGINNING, ORIGIN, first))
    shifted = [
        row.model_copy(update={"number": row.number + one.header.documents})
        if row.kind == "document"
        else row
        for row in second
    ]
    two = decode(1, encode(after(one), ORIGIN, shifted))
    assert follows(one, BEGINNING)
    assert follows(two, after(one))
    assert not follows(two, BEGINNING._replace(previous="0" * 64))
    assert two.header.previous == one.digest
    assert two.header.previous_file_sha256 == one.file_sha256


def sample() -> list[LogRow]:
    return [
        document_row(Kept(document("a"), ("k/a",)), 0, "run-1"),
        rejection_row(TurnedAway(rejection("b"), ("k/b",))),
        document_row(Kept(document("c"), ("k/c",)), 1, "run-1"),
    ]


def test_a_removed_line_leaves_the_chain_whole() -> None:
    data = encode(BEGINNING, ORIGIN, sample())
    whole = decode(0, data)
    header, first, *others = gzip.decompress(data).splitlines()
    row = whole.rows[0]
    assert row.kind == "document"
    gone = row.index().model_copy(update={"status": "removed"})
    stub = RemovedRow(digest=hashlib.sha256(first).hexdigest(), keys=row.keys, row=gone)
    stubbed = decode(0, pack([header, json_line(stub), *others]))
    assert stubbed.digest == whole.digest
    assert is_stubbed(stubbed)
    assert stubbed.rows[1:] == whole.rows[1:]
    assert after(stubbed)._replace(previous_file_sha256=None) == after(whole)._replace(
        previous_file_sha256=None
    )
    with pytest.raises(ArchiveDamaged):
        decode(0, pack([header, json_line(stub.model_copy(update={"digest": "0" * 64})), *others]))


def test_every_flipped_byte_is_noticed() -> None:
    data = encode(BEGINNING, ORIGIN, sample())
    whole = decode(0, data)
    rng, named = random.Random(2), set[bool]()
    for _ in range(300):
        place = rng.randrange(len(data))
        flipped = bytearray(data)
        flipped[place] ^= 1 << rng.randrange(8)
        try:
            segment = decode(0, bytes(flipped))
        except ArchiveDamaged as error:
            named.add("log/0000000000.jsonl.gz" in str(error))
        else:
            # Bits that gzip leaves unused: the successor's previous_file_sha256 tells.
            assert segment.digest == whole.digest
            assert segment.file_sha256 != whole.file_sha256
    assert named == {True}


@pytest.mark.parametrize("cut", [0, 1, 9, 10, 100, -1, -4, -8])
def test_a_cut_segment_is_damaged(cut: int) -> None:
    with pytest.raises(ArchiveDamaged, match="log/0000000003"):
        decode(3, encode(BEGINNING, ORIGIN, sample())[:cut])


def test_lines_that_were_swapped_dropped_or_repeated_are_damage() -> None:
    header, *lines = gzip.decompress(encode(BEGINNING, ORIGIN, sample())).splitlines()
    for wrong in (lines[::-1], lines[1:], [*lines, lines[1]], []):
        with pytest.raises(ArchiveDamaged):
            decode(0, pack([header, *wrong]))


def test_a_consistent_header_cannot_misnumber() -> None:
    with pytest.raises(ArchiveDamaged, match="not numbered"):
        decode(0, encode(BEGINNING._replace(first_number=7), ORIGIN, sample()))


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_an_unknown_version_is_no_damage(version: object) -> None:
    header, *lines = gzip.decompress(encode(BEGINNING, ORIGIN, sample())).splitlines()
    changed = json.dumps(json.loads(header) | {"format_version": version, "unheard": "of"}).encode()
    with pytest.raises(UnknownFormatVersion, match=r"log/0000000000\.jsonl\.gz .* install a newer one"):
        decode(0, pack([changed, *lines]))


def test_the_fields_of_index_are_those_of_the_format() -> None:
    fields = (
        "number file sha256 bytes url canonical_url headline authors published modified publisher language "
        "language_confidence entities relevance near_duplicate_of revision_of access fetched discovered_via "
        "extractor tagger warc offset length payload_digest run status"
    )
    assert list(IndexRow.model_fields) == fields.split()
    row = sample()[0]
    assert row.kind == "document"
    assert list(json.loads(json_line(row.index()))) == fields.split()


def test_a_line_of_an_older_release_keeps_its_bytes() -> None:
    row = document_row(Kept(document("p0", "Of old."), ("k",)), 0, "run-1")
    later = ("section", "keywords", "model")
    old = json.dumps(
        {k: v for k, v in json.loads(json_line(row)).items() if k not in later}, separators=(",", ":")
    )
    assert json_line(log_row(old.encode())) == old.encode()
    assert set(json.loads(json_line(row))) - set(json.loads(old)) == set(later)
