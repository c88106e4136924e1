"""Names that texts use and the gazetteer lacks."""

from pathlib import Path

import pytest

from pipelines.names.entity_draft import draft, entity_id
from pipelines.names.gazetteer import load_gazetteer
from pipelines.names.unlinked_names import find_unlinked

EN = """Yesterday Orbita Labs said that Orbita's app had grown by half. The head of Orbita Labs left in May.
Nothing more is known of Quillbox by now. Everybody at Quillbox waits, and nobody there says for what it is.
Waiting is hard, and waiting alone has never helped anybody out of such a situation as far as one can think.
How Orbita Labs Came To Buy Quillbox
The University of Nowhere and openLark agree on nothing: “I’m here to stay,” said a certain Mr Ferrant.
it is not known whether any of this will be told again, or by whom, or when, and what will come of it then.
"""
ZH = (
    "据《南方日曝》报道，“云上快递”与「阿波罗计划」合作。"
    "“他说这件事情已经结束了我们不再讨论它”。用Quillbox下单。"
)


def names(*texts: str, least: int = 1) -> dict[str, tuple[int, int]]:
    return {each.name: (each.times, each.texts) for each in find_unlinked(texts, lambda _: [], least)}


def test_names_with_capitals() -> None:
    assert names(EN) == {
        "Orbita Labs": (2, 1),
        "Orbita": (1, 1),
        "Quillbox": (2, 1),
        "University of Nowhere": (1, 1),
        "openLark": (1, 1),
        "Ferrant": (1, 1),
    }


def test_names_in_brackets() -> None:
    assert names(ZH) == {
        "南方日曝": (1, 1),
        "云上快递": (1, 1),
        "阿波罗计划": (1, 1),
        "Quillbox": (1, 1),
    }


def test_those_of_most_texts_come_first_and_rare_ones_not_at_all() -> None:
    found = find_unlinked([EN, ZH, EN], lambda _: [], least=3)
    assert [(each.name, each.times, each.texts) for each in found] == [
        ("Quillbox", 5, 3),
        ("Orbita Labs", 4, 2),
    ]
    assert "known of Quillbox by now. Everybody" in found[0].example


def test_what_is_known_is_left_out_but_not_a_longer_name() -> None:
    text = "They met at Orbita, then at Orbita Labs."
    start = text.index("Orbita")
    found = find_unlinked([text], lambda _: [(start, start + 6), (28, 34)], least=1)
    assert [each.name for each in found] == ["Orbita Labs"]


def test_capitals_tell_little_where_nouns_have_them() -> None:
    text = (
        "Das Haus der Firma steht am Rand der Stadt, und die Leute der QuillBox gehen in das Haus am Fluss."
    )
    assert set(names(text)) == {"QuillBox"}


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("Orbita Labs", "orbita-labs"), ("Café & Co", "cafe-co"), ("云上快递", "name-it"), ('A "B"', "a-b")],
)
def test_a_draft_is_a_gazetteer(tmp_path: Path, name: str, identifier: str) -> None:
    file = tmp_path / "entities.toml"
    file.write_text(draft(name), encoding="utf-8")
    entities = load_gazetteer(file).entities
    assert entity_id(name) == identifier
    assert [(key, each.names()) for key, each in entities.items()] == [(identifier, (name,))]
