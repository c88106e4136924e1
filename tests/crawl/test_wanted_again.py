"""Which pages that were turned away for their language are asked for once another language is wanted."""

import pytest

from crawler.wanted_again import WantedAgain
from pipelines.archive import Store, open_store
from pipelines.document import Outcome, Rejection
from pipelines.urls import url_key
from tests.archive.pages import document, judge, opened, rejection

NAMES = ("kept", "off", "french", "turned", "hant")


def foreign(name: str, tag: str) -> Rejection:
    detail = f"{tag}, confidence 0.93"
    changes = {"stage": "language", "reason": "unwanted_language", "detail": detail}
    return rejection(name).model_copy(update=changes)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Some pages are in the columns, the others in the log behind them."""
    store = open_store(str(tmp_path_factory.mktemp("languages") / "archive"))
    writer = opened(store)
    early: list[Outcome] = [
        document("kept"),
        rejection("off"),
        foreign("french", "fr"),
        foreign("turned", "de"),
    ]
    writer.commit(early, judge)
    writer.close()
    opened(store).commit([foreign("hant", "zh-Hant"), foreign("turned", "fr")], judge)
    return store


@pytest.mark.parametrize(
    ("wanted", "again"),
    [
        ((), set(NAMES)),
        (("en",), set()),
        (("en", "fr"), {"french", "turned"}),
        (("de",), set()),
        (("zh",), {"hant"}),
        (("zh-Hans",), set()),
    ],
)
def test_those_in_a_language_that_is_wanted_by_now(
    store: Store, wanted: tuple[str, ...], again: set[str]
) -> None:
    asked = WantedAgain(store, wanted)
    assert {name for name in NAMES if asked(url_key(f"http://news.test/{name}"))} == again
