"""Pictures of figures: inline SVG by pygal, without script, style, identifiers or outward references.

pygal draws; all that it would have a browser load or run is taken out of the tree, and the page's own style
colours it, so that one picture does for light, dark and paper. Equal figures give equal bytes. Each picture
comes with its figures, for those who cannot see it and those who want to know.
"""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

from markupsafe import Markup

from pipelines.shown_text import one_line

# In units of the drawing, which is as wide as the page. Letters are twice as large on a narrow screen
# (page.css), so there must be room for them.
_WIDTH, _HEIGHT, _ROOM_FOR_LETTERS = 720, 240, 18
# As many colours as page.css has.
MOST_SERIES = 6
_MOST_TICKS = 6
_MOST_POINTS = 200
_LONG = re.compile(r"\d+\.\d{2,}")
_GONE = ("script", "style", "defs", "desc", "title")


class Series(NamedTuple):
    """One colour: a value for each label."""

    name: str
    values: Sequence[float]


class Chart(NamedTuple):
    """What the macro `figure` of templates/parts.html shows. `rows` are cells: a label, then its figures."""

    title: str
    description: str
    svg: Markup
    legend: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


def bars(
    title: str, labels: Sequence[str], series: Sequence[Series], *, of: str, description: str = ""
) -> Chart | None:
    """One bar for each label, the series stacked in it; None where there is nothing to draw.

    `of` names what the labels are, as "month". Raises ValueError for more series than there are colours.
    """
    if len(series) > MOST_SERIES:
        raise ValueError(f"{len(series)} series, and {MOST_SERIES} colours")
    if not any(value for each in series for value in each.values):
        return None
    chart = _drawn_by("StackedBar", show_minor_x_labels=False)
    chart.x_labels = [one_line(label) for label in labels]
    chart.x_labels_major = list(dict.fromkeys(chart.x_labels[index] for index in _ticks(labels)))
    for each in series:
        chart.add(one_line(each.name), list(each.values))
    rows = tuple(zip(labels, *(each.values for each in series), strict=True))
    names = tuple(each.name for each in series)
    return Chart(title, description, _svg(chart, title, description), names, (of, *names), rows)


def curve(
    title: str,
    points: Sequence[tuple[float, float]],
    *,
    of: str,
    name: str,
    description: str = "",
    diagonal: bool = False,
) -> Chart | None:
    """One line through points in order of x, thinned out where they are many; None of fewer than two.

    `of` names what x counts, `name` what y does. `diagonal` adds the line on which y would be x.
    """
    if len(points) < 2:
        return None
    kept = _thinned(points)
    chart = _drawn_by("XY", show_dots=False, x_title=of)
    chart.add(one_line(name), kept)
    end = kept[-1][0]
    legend = [name]
    if diagonal:
        legend.append(f"every {of}")
        chart.add(legend[-1], [(0, 0), (end, end)])
    chart.x_value_formatter = _figure
    svg = _svg(chart, title, description)
    return Chart(title, description, svg, tuple(legend), (of, name), tuple(_thinned(kept, 20)))


def _ticks(labels: Sequence[str]) -> Iterable[int]:
    """So few of them that they do not run into each other; of months Januaries, if there are many."""
    step = -(-len(labels) // _MOST_TICKS)
    years = [index for index, label in enumerate(labels) if label.endswith("-01")]
    if 2 <= len(years) <= _MOST_TICKS:
        return years
    return range(0, len(labels), step or 1)


def _thinned(points: Sequence[tuple[float, float]], most: int = _MOST_POINTS) -> list[tuple[float, float]]:
    """At most so many and one, evenly, the first and the last among them."""
    step = -(-len(points) // most)
    kept = list(points[::step])
    return kept if kept[-1] == points[-1] else [*kept, points[-1]]


def _drawn_by(kind: str, **options: Any) -> Any:
    # pygal takes 0.2 s to import: a page without pictures does without.
    import pygal
    from pygal.etree import etree

    # It leaves a finder of maps that Python warns of at every later import.
    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != pygal.__name__]

    # Otherwise the bytes would depend on whether lxml is installed.
    etree.to_etree()
    return getattr(pygal, kind)(
        style=_style(),
        css=(),
        js=(),
        no_prefix=True,
        width=_WIDTH,
        height=_HEIGHT,
        margin=4,
        margin_right=24,
        spacing=8,
        show_legend=False,
        truncate_label=-1,
        max_scale=5,
        include_x_axis=True,
        value_formatter=_figure,
        **options,
    )


@lru_cache(maxsize=1)
def _style() -> Any:
    """Sizes alone: it is by them that pygal leaves room."""
    from pygal.style import Style

    return Style(
        label_font_size=_ROOM_FOR_LETTERS,
        major_label_font_size=_ROOM_FOR_LETTERS,
        title_font_size=_ROOM_FOR_LETTERS,
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _svg(chart: Any, title: str, description: str) -> Markup:
    root = chart.render_tree()
    _each(root, _hint)
    _each(root, _prune)
    root.attrib.pop("id", None)
    root.set("role", "img")
    for tag, text in (("desc", description), ("title", title)):
        if text:
            said = ElementTree.Element(tag)
            said.text = one_line(text)
            root.insert(0, said)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _each(element: Any, change: Callable[[Any], None]) -> None:
    change(element)
    for child in element:
        _each(child, change)


def _hint(element: Any) -> None:
    """What pygal's script would show beside the pointer, as a browser shows it by itself."""
    said = {each.get("class"): each.text or "" for each in element if each.tag == "desc"}
    if value := said.get("value"):
        hint = ElementTree.Element("hint")
        label = said.get("x_label")
        hint.text = f"{label}: {value}" if label else value
        element.append(hint)


def _prune(element: Any) -> None:
    """Takes out what a browser would obey, and what nobody sees."""
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag in _GONE or _is_empty(child):
            element.remove(child)
        elif child.tag == "hint":
            child.tag = "title"
    element.attrib.pop("style", None)
    for name, value in element.attrib.items():
        if name in ("d", "x", "y", "width", "height", "transform"):
            element.set(name, _LONG.sub(lambda match: f"{float(match[0]):.1f}", value))


def _is_empty(element: Any) -> bool:
    """A group without anything in it."""
    return element.tag == "g" and not any(each.tag not in ("g", *_GONE) for each in element.iter())
