"""`python -m pipelines.cluster.leashed 7 scrapy crawl news`: `python -m scrapy …`, no longer than its parent.

7 is the reading end of a pipe of which the parent alone has the writing end. It is set to raise SIGIO, whose
default is to terminate, once the parent is gone, by whatever death. Some systems do not do that for pipes.
"""

import fcntl
import os
import select
import signal
import sys
from typing import NoReturn

_GONE = 1


def main() -> NoReturn:
    """Becomes the command; ends at once where the parent is gone already."""
    leash = int(sys.argv[1])
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(leash, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(leash, fcntl.F_SETFL, fcntl.fcntl(leash, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([leash], [], [], 0.0)[0]:
        sys.exit(_GONE)
    os.execv(sys.executable, [sys.executable, "-m", *sys.argv[2:]])


if __name__ == "__main__":
    main()
