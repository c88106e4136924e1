"""`seeds/publishers.toml` as values: who publishes, and where the articles are listed.

The columns and their rules are in `seeds/README.md`.
"""

import difflib
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from crawler.discovery.candidate import Kind, Listing
from crawler.toml_lines import decode_error_line, line_of
from pipelines.document import Value
from pipelines.errors import ConfigurationError
from pipelines.redaction import secret_in
from pipelines.urls import canonical_url, host_of

TABLE = "publisher"
DEFAULT_FILE = Path("seeds/publishers.toml")


def _web_url(text: str) -> str:
    if "://" not in text:
        raise ValueError(f"{text!r} has no scheme; write https://{text.lstrip('/')}")
    canonical_url(text)
    if secret := secret_in(text):
        raise ValueError(f"the address holds {secret}, and this file is read by others; leave it out")
    return text


def _fetchable(text: str) -> str:
    if "{" in text:
        raise ValueError(f"{text!r} is a template; put it under `templates`")
    return _web_url(text)


FetchableUrl = Annotated[str, AfterValidator(_fetchable)]
WebUrl = Annotated[str, AfterValidator(_web_url)]
SeedNumber = Annotated[str, Field(pattern=r"^\d{3,}$")]


class Entry(Value):
    """A listing as the file has it. `seen` tells where somebody saw it, or `from memory`."""

    url: FetchableUrl
    seen: str = Field(min_length=1)
    note: str | None = None


class Template(Value):
    """A URL with `{YYYY}`, `{MM}` and the like to fill in before it can be fetched."""

    url: WebUrl
    seen: str = Field(min_length=1)
    note: str | None = None


class Publisher(Value):
    """One `[[publisher]]` table. `paths`, if any, are how the paths of its articles begin.

    `render`: a browser shows its articles and sections, which are empty before their scripts have run.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1)
    name_zh: str | None = None
    home: FetchableUrl
    also_domains: tuple[str, ...] = ()
    language: str = Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    named_in: tuple[SeedNumber, ...] = ()
    extension: bool = False
    enabled: bool = True
    reason: str | None = Field(default=None, min_length=1)
    access: str | None = None
    note: str | None = None
    paths: tuple[Annotated[str, Field(pattern=r"^/")], ...] = ()
    render: bool = False
    feeds: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()
    news_sitemaps: tuple[Entry, ...] = ()
    sections: tuple[Entry, ...] = ()
    templates: tuple[Template, ...] = ()

    @model_validator(mode="after")
    def _says_why_not(self) -> "Publisher":
        if self.enabled and self.reason is not None:
            raise ValueError("`reason` says why a publisher is not crawled; remove it or set enabled = false")
        if not self.enabled and self.reason is None:
            raise ValueError("enabled = false needs a `reason`")
        return self

    @property
    def domains(self) -> tuple[str, ...]:
        """The hosts of its articles, subdomains included: that of `home`, and `also_domains`."""
        return _hosts(self.home, self.also_domains)

    @property
    def listings(self) -> tuple[Listing, ...]:
        """What to read, in the order of use.

        Where no sitemap is listed robots.txt may name some, and where nothing is, the home page is a section.
        """
        kinds: tuple[tuple[Kind, tuple[Entry, ...]], ...] = (
            ("news_sitemap", self.news_sitemaps),
            ("feed", self.feeds),
            ("section", self.sections),
            ("sitemap", self.sitemaps),
        )
        listed = tuple(Listing(entry.url, kind, self.id) for kind, entries in kinds for entry in entries)
        if not self.lists_something:
            return Listing(canonical_url(self.home), "section", self.id), self.robots
        return listed if self.sitemaps or self.news_sitemaps else (*listed, self.robots)

    @property
    def lists_something(self) -> bool:
        """Whether somebody has said where its articles are listed."""
        return bool(self.feeds or self.sitemaps or self.news_sitemaps or self.sections)

    @property
    def robots(self) -> Listing:
        """The robots.txt of `home`'s origin."""
        scheme, rest = canonical_url(self.home).split("://", 1)
        return Listing(f"{scheme}://{rest.split('/', 1)[0]}/robots.txt", "robots", self.id)


