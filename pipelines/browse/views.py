"""Which address shows which page."""

import asyncio
import hashlib
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

from datasette import Response
from datasette.utils import sqlite_timelimit

from pipelines.browse.choice import Choice
from pipelines.browse.document_page import NotThere, comparison_facts, document_facts, text_of
from pipelines.browse.log_page import log_facts
from pipelines.browse.search_page import search_facts, search_json
from pipelines.browse.site import DATABASE, Site
from pipelines.browse.start_page import start_facts
from pipelines.browse.stored_page import capture_facts, run_report, source
from pipelines.browse.turned_away_page import Asked, turned_away_facts, turned_away_page
from pipelines.errors import CorpusError

_TIME_LIMIT_MS = 10_000
_TOO_LONG = "That takes longer than ten seconds; ask for less."
_TEXT = "text/plain; charset=utf-8"
_SANDBOX = {"content-security-policy": "sandbox; default-src 'none'"}
_REPORT = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"}

Facts = dict[str, Any]
View = Callable[..., Awaitable[Response]]


def routes(site: Site) -> list[tuple[str, View]]:
    """Regular expressions and what answers; those of Datasette come behind."""
    number = r"/documents/(?P<number>\d{1,18})"
    return [
        (r"/$", _page("start.html", lambda database, _: start_facts(database, site))),
        (
            r"/search$",
            _page("search.html", lambda database, asked: search_facts(database, site, _choice(asked))),
        ),
        (r"/search\.json$", _data(lambda database, asked: search_json(database, site, _choice(asked)))),
        (rf"{number}$", _page("document.html", partial(_document, site))),
        (rf"{number}\.txt$", _text),
        (rf"{number}/compare/(?P<other>\d{{1,18}})$", _page("comparison.html", _comparison)),
        (rf"{number}/capture$", _stored("capture.html", partial(_capture, site))),
        (rf"{number}/source$", partial(_source, site)),
        (r"/turned-away$", _page("turned_away.html", _turned_away)),
        (r"/turned-away/(?P<number>\d{1,18})$", _page("turned_away_page.html", _turned_away_page)),
        (r"/why$", _stored("log.html", lambda asked: log_facts(site, _one(asked, "url")))),
        (r"/runs/(?P<name>[A-Za-z0-9_-]+)\.html$", partial(_run, site)),
        (r"/-/style\.css$", _style),
        # What tells of Datasette itself, and of this machine.
        (r"/-/(?!style).*$", _nothing),
    ]


async def refusal(datasette: Any, request: Any, status: int, sentence: str) -> Response:
    """A page, or JSON where that was asked for, with a sentence."""
    if request.path.split("?")[0].endswith(".json"):
        return Response.json({"ok": False, "error": sentence, "status": status}, status=status)
    facts = {"title": "Not here" if status == 404 else "That did not work", "sentence": sentence}
    page = await datasette.render_template("refusal.html", facts, request=request)
    return Response.html(page, status=status)


def _page(template: str, make: Callable[[sqlite3.Connection, Any], Facts]) -> View:
    """Of the database."""

    async def view(request: Any, datasette: Any) -> Response:
        async def render(facts: Facts) -> Response:
            return Response.html(await datasette.render_template(template, facts, request=request))

        return await _answered(request, datasette, partial(_asked, datasette, request, make), render)

    return view


def _data(make: Callable[[sqlite3.Connection, Any], Facts]) -> View:
    async def view(request: Any, datasette: Any) -> Response:
        async def render(facts: Facts) -> Response:
            return Response.json(facts)

        return await _answered(request, datasette, partial(_asked, datasette, request, make), render)

    return view


def _stored(template: str, make: Callable[[Any], Facts]) -> View:
    """Of the archive itself, which may take longer."""

    async def view(request: Any, datasette: Any) -> Response:
        async def render(facts: Facts) -> Response:
            return Response.html(await datasette.render_template(template, facts, request=request))

        return await _answered(request, datasette, partial(asyncio.to_thread, make, request), render)

    return view


