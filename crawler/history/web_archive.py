"""A web archive: how it is asked what it has (CDX), and under which address a capture of it is served.

The parameters are those of the Wayback Machine's CDX server, which pywb and the index of Common Crawl
understand as far as they have them. A capture is asked for as it came (`id_` behind the moment), or, where
an archive has WARC files instead of replay, as a piece of such a file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import urlencode

from crawler.discovery.candidate import Candidate
from crawler.history.cdx_answer import CdxRow
from crawler.history.memento import Memento
from pipelines.errors import ConfigurationError
from pipelines.urls import canonical_url

MOST_ROWS = 10_000
"""Of one answer."""

_WAYBACK = re.compile(r"^(?P<host>https?://[^/]+)/cdx/search/cdx$")
_PYWB = re.compile(r"^(?P<collection>https?://[^/]+/[^/]+)/cdx$")
_MOMENT = "%Y%m%d%H%M%S"


@dataclass(frozen=True)
class WebArchive:
    """`api` is the address of its CDX server; `replay` has `{timestamp}` and `{url}` to fill in.

    `warc`, with `{filename}`, stands in its place where there is no replay.
    """

    api: str
    replay: str
    warc: str = ""

    def query(
        self, url: str, *, match: str, span: tuple[datetime, datetime] | None, more: Mapping[str, str]
    ) -> str:
        """Asks for the good captures of HTML in `span`, both ends in; `match` is `domain` or `exact`."""
        fields = [("url", url), ("matchType", match), ("output", "json"), ("limit", str(MOST_ROWS))]
        if span is not None:
            fields += [("from", span[0].strftime(_MOMENT)), ("to", span[1].strftime(_MOMENT))]
        status, mime = ("statuscode", "mimetype") if _WAYBACK.match(self.api) else ("status", "mime")
        fields += [("filter", f"{status}:200"), ("filter", f"{mime}:text/html"), *more.items()]
        return f"{self.api}?{urlencode(fields)}"

    def memento(self, candidate: Candidate, row: CdxRow, captured: datetime) -> Memento:
        """The capture of a row, made at `captured`."""
        named = replace(candidate, listing=self._address(row))
        place = (row.offset, row.length) if self.warc else (0, 0)
        return Memento(named, named.listing, captured, *place)

    def _address(self, row: CdxRow) -> str:
        if self.warc:
            return self.warc.replace("{filename}", row.filename)
        return self.replay.replace("{timestamp}", row.timestamp).replace("{url}", row.url)

    def moment_of(self, address: str) -> datetime | None:
        """When the capture at this address was made; None where that is no address of a capture."""
        if self.warc:
            return None
        found = self._addresses.match(address)
        return moment(found["timestamp"]) if found else None

    def page_at(self, address: str) -> str | None:
        """Whose capture is served at this address; None where that is no address of a capture."""
        found = None if self.warc else self._addresses.match(address)
        return address[found.end() :] if found else None

    @cached_property
    def _addresses(self) -> re.Pattern[str]:
        before, between, _ = re.split(r"\{timestamp\}|\{url\}", self.replay)
        return re.compile(re.escape(before) + r"(?P<timestamp>[0-9]{14})" + re.escape(between))


def web_archive(api: str, replay: str = "", warc: str = "") -> WebArchive:
    """Raises ConfigurationError where `api` is no address, or does not tell how captures are served."""
    try:
        canonical_url(api)
    except ValueError as error:
        raise ConfigurationError(f"cdx: {error}; give the address of a CDX server") from error
    if warc:
        return WebArchive(api, "", warc)
    template = replay or _usual_replay(api)
    if template is None or not re.search(r"\{timestamp\}.*\{url\}$", template):
        raise ConfigurationError(
            f"cdx: {api} does not tell where captures are served; set `replay` beside it under "
            "[[history.cdx]], as in https://web.archive.org/web/{timestamp}id_/{url}"
        )
    return WebArchive(api, template)


def moment(timestamp: str) -> datetime | None:
    """Of 14 digits, UTC; None where they are no moment."""
    try:
        return datetime.strptime(timestamp, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _usual_replay(api: str) -> str | None:
    if found := _WAYBACK.match(api):
        return f"{found['host']}/web/{{timestamp}}id_/{{url}}"
    if found := _PYWB.match(api):
        return f"{found['collection']}/{{timestamp}}id_/{{url}}"
    return None
