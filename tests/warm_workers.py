"""The server that a crawl's workers are forked from, forked from a Python that has their imports and tables.

An own Python would read them again for every crawl, which is most of what a short crawl costs. What it runs
is the same, and so is what it keeps open.
"""

import gc
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from multiprocessing import util
from typing import Any, NoReturn

_IMPORTED = "pipelines.preloaded"
_SERVER = "multiprocessing.forkserver"


def import_what_workers_need() -> None:
    """The tables too. The garbage collector is left as it was."""
    was_on = gc.isenabled()
    import_module(_IMPORTED)
    if was_on:
        gc.enable()


def fork_their_server() -> None:
    """In this process, from now on, in the place of starting a Python for it."""
    start = util.spawnv_passfds

    def fork_or_start(path: bytes, arguments: Sequence[Any], kept: Sequence[int]) -> int:
        if _SERVER not in str(arguments[-1]):
            return start(path, arguments, kept)
        return os.fork() or _become(arguments[-1], kept)

    vars(util)["spawnv_passfds"] = fork_or_start


def _become(command: str, kept: Sequence[int]) -> NoReturn:
    """What `python -c command` is."""
    code = 1
    try:
        _close_all_but({0, 1, 2, *kept})
        # A Python that was started would have none, and these write where something else lies now.
        logging.getLogger().handlers.clear()
        gc.disable()
        exec(command, {})
        code = 0
    except SystemExit:
        code = 0  # It has no other.
    except BaseException:  # noqa: BLE001 - as an interpreter ends
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _close_all_but(kept: set[int]) -> None:
    beginnings = sorted(kept)
    for number, following in zip(beginnings, [*beginnings[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(number + 1, following)
