"""What is found, in which order, and where the words are."""

import pytest

from pipelines.archive import Archive, Where
from pipelines.lookup import Lookup, Piece, condition
from tests.export.archives import documents


def found(lookup: Lookup, text: str, where: Where | None = None) -> list[int]:
    return sorted(hit.number for hit in lookup.search(text, where, limit=100))


def shown(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    "words", ["字节跳动", "抖音", "张一鸣", "突破6亿", "擴展至台灣", "Zürich", '"grows quickly"', "TikTok"]
)
def test_what_holds_it_is_found(archive: Archive, lookup: Lookup, words: str) -> None:
    plain = words.strip('"').lower()
    holding = [row.number for row in documents(archive) if plain in f"{row.headline}\n{row.text}".lower()]
    assert holding
    assert set(holding) <= set(found(lookup, words))


def test_words_in_another_order_are_no_phrase(lookup: Lookup) -> None:
    assert found(lookup, "音抖") == found(lookup, '"quickly grows"') == []
    assert found(lookup, "quickly grows") == found(lookup, '"grows quickly"')


def test_accents_and_case_do_not_matter(lookup: Lookup) -> None:
    assert found(lookup, "zurich") == found(lookup, "ZÜRICH") == found(lookup, "cafe") != []


def test_one_script_finds_the_other(lookup: Lookup) -> None:
    pytest.importorskip("opencc", reason="needs OpenCC of the extra `crawl`: absent")
    assert found(lookup, "字节跳动") == found(lookup, "字節跳動")
    assert len(found(lookup, "字节跳动")) == 2


def test_leaving_out_and_one_of_two(lookup: Lookup) -> None:
    both = found(lookup, "抖音 OR zurich")
    assert both == sorted([*found(lookup, "抖音"), *found(lookup, "zurich")])
    assert found(lookup, "tiktok -tiktok") == []
    assert set(found(lookup, "tiktok -quickly")) == set(found(lookup, "tiktok")) - set(
        found(lookup, "quickly")
    )


def test_a_beginning_of_a_word(lookup: Lookup) -> None:
    assert set(found(lookup, "quick*")) >= set(found(lookup, "quickly")) != set()
    assert found(lookup, "quickl") == []


def test_the_headline_counts_more(lookup: Lookup) -> None:
    best = lookup.search("long OR words", limit=1)[0]
    assert shown(best.headline) == "Headline of [long]"


def test_without_words_the_newest_come_first(archive: Archive, lookup: Lookup) -> None:
    hits = lookup.search("", limit=100)
    dates = [hit.published or "" for hit in hits]
    assert dates == sorted(dates, reverse=True)
    assert len(hits) == lookup.count("") == len(documents(archive))
    assert [hit.number for hit in lookup.search("", limit=3, offset=2)] == [hit.number for hit in hits[2:5]]


def test_where_admits_what_an_archive_admits(archive: Archive, lookup: Lookup) -> None:
    rows = list(archive.rows())
    wheres = [
        Where(publisher="daybook"),
        Where(language="zh"),
        Where(language="z_"),
        Where(entity="douyin"),
        Where(entity=("douyin", "bytedance")),
        Where(since="2021", until="2021-12"),
        Where(since="2021-02-15"),
        Where(until="2020-11"),
        Where(since="2022-05-01", until="2022-05-01"),
        Where(linked=True),
        Where(linked=False, status="live"),
    ]
    for where in wheres:
        sql, values = condition(where)
        ours = [
            number
            for (number,) in lookup.database.execute(f"SELECT number FROM documents WHERE {sql}", values)
        ]
        assert sorted(ours) == [row.number for row in rows if where.admits(row)], where


def test_the_passage_has_the_words_marked(lookup: Lookup) -> None:
    (hit,) = lookup.search("突破6亿")
    assert "[突破6亿]" in shown(hit.passage)
    (hit,) = lookup.search("zurich")
    assert shown(hit.passage).strip() == "Le café de [Zürich]."


def test_a_long_text_is_shown_where_the_words_are(lookup: Lookup) -> None:
    hit = lookup.search('"community group buying"')[0]
    passage = shown(hit.passage)
    assert "[community group buying]" in passage
    assert passage.startswith("… ")
    assert len(passage) < 300


def test_the_passage_of_a_hit_in_the_headline_alone_is_the_beginning(lookup: Lookup) -> None:
    hit = next(hit for hit in lookup.search("headline long") if "[long]" in shown(hit.headline))
    assert shown(hit.passage).startswith("Words upon words.")


def test_nothing_can_be_written(lookup: Lookup) -> None:
    with pytest.raises(Exception, match="readonly"):
        lookup.database.execute("DELETE FROM documents")