async def _answered(
    request: Any,
    datasette: Any,
    ask: Callable[[], Awaitable[Any]],
    render: Callable[[Any], Awaitable[Response]],
) -> Response:
    """What a user can have got wrong, or the archive, is a page with a sentence."""
    try:
        facts = await ask()
    except NotThere as error:
        return await refusal(datasette, request, 404, str(error))
    except CorpusError as error:
        return await refusal(datasette, request, 502, f"{error}.")
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return await refusal(datasette, request, 503, _TOO_LONG)
    return await render(facts)


async def _asked(datasette: Any, request: Any, make: Callable[[sqlite3.Connection, Any], Any]) -> Any:
    def ask(connection: sqlite3.Connection) -> Any:
        with _one_moment(connection), sqlite_timelimit(connection, _TIME_LIMIT_MS):
            return make(connection, request)

    return await datasette.get_database(DATABASE).execute_fn(ask)


@contextmanager
def _one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """A page is of one moment, and the next one of a later: a transaction that outlived its page, as that of
    a table that is filled for it would, would hold the connection there for ever.
    """
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


def _document(site: Site, database: sqlite3.Connection, request: Any) -> Facts:
    return document_facts(database, site, int(request.url_vars["number"]), _one(request, "q"))


def _comparison(database: sqlite3.Connection, request: Any) -> Facts:
    return comparison_facts(database, int(request.url_vars["number"]), int(request.url_vars["other"]))


def _turned_away(database: sqlite3.Connection, request: Any) -> Facts:
    return turned_away_facts(database, Asked.of(_arguments(request)))


def _turned_away_page(database: sqlite3.Connection, request: Any) -> Facts:
    return turned_away_page(database, int(request.url_vars["number"]))


def _capture(site: Site, request: Any) -> Facts:
    return capture_facts(site, int(request.url_vars["number"]))


async def _text(request: Any, datasette: Any) -> Response:
    async def render(text: str) -> Response:
        return Response(text, content_type=_TEXT, headers=_SANDBOX)

    def make(database: sqlite3.Connection, asked: Any) -> str:
        return text_of(database, int(asked.url_vars["number"]))

    return await _answered(request, datasette, partial(_asked, datasette, request, make), render)


async def _source(site: Site, request: Any, datasette: Any) -> Response:
    """As text, whatever it says that it is: nothing of it is rendered where our pages are."""

    async def render(body: bytes) -> Response:
        return Response(body.decode("utf-8", "replace"), content_type=_TEXT, headers=_SANDBOX)

    ask = partial(asyncio.to_thread, source, site, int(request.url_vars["number"]))
    return await _answered(request, datasette, ask, render)


async def _run(site: Site, request: Any, datasette: Any) -> Response:
    async def render(page: bytes) -> Response:
        return Response(page, content_type="text/html; charset=utf-8", headers=_REPORT)

    ask = partial(asyncio.to_thread, run_report, site, request.url_vars["name"])
    return await _answered(request, datasette, ask, render)


async def _style() -> Response:
    return Response(style(), content_type="text/css; charset=utf-8", headers={"cache-control": "no-cache"})


async def _nothing(request: Any, datasette: Any) -> Response:
    return await refusal(datasette, request, 404, "There is no such page here.")


@lru_cache(maxsize=1)
def style() -> str:
    """That of the reports, and what is ours alone."""
    shared = files("pipelines.report").joinpath("templates/page.css").read_text(encoding="utf-8")
    return shared + files("pipelines.browse").joinpath("templates/browse.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def style_version() -> str:
    """Changes with the style."""
    return hashlib.sha256(style().encode()).hexdigest()[:8]


def _choice(request: Any) -> Choice:
    return Choice.of(_arguments(request))


def _arguments(request: Any) -> Mapping[str, Sequence[str]]:
    return {name: request.args.getlist(name) for name in request.args}


def _one(request: Any, name: str) -> str:
    return str(request.args.get(name) or "")[:2000].strip()
