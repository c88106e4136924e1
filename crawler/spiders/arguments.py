"""What `-a name=value` may say, checked before anything is fetched."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.discovery.dates import parse_bound
from crawler.history.warc_places import base_of, is_remote
from crawler.history.web_archive import web_archive
from crawler.revisits import parse_span
from crawler.shards import Shard, parse_shard
from crawler.window import ANY_DATE, Window
from pipelines.errors import ConfigurationError
from pipelines.redaction import secret_in, userinfo_in
from pipelines.urls import canonical_url

Arguments = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class NewsArguments:
    """`publishers` empty means all that are enabled; `limit` None, no limit.

    `polls_all`: every listing is read, whether or not it is due. `revisit` is when an archived article is
    first looked at again, None: never. Of a `shard` only its publishers, None: all.
    """

    publishers: tuple[str, ...]
    window: Window
    limit: int | None
    dry_run: bool
    polls_all: bool = False
    revisit: timedelta | None = None
    shard: Shard | None = None


@dataclass(frozen=True, slots=True)
class PageArguments:
    """The URLs to fetch, canonical, in the order given, each once; `again` also those that are known."""

    urls: tuple[str, ...]
    dry_run: bool
    again: bool = False
    window: Window = ANY_DATE


@dataclass(frozen=True, slots=True)
class HistoryArguments:
    """As NewsArguments. `sources` empty means all that are configured; `ccnews` and `cdx` stand in the place
    of what is configured. `again`: also what earlier runs have read. `gone`: of web archives, the pages that
    are gone, and no others.
    """

    publishers: tuple[str, ...]
    window: Window
    limit: int | None
    dry_run: bool
    sources: tuple[str, ...] = ()
    ccnews: str | None = None
    cdx: str | None = None
    again: bool = False
    gone: bool = False
    shard: Shard | None = None


AnyArguments = NewsArguments | PageArguments | HistoryArguments

SOURCES = ("archives", "ccnews", "cdx")


def news_arguments(given: Arguments) -> NewsArguments:
    """Raises ConfigurationError naming the argument and the remedy."""
    _refuse_unknown(given, ("publishers", "shard", "since", "until", "limit", "poll", "revisit", "dry_run"))
    return NewsArguments(
        publishers=_names(given, "publishers"),
        window=_window(given),
        limit=_number(given, "limit"),
        dry_run=_switch(given, "dry_run"),
        polls_all=_polls_all(given),
        revisit=_span(given, "revisit"),
        shard=_shard(given),
    )


def history_arguments(given: Arguments) -> HistoryArguments:
    """Raises ConfigurationError naming the argument and the remedy."""
    known = ("publishers", "shard", "since", "until", "source", "ccnews", "cdx", "gone", "limit", "again")
    _refuse_unknown(given, (*known, "dry_run"))
    sources = _names(given, "source")
    for name in sources:
        if name not in SOURCES:
            raise ConfigurationError(f"-a source={name}: unknown source; known are {', '.join(SOURCES)}")
    window = _window(given)
    gone = _switch(given, "gone")
    if window.since is None and not (gone and sources == ("cdx",)):
        raise ConfigurationError("history needs a beginning; give -a since=2019-09, for example")
    return HistoryArguments(
        publishers=_names(given, "publishers"),
        window=window,
        limit=_number(given, "limit"),
        dry_run=_switch(given, "dry_run"),
        sources=sources,
        ccnews=_ccnews(given),
        cdx=_cdx(given),
        again=_switch(given, "again"),
        gone=gone,
        shard=_shard(given),
    )


def require_web_archive(arguments: HistoryArguments, configured: Sequence[object]) -> None:
    """Raises ConfigurationError where one is wanted and none is known."""
    is_wanted = arguments.gone or "cdx" in arguments.sources
    if is_wanted and arguments.cdx is None and not configured:
        raise ConfigurationError(
            "no web archive to ask; set one under [[history.cdx]] in pipelines.toml, or give "
            "-a cdx=https://web.archive.org/cdx/search/cdx"
        )


def page_arguments(given: Arguments, stdin: Callable[[], str] = lambda: sys.stdin.read()) -> PageArguments:
    """Raises ConfigurationError naming the argument, or file and line, and the remedy."""
    _refuse_unknown(given, ("url", "file", "again", "dry_run"))
    urls = [_canonical(text, f"-a url={text}") for text in given.get("url", ())]
    for name in given.get("file", ()):
        lines = enumerate(_lines(name, stdin), start=1)
        urls += [_canonical(line, f"{name}:{number}") for number, line in lines if _says_something(line)]
    if not urls:
        message = "no URL to fetch; give -a url=https://… (repeatable) or -a file=urls.txt (- for stdin)"
        raise ConfigurationError(message)
    return PageArguments(
        urls=tuple(dict.fromkeys(urls)), dry_run=_switch(given, "dry_run"), again=_switch(given, "again")
    )


def _refuse_unknown(given: Arguments, known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise ConfigurationError(f"-a {name}=…: unknown argument; known are {', '.join(known)}")


def _names(given: Arguments, name: str) -> tuple[str, ...]:
    """Names between commas, in the order given."""
    names = (part.strip() for text in given.get(name, ()) for part in text.split(","))
    return tuple(part for part in names if part)


def _window(given: Arguments) -> Window:
    window = Window(_bound(given, "since"), _bound(given, "until"))
    since, until = (window.since or "")[:10], (window.until or "")[:10]
    if since[: len(until)] > until[: len(since)]:
        raise ConfigurationError(f"-a since={window.since} lies after -a until={window.until}; exchange them")
    if window.since and window.since > _tomorrow()[: len(window.since)]:
        raise ConfigurationError(f"-a since={window.since} lies in the future; nothing is published then yet")
    return window


def _tomorrow() -> str:
    """Somewhere it has begun."""
    return f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"


def _ccnews(given: Arguments) -> str | None:
    place = _public(given, "ccnews")
    if place is not None and not is_remote(base_of(place)) and not Path(place).is_dir():
        raise ConfigurationError(f"-a ccnews={place}: there is no such folder; name one with WARC files")
    return place


def _public(given: Arguments, name: str) -> str | None:
    """An address that the archive will name."""
    text = _one(given, name) or None
    if secret := secret_in(text) if text and "://" in text else None:
        raise ConfigurationError(f"-a {name}=…: the address holds {secret}, which would stand in the archive")
    return text


def _one(given: Arguments, name: str) -> str | None:
    values = given.get(name, ())
    if len(values) > 1:
        raise ConfigurationError(f"-a {name}=… is given {len(values)} times; give it once")
    return values[0].strip() if values else None


def _bound(given: Arguments, name: str) -> str | None:
    text = _one(given, name)
    try:
        return parse_bound(text) if text else None
    except ValueError as error:
        raise ConfigurationError(f"-a {name}={text}: {error}") from error


def _cdx(given: Arguments) -> str | None:
    api = _public(given, "cdx")
    if api is not None:
        web_archive(api)
    return api


def _polls_all(given: Arguments) -> bool:
    text = _one(given, "poll") or "due"
    if text not in ("due", "all"):
        raise ConfigurationError(f"-a poll={text}: give due or all")
    return text == "all"


def _span(given: Arguments, name: str) -> timedelta | None:
    text = _one(given, name)
    try:
        return parse_span(text) if text is not None else None
    except ValueError as error:
        raise ConfigurationError(f"-a {name}={text}: {error}") from error


def _shard(given: Arguments) -> Shard | None:
    text = _one(given, "shard")
    try:
        return parse_shard(text) if text is not None else None
    except ValueError as error:
        raise ConfigurationError(f"-a shard={text}: {error}") from error


def _number(given: Arguments, name: str) -> int | None:
    text = _one(given, name)
    if text is None:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise ConfigurationError(f"-a {name}={text}: give a whole number from 1")
    return int(text)


def _switch(given: Arguments, name: str) -> bool:
    text = (_one(given, name) or "0").lower()
    if text not in ("0", "1", "true", "false", "yes", "no"):
        raise ConfigurationError(f"-a {name}={text}: give 1 or 0")
    return text in ("1", "true", "yes")


def _lines(name: str, stdin: Callable[[], str]) -> list[str]:
    if name == "-":
        return stdin().splitlines()
    try:
        return Path(name).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigurationError(f"-a file={name}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"-a file={name}: not UTF-8; save it as UTF-8") from error


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _canonical(text: str, where: str) -> str:
    if secret := userinfo_in(text):
        raise ConfigurationError(f"{where}: the address holds {secret}, which is not sent; leave it out")
    try:
        return canonical_url(text)
    except ValueError as error:
        raise ConfigurationError(f"{where}: {error}; write it out, as https://example.com/page") from error
