"""The folder of Markdown that the site is built from: the project's pages, and those made of its code.

It is made anew each time, and holds nothing but Markdown and what that links to: any builder can take it.
"""

import shutil
from pathlib import Path

from handbook.links import linked
from handbook.places import ASSETS, ROOT, SOURCE, pages, place_of
from handbook.reference import GENERATED


def gather(folder: Path = SOURCE) -> None:
    """Raises links.BrokenLink."""
    shutil.rmtree(folder, ignore_errors=True)
    there, files = pages(), set[str]()
    for source, place in there.items():
        text, found = linked((ROOT / source).read_text(encoding="utf-8"), source, there)
        files |= found
        _write(folder / place, text)
    for name, page in GENERATED.items():
        _write(folder / "reference" / f"{name}.md", page())
    shutil.copytree(ASSETS, folder / "assets")
    for file in sorted(files):
        _copy(file, folder)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _copy(file: str, folder: Path) -> None:
    target = folder / place_of(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / file, target)
