"""`scrapy crawl …` whose store ends the process when it is asked from the thread of a running event loop.

    python -m tests.faulty.loopless COUNT crawl news …

writes to the file COUNT how often the store was asked while the crawl's loop ran.
"""

import asyncio
import functools
import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrapy.cmdline import execute

from pipelines.archive.local import LocalStore
from pipelines.archive.s3 import S3Store

_OPERATIONS = ("get", "stat", "list", "put", "put_if_absent", "put_if_match", "delete")
_asked_meanwhile = 0


def _guarded(operation: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(operation)
    def asked(*arguments: Any, **named: Any) -> Any:
        global _asked_meanwhile
        if asyncio._get_running_loop() is not None:
            traceback.print_stack()
            os._exit(99)
        # The main thread waits in its loop as long as another thread is here, but for the end of a crawl.
        _asked_meanwhile += threading.current_thread() is not threading.main_thread()
        return operation(*arguments, **named)

    return asked


if __name__ == "__main__":
    count = Path(sys.argv.pop(1))
    for store in (LocalStore, S3Store):
        for name in _OPERATIONS:
            setattr(store, name, _guarded(getattr(store, name)))
    try:
        execute()
    finally:
        count.write_text(str(_asked_meanwhile))
