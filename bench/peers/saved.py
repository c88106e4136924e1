"""A document of a peer as a file: JSON, named by its URL."""

import hashlib
import json
from pathlib import Path
from typing import Any


def name_of(url: str) -> str:
    """The same for the same URL."""
    return f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.json"


def save(folder: Path, url: str, text: str, about: dict[str, Any]) -> None:
    """Overwrites what an earlier run has saved of the same URL."""
    document = {"url": url, "text": text, **about}
    (folder / name_of(url)).write_text(json.dumps(document, ensure_ascii=False, default=str), "utf-8")
