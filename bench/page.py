"""`python -m bench page RESULT`: the figures of a result file into docs/benchmark.md, and the drawing."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.averages import Figures
from bench.compare import load
from bench.pages import PROJECT
from bench.report import report

PAGE = PROJECT / "docs" / "benchmark.md"
DRAWING = Path("figures") / "benchmark.svg"
_BEGIN, _END = "<!-- figures: python -m bench page -->", "<!-- end of figures -->"


def write_page(result: Figures, page: Path = PAGE) -> None:
    """Replaces what stands between the marks of `page`. Raises ValueError where it has none."""
    # Only here is matplotlib needed, which takes a second to import.
    from bench.benchmark_plot import plot

    text = page.read_text(encoding="utf-8")
    if _BEGIN not in text or _END not in text:
        raise ValueError(f"{page} has no place for figures")
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2]
    page.write_text(f"{before}{_BEGIN}\n\n{figures(result)}\n\n{_END}{after}", encoding="utf-8")
    plot(result, page.parent / DRAWING)


def figures(result: Figures) -> str:
    """Machine, versions, drawing, tables."""
    return "\n".join((*_made_on(result), "", f"![Documents per CPU second]({DRAWING})", report(result)))


def _made_on(result: Figures) -> Iterator[str]:
    machine = result["machine"]
    yield (
        f"Measured {result['time'][:10]} on {machine['cores']} cores ({machine['processor']}), "
        f"{machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}; "
        f"load before the measurement {machine['load_average']}."
    )
    yield f"Web: {result['pages']} pages, {result['copies']} of them copies ({result['described']})."
    yield f"Versions: {', '.join(f'{name} {number}' for name, number in result['software'].items())}."


def main(arguments: Sequence[str]) -> int:
    """0, or 1 with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m bench page", description=__doc__)
    parser.add_argument("result", type=Path)
    parser.add_argument("--page", type=Path, default=PAGE, help="(default: docs/benchmark.md)")
    options = parser.parse_args(arguments)
    try:
        write_page(load(options.result), options.page)
    except (OSError, ValueError) as error:
        print(f"error: {error}")
        return 1
    return 0
