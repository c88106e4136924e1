"""Datasette with our plugin over the lookup database, behind a socket that is ours."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from pipelines.browse.guard import LOOPBACK
from pipelines.browse.plugin import Plugin
from pipelines.browse.site import DATABASE, Site
from pipelines.errors import ConfigurationError

# For answers that are under way at the end; a client that does not read its answer would keep it up for ever.
_PATIENCE_S = 3
_TELLER = "datasette.handle_exception"
_SETTINGS = {
    "allow_download": False,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 1000,
    "max_csv_mb": 0,
    "truncate_cells_html": 300,
    "default_page_size": 50,
}


def listening(host: str, port: int) -> socket.socket:
    """A socket on which whoever asks waits. Raises ConfigurationError where it cannot be had."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return _bound(family, address)
    except OSError as error:
        remedy = "name another --port, or --port 0 for any that is free"
        raise ConfigurationError(
            f"{host}:{port} cannot be listened on ({error.strerror}); {remedy}"
        ) from error


def _bound(family: int, address: Any) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()
    except OSError:
        bound.close()
        raise
    return bound


@contextmanager
def application(site: Site, hosts: frozenset[str] | None) -> Iterator[Any]:
    """The ASGI application, and Datasette behind it. One at a time in a process: plugins are for all."""
    plugin = Plugin(site, hosts)
    pm.register(plugin, name=Plugin.__name__)
    # It prints whatever the program holds, and ours tells what a person needs.
    teller = pm.unregister(name=_TELLER)
    try:
        datasette = Datasette([], memory=False, settings=_SETTINGS)
        datasette.remove_database("_memory")
        database = Database(datasette, path=str(site.file), is_mutable=True)
        datasette.add_database(database, name=DATABASE)
        try:
            yield datasette.app()
        finally:
            # First: SQLite breaks down where a connection is closed beneath a query that runs.
            datasette.executor.shutdown()
            database.close()
    finally:
        pm.register(teller, name=_TELLER)
        pm.unregister(plugin)


def serve(
    site: Site, bound: socket.socket, host: str, begun: Callable[[uvicorn.Server], None] = lambda _: None
) -> None:
    """Answers until the process is told to end, or the server that `begun` is given."""
    hosts = LOOPBACK if host in LOOPBACK else None
    with application(site, hosts) as app:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="on",
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE_S,
        )
        server = uvicorn.Server(config)
        begun(server)
        # Raised again by uvicorn when all is closed.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[bound])
