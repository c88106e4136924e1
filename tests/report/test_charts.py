"""Pictures: nothing in them loads or runs, labels are text, and the figures stand beside them."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from pipelines.report.charts import MOST_SERIES, Chart, Series, bars, curve
from pipelines.report.heat_map import heat_map
from tests.output.hostile_web import TITLES

MONTHS = [f"{year}-{month:02}" for year in (2019, 2020) for month in range(1, 13)]


def drawn(chart: Chart | None) -> Chart:
    assert chart is not None
    return chart


def test_nothing_is_loaded_or_run() -> None:
    for chart in (
        bars("Documents", MONTHS, [Series("new", range(24)), Series("old", range(24))], of="month"),
        curve("Harvest", [(at, at // 2) for at in range(5000)], of="pages", name="related", diagonal=True),
    ):
        root = ElementTree.fromstring(drawn(chart).svg)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        names = {name for element in root.iter() for name in element.attrib}
        assert tags <= {"svg", "title", "desc", "g", "rect", "path", "text"}
        assert not names & {"style", "id", "href", "{http://www.w3.org/1999/xlink}href", "onload"}
        assert root.get("role") == "img"
        assert len(drawn(chart).svg) < 30_000


@pytest.mark.parametrize(
    "label", [*TITLES.values(), "<script>alert(1)</script>", '"><img src=x onerror=a()>']
)
def test_labels_are_text(label: str) -> None:
    chart = drawn(bars(label, [label, "b"], [Series(label, [1, 2])], of="month", description=label))
    assert not {"script", "img"} & {element.tag for element in ElementTree.fromstring(chart.svg).iter()}
    assert "<script" not in chart.svg


def test_equal_figures_give_equal_bytes_in_another_process() -> None:
    code = f"""from pipelines.report.charts import *
print(bars("Documents", {MONTHS}, [Series("new", range(24))], of="month").svg)"""
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert there == drawn(bars("Documents", MONTHS, [Series("new", range(24))], of="month")).svg + "\n"


def test_figures_stand_beside_the_picture() -> None:
    chart = drawn(bars("Documents", ["a", "b"], [Series("new", [1, 2]), Series("old", [0, 5])], of="month"))
    assert [chart.head, *chart.rows] == [("month", "new", "old"), ("a", 1, 0), ("b", 2, 5)]
    texts = [element.text for element in ElementTree.fromstring(chart.svg).iter() if element.text]
    assert "b: 5" in texts


def test_of_nothing_there_is_no_picture() -> None:
    assert bars("Documents", [], [], of="month") is None
    assert bars("Documents", ["a"], [Series("new", [0])], of="month") is None
    assert curve("Harvest", [(0, 0)], of="pages", name="related") is None


def test_more_series_than_colours_are_refused() -> None:
    with pytest.raises(ValueError, match="6 colours"):
        bars("Documents", ["a"], [Series(str(at), [1]) for at in range(MOST_SERIES + 1)], of="month")


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    points = [(at, at) for at in range(20_001)]
    assert len(drawn(curve("Harvest", points, of="pages", name="related")).svg) < 5_000
    rows = drawn(curve("Harvest", points, of="pages", name="related")).rows
    assert (rows[0], rows[-1], len(rows) <= 21) == ((0, 0), (20_000, 20_000), True)


def test_a_heat_map_is_darker_where_there_is_more() -> None:
    made = heat_map("Gaps", ["a", "b"], ["x", "y"], {("a", "x"): 1, ("a", "y"): 90, ("b", "x"): 9})
    levels = [[cell.level for cell in row.cells] for row in made.rows]
    assert levels == [[1, 5], [3, 0]]
