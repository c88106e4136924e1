"""What makes of Datasette `corpus browse`: a plugin that is registered as an object, and lies in no folder.

Datasette calls each method by its name, with the arguments that it names.
"""

import logging
import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from datasette import NotFound, Response, hookimpl
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from pipelines.browse.guard import Application, guarded
from pipelines.browse.site import DATABASE, Site
from pipelines.browse.views import refusal, routes
from pipelines.report.page import NOTHING, is_web, moment, number, seconds, share
from pipelines.shown_text import plain

_Method = TypeVar("_Method", bound=Callable[..., Any])
_hook: Callable[[_Method], _Method] = hookimpl
_first: Callable[[_Method], _Method] = hookimpl(tryfirst=True)
_log = logging.getLogger(__name__)


class Plugin:
    """For one site; `hosts` are the names that it answers to, None: any."""

    # Datasette looks for `templates` in the package of this name.
    __name__ = "pipelines.browse"

    def __init__(self, site: Site, hosts: frozenset[str] | None) -> None:
        self._site = site
        self._hosts = hosts

    @_hook
    def prepare_jinja2_environment(self, env: Environment) -> None:
        """What templates of ours and those of the report use. Nothing shown turns the reading."""
        assert env.loader is not None
        env.loader = ChoiceLoader([env.loader, PackageLoader("pipelines.report")])
        env.finalize = _shown
        env.trim_blocks = env.lstrip_blocks = True
        env.filters.update(number=number, seconds=seconds, moment=moment)
        env.globals.update(share=share, NOTHING=NOTHING, corpus=self._site)
        env.tests["web"] = is_web

    @_hook
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        """The limit of time does not hold within a function, so none makes or compares what is huge."""
        for limit, most in _LIMITS.items():
            conn.setlimit(limit, most)

    @_hook
    def register_routes(self) -> Any:
        """Pages of ours come before Datasette's own."""
        return routes(self._site)

    @_hook
    def asgi_wrapper(self) -> Any:
        """Around all that Datasette does."""

        def wrapped(application: Application) -> Application:
            return guarded(application, self._hosts)

        return wrapped

    @_hook
    def render_cell(self, value: Any, column: str, table: str | None, database: str) -> Any:
        """Numbers of documents lead to their reading pages, in the tables of Datasette."""
        if database == DATABASE and table and column in _NUMBERS and isinstance(value, int):
            return Markup('<a href="/documents/{0}">{0:03d}</a>').format(value)
        return None

    @_first
    def handle_exception(self, datasette: Any, request: Any, exception: Exception) -> Any:
        """In plain words, and without a look into the program."""

        async def inner() -> Response:
            status, sentence = _told(exception)
            if status >= 500:
                _log.error("%s: %s: %r", request.path, type(exception).__name__, str(exception))
            return await refusal(datasette, request, status, sentence)

        return inner


# Bytes. No article comes near the first of them.
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 16_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
}
_NUMBERS = frozenset({"number", "document", "near_duplicate_of", "revision_of", "reading_of"})


def _shown(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _told(exception: Exception) -> tuple[int, str]:
    match exception:
        case NotFound():
            return 404, "There is no such page here."
        case DatasetteError(title="SQL Interrupted"):
            return 400, "That takes longer than three seconds; ask for less."
        case DatasetteError():
            # 500 is its way to say that a page cannot be asked for so.
            return exception.status if exception.status < 500 else 400, str(
                exception.message or exception.title or "That cannot be asked."
            )
        case Base400():
            return exception.status, str(exception.args[0] if exception.args else "That cannot be asked.")
    return 500, "Something went wrong here; the terminal in which corpus browse runs says what."
