"""Imports the download handler before Scrapy does, which would take a fifth of a second longer."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

_HANDLER = "crawler.answers.handler"


def load_handler() -> None:
    """Where Scrapy renames a class it looks for the module of every frame on the stack, among all modules.

    It does so for the sake of a name in warnings that nobody gets to see, and can do without.
    """
    with _stackless():
        import_module(_HANDLER)


@contextmanager
def _stackless() -> Iterator[None]:
    whole = inspect.stack
    inspect.__dict__["stack"] = lambda: (None, (None,))
    try:
        yield
    finally:
        inspect.__dict__["stack"] = whole
