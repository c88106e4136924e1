"""Pages that were met, packed and not yet packed."""

import pytest

from crawler import met
from crawler.harvest import Harvest
from crawler.met import Met


@pytest.mark.parametrize("packed_from", [1, 7, 1000])
def test_a_page_is_met_once(monkeypatch: pytest.MonkeyPatch, packed_from: int) -> None:
    monkeypatch.setattr(met, "_PACKED_FROM", packed_from)
    pages = [f"harbour.example/{number}" for number in range(300)]
    known = Met()
    assert [known.is_first(page) for page in (*pages, *pages)] == [True] * 300 + [False] * 300
    assert known.is_first("harbour.example/elsewhere")


def test_a_page_of_two_listings_counts_for_both() -> None:
    harvest, url = Harvest(), "http://harbour.example/ferry"
    assert [harvest.named(url, listing) for listing in ("feed", "feed", "map")] == [True, False, False]
    harvest.ended(url, "fetched")
    harvest.ended("http://harbour.example/unlisted", "fetched")
    assert [(harvest.of(name).new, harvest.of(name).fetched) for name in ("feed", "map", "none")] == [
        (1, 1),
        (1, 1),
        (0, 0),
    ]