@lru_cache(maxsize=1024)
def _hosts(home: str, also: tuple[str, ...]) -> tuple[str, ...]:
    """As canonical URLs have them, which is with punycode."""
    return host_of(canonical_url(home)), *(_host(domain) for domain in also)


def _host(domain: str) -> str:
    try:
        return host_of(canonical_url(f"http://{domain}"))
    except ValueError:
        return domain


def load_publishers(path: Path) -> tuple[Publisher, ...]:
    """All publishers of the file, in its order; raises ConfigurationError naming file, line and remedy."""
    text = _read(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            f"{path}:{decode_error_line(error, text)}: not valid TOML: {error}"
        ) from error
    tables = _tables(path, text, content)
    try:
        publishers = TypeAdapter(tuple[Publisher, ...]).validate_python(tables)
    except ValidationError as error:
        raise ConfigurationError(_fault(path, text, error)) from error
    _refuse_duplicates(path, text, publishers)
    return publishers


def select(
    publishers: Sequence[Publisher],
    ids: Iterable[str] = (),
    *,
    file: Path = DEFAULT_FILE,
    disabled: bool = False,
) -> tuple[Publisher, ...]:
    """Those named, in the order of the file; all that are enabled where `ids` is empty.

    Raises ConfigurationError for an unknown id, and, unless `disabled`, for one that is not enabled: naming a
    publisher does not undo the reason for leaving it alone.
    """
    wanted = set(ids)
    if not wanted:
        return tuple(publisher for publisher in publishers if publisher.enabled)
    known = {publisher.id: publisher for publisher in publishers}
    for name in sorted(wanted):
        _refuse_unusable(name, known, file, disabled=disabled)
    return tuple(publisher for publisher in publishers if publisher.id in wanted)


def _refuse_unusable(name: str, known: dict[str, Publisher], file: Path, *, disabled: bool) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "the file lists the known ids"
        raise ConfigurationError(f"{file}: no publisher has the id {name!r}; {hint}")
    if not (known[name].enabled or disabled):
        raise ConfigurationError(
            f"{file}: publisher {name!r} is not enabled ({known[name].reason}); "
            "leave it out, or remove its reason and set enabled = true"
        )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); create it or set seeds.publishers"
        raise ConfigurationError(message) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8 ({error.reason}); save it as UTF-8") from error


def _tables(path: Path, text: str, content: dict[str, Any]) -> list[Any]:
    for key in content:
        if key != TABLE:
            line = line_of(text, (key,))
            raise ConfigurationError(
                f"{path}:{line}: unknown key `{key}`; publishers stand in [[{TABLE}]] tables"
            )
    tables = content.get(TABLE)
    if not isinstance(tables, list):
        raise ConfigurationError(f"{path}:1: no [[{TABLE}]] table; give one with id, name, home, language")
    return tables


def _fault(path: Path, text: str, error: ValidationError) -> str:
    faults = error.errors(include_url=False)
    # A misspelt key is also a missing one; the spelling is what to mend.
    fault = next((fault for fault in faults if fault["type"] == "extra_forbidden"), faults[0])
    where = (TABLE, *fault["loc"])
    key = str(next((part for part in reversed(where) if isinstance(part, str)), TABLE))
    place = f"{path}:{line_of(text, where)}"
    if fault["type"] == "extra_forbidden":
        known = _known_keys(where)
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
        return f"{place}: unknown key `{key}`; {hint}"
    if fault["type"] == "missing":
        return f"{place}: `{key}` is missing; add it"
    message = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if key == TABLE else f"{place}: `{key}`: {message}"


def _known_keys(where: tuple[int | str, ...]) -> list[str]:
    return list(Publisher.model_fields if len(where) <= 3 else Entry.model_fields)


def _refuse_duplicates(path: Path, text: str, publishers: Sequence[Publisher]) -> None:
    first: dict[str, int] = {}
    for place, publisher in enumerate(publishers):
        if publisher.id in first:
            line = line_of(text, (TABLE, place, "id"))
            other = line_of(text, (TABLE, first[publisher.id], "id"))
            raise ConfigurationError(
                f"{path}:{line}: id {publisher.id!r} is taken by line {other}; choose another"
            )
        first[publisher.id] = place
