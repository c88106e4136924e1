"""How this project names itself, and its runs, in what it writes."""

import importlib.metadata
import secrets
from functools import cache

SOFTWARE = "corpus-crawler"


@cache
def software() -> str:
    """This project's name and version."""
    return f"{SOFTWARE} {importlib.metadata.version(SOFTWARE)}"


def new_run_id() -> str:
    """Eight hex digits that nobody else draws."""
    return secrets.token_hex(4)
