"""A Python that has imported what `scrapy crawl` and `corpus` import, and forks one that goes on as either.

Most of a short command's time goes into imports, those of a crawl's workers included. What goes on has its
own environment, folder and streams, runs the module as `python -m` does, and ends as an interpreter ends. The
server has one thread, and ends when the process that started it does.
"""

import atexit
import gc
import json
import os
import select
import socket
import sys
import threading
from importlib import import_module
from pathlib import Path
from runpy import run_module
from typing import NamedTuple, NoReturn

from tests.warm_workers import fork_their_server, import_what_workers_need

# Not pipelines.cli and scrapy.__main__, which are run.
_IMPORTED = (
    "pyarrow.compute",
    "pyarrow.parquet",
    "pipelines.archive.s3",
    "pipelines.archive.catalogue",
    "pipelines.archive.column_rows",
    "pipelines.archive.repair",
    "scrapy.cmdline",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.scheduler",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.httpproxy",
    "scrapy.downloadermiddlewares.redirect",
    "crawler.commands.crawl",
    "crawler.commands.publishers",
    "crawler.spiders.history",
    "crawler.spiders.news",
    "crawler.spiders.page",
    *(f"pipelines.commands.{file.stem}" for file in Path("pipelines/commands").glob("[!_]*.py")),
)
_REQUEST_BYTES = 1 << 20


class Request(NamedTuple):
    """What is to be run, as a shell would."""

    module: str
    arguments: list[str]
    environment: dict[str, str]
    folder: str
    new_session: bool


def serve(listener: socket.socket, starter: int) -> Request | None:
    """In a process forked for it, the next request; in the server None, when `starter` is at its end."""
    while True:
        ready, _, _ = select.select([listener.fileno(), starter], [], [])
        if starter in ready:
            return None
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            os.close(starter)
            return _answer(connection)
        connection.close()
        _reap()


def _reap() -> None:
    """Those who answered before."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _answer(connection: socket.socket) -> Request:
    """Tells the number of the process that goes on with the request, then its exit code."""
    data, streams, _, _ = socket.recv_fds(connection, _REQUEST_BYTES, 3)
    process = os.fork()
    if process == 0:
        request = Request(**json.loads(data))
        if request.new_session:
            os.setsid()
        connection.sendall(f"{os.getpid()}\n".encode())
        connection.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        return request
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(process, 0)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def main() -> None:
    """The listening socket and the pipe that ends with the starter are given by their numbers."""
    for name in _IMPORTED:
        import_module(name)
    import_what_workers_need()
    # A fork's collector need not look through what is here.
    gc.freeze()
    request = serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
    if request is None:
        return
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.environment)
    sys.argv = ["", *request.arguments]
    fork_their_server()
    try:
        run_module(request.module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if not isinstance(ended.code, int | None):
            raise
        _end(ended.code or 0)
    _end(0)


def _end(code: int) -> NoReturn:
    """As an interpreter ends, but its modules are not taken apart: that would copy what the forks share."""
    vars(threading)["_shutdown"]()
    vars(atexit)["_run_exitfuncs"]()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
