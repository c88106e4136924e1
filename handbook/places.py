"""Which files of the project are pages of the site, and where each stands there."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "build" / "handbook"
SITE = ROOT / "site"
ASSETS = ROOT / "handbook" / "assets"

PROJECT_PAGES = {
    "README.md": "project/readme.md",
    "ARCHITECTURE.md": "project/architecture.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/reporting.md",
    "seeds/README.md": "seeds.md",
}
"""Those that do not lie in docs/. The site begins with docs/index.md, a forge with README.md."""

LINKED_FILES = "files"
"""Here lies what pages link to and what is no page itself: publishers.toml, docker-compose.yml."""


def pages() -> dict[str, str]:
    """By the path in the project the path in the site, both with slashes."""
    docs = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
    return {f"docs/{name}": name for name in docs} | PROJECT_PAGES


def place_of(file: str) -> str:
    """Where a file of the project stands in the site that is no page. A name without ending gets `.txt`."""
    inside = file.removeprefix("docs/")
    if inside != file:
        return inside
    return f"{LINKED_FILES}/{file}" + ("" if Path(file).suffix else ".txt")
