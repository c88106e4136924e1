"""`corpus browse`: the archive in a web browser."""

import importlib.util
import signal
import socket
import sys
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pipelines.archive import Store
from pipelines.commands.lookups import DatabaseOption, bring_up_to_date, database_file
from pipelines.commands.output import say
from pipelines.commands.places import ArchiveOption, named_store
from pipelines.config import load_config
from pipelines.errors import ConfigurationError
from pipelines.names.gazetteer import load_gazetteer


def browse(
    archive: ArchiveOption = None,
    database: DatabaseOption = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free")] = 8001,
    host: Annotated[
        str, typer.Option(help="address to listen on; others than this machine's reach it then")
    ] = ("127.0.0.1"),
    refresh: Annotated[
        float, typer.Option(min=0, help="look for what is new every so many seconds; 0: only at the start")
    ] = 60.0,
    open_: Annotated[bool, typer.Option("--open", help="open it in the browser of this machine")] = False,
) -> None:
    """Look around in an archive with a web browser.

    Search, read, see why a page is in it or not.

    Nothing can be changed there. Ends with Ctrl-C.
    """
    if importlib.util.find_spec("datasette") is None:
        raise ConfigurationError("browsing lacks Datasette; install corpus-crawler[browse]")
    from pipelines.browse.server import listening

    store = named_store(archive)
    file = database_file(store, database)
    bring_up_to_date(store, file)
    with listening(host, port) as bound, _terminated_as_interrupted():
        _serve(store, file, bound, host, refresh, open_)


def _serve(
    store: Store, file: Path, bound: socket.socket, host: str, refresh_s: float, is_opened: bool
) -> None:
    from pipelines.browse.guard import LOOPBACK
    from pipelines.browse.refreshing import refreshing
    from pipelines.browse.replay import replaying
    from pipelines.browse.server import serve
    from pipelines.browse.site import Site

    address = f"http://{host if ':' not in host else f'[{host}]'}:{bound.getsockname()[1]}/"
    with refreshing(file, store, refresh_s) as freshness, replaying(store.url) as replay:
        say(f"{address}  (Ctrl-C ends it)")
        if host not in LOOPBACK:
            typer.echo(f"warning: whoever reaches {host} can read all of this archive", err=True)
        sys.stdout.flush()
        if is_opened:
            webbrowser.open(address)
        serve(Site(file, store, _title(store.url), _names(), freshness, replay), bound, host)


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM is a Ctrl-C, so that what was begun for it is ended and cleared away."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _title(url: str) -> str:
    """The folder of a corpus is often called after what it is about, and its archive `archive`."""
    if "://" in url:
        return url.rstrip("/").rpartition("/")[2]
    path = Path(url).resolve()
    return path.parent.name if path.name == "archive" and path.parent.name else path.name


def _names() -> Mapping[str, str]:
    """Of entities; none where no gazetteer is there, as with an archive of somebody else's."""
    try:
        entities = load_gazetteer(load_config().seeds.gazetteer).entities
    except ConfigurationError:
        return {}
    return {entity_id: entity.name for entity_id, entity in entities.items()}
