"""Tables that are read in a terminal as well as on a page."""

from collections.abc import Iterator, Sequence


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a Markdown table, its columns aligned; the first is words, the others are figures."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    yield _line(head, widths)
    yield (
        "| "
        + " | ".join("-" * w if place == 0 else "-" * (w - 1) + ":" for place, w in enumerate(widths))
        + " |"
    )
    for row in rows:
        yield _line(row, widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        c.ljust(w) if place == 0 else c.rjust(w)
        for place, (c, w) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(padded)} |"
