"""`python -m demo.site [--port N]`: serve the demo web; the first line of output is the port.

Ends on SIGTERM or SIGINT, and when standard input ends: whoever starts it holds the other end of a
pipe, and it never outlives them. (With `< /dev/null` it ends at once.)
"""

import argparse
import os
import signal
import sys
import threading
from queue import SimpleQueue

from demo.site.server import DemoSite


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.site", description="Serve the demo web on loopback."
    )
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    port = parser.parse_args().port
    over: SimpleQueue[None] = SimpleQueue()  # unlike an Event safe to touch in a signal handler
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.put(None))
    threading.Thread(target=_wait_for_end_of_input, args=(over,), daemon=True).start()
    with DemoSite(port) as site:
        print(site.port, flush=True)
        over.get()


def _wait_for_end_of_input(over: SimpleQueue[None]) -> None:
    """A pipe ends when the process at its other end does."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    over.put(None)


if __name__ == "__main__":
    main()
