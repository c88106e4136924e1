"""`python -m tests.addresses.named module …`: runs a module on a machine whose name server is a test's.

`TEST_HOSTS` has addresses by name, the answers one after the other; the last one stays. Names that it lacks
do not exist.
"""

import json
import os
import socket
import sys
from runpy import run_module


def install(table: dict[str, list[str]]) -> None:
    """In the place of the C library's resolver, as Twisted asks it; what is a number is left to that."""
    resolve = socket.gethostbyname

    def lookup(name: str) -> str:
        answers = table.get(name.lower().rstrip("."))
        if answers:
            return answers.pop(0) if len(answers) > 1 else answers[0]
        if name.endswith(".example"):
            raise socket.gaierror(socket.EAI_NONAME, f"{name}: no such host")
        return resolve(name)

    socket.gethostbyname = lookup


if __name__ == "__main__":
    install(json.loads(os.environ["TEST_HOSTS"]))
    module = sys.argv.pop(1)
    run_module(module, run_name="__main__", alter_sys=True)
