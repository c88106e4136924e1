"""Markdown tables, with whatever stands in them."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """With an empty line behind it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n\n"


def code(text: str) -> str:
    """In backquotes; empty stays empty."""
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")
