"""`pipelines.toml` as one value. The only file of this package that reads the environment."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipelines.document import Score
from pipelines.errors import ConfigurationError
from pipelines.languages.wanted import Wanted
from pipelines.redaction import secret_in
from pipelines.secret_values import secret_values

DEFAULT_FILE = "pipelines.toml"
_VARIABLES = (
    ("archive", "url", "ARCHIVE_URL"),
    ("crawl", "contact", "CORPUS_CONTACT"),
    ("workers", "processes", "CORPUS_PROCESSES"),
)

Seconds = Annotated[float, Field(gt=0)]
Obeyed = Literal["noarchive", "noindex", "noai", "tdm", "nofollow"]


def _refuse_secret(*addresses: str) -> None:
    """What is asked for stands in the archive, as the listing that named a page."""
    for address in addresses:
        if secret := secret_in(address) if "://" in address else None:
            raise ValueError(f"the address holds {secret}, which would stand in the archive; leave it out")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ArchiveConfig(_Section):
    """`url` is a folder or `s3://bucket/prefix`; `spool` and `known_cache` are folders, from the current one
    as `url` is. `known_cache` "": what is known of the archive is held in memory.
    """

    url: str = "archive"
    single_writer: bool = False
    commit_every_documents: int = Field(default=50, ge=1)
    commit_every_s: Seconds = 30.0
    connect_timeout_s: Seconds = 10.0
    read_timeout_s: Seconds = 20.0
    max_attempts: int = Field(default=8, ge=1)
    give_up_after_s: Seconds = 60.0
    spool: Path = Path(".spool")
    known_cache: str = ""

    def patience(self) -> dict[str, Any]:
        """How long to wait for a store and how often to ask again, as keyword arguments."""
        return self.model_dump(
            include={"connect_timeout_s", "read_timeout_s", "max_attempts", "give_up_after_s"}
        )


class WorkersConfig(_Section):
    """`processes` 0 means one for each core.

    `max_memory_mb` is what a page may use on top of the worker itself.
    """

    processes: int = Field(default=0, ge=0)
    page_deadline_s: Seconds = 10.0
    max_memory_mb: int = Field(default=1024, ge=256)
    max_pages: int = Field(default=2000, ge=1)


class ExtractConfig(_Section):
    """Texts shorter than `min_characters` are no article; a Chinese or Japanese one counts as two."""

    min_characters: int = Field(default=40, ge=1)


class RelevanceConfig(_Section):
    """A page is kept when its score is at least `threshold`; 0 keeps every page.

    `read_all` reads those too whose markup tells that they cannot reach it, and so has evidence of each.
    """

    threshold: Score = 0.5
    read_all: bool = False


class DuplicatesConfig(_Section):
    """Shares of a text that another has, from which it is a copy, and from which it is kept but linked."""

    reject_from: Score = 0.7
    link_from: Score = 0.5

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.link_from > self.reject_from:
            raise ValueError("`link_from` lies above `reject_from`; a text is linked before it is a copy")
        return self


class SeedsConfig(_Section):
    """Where the seed texts, the publishers and the gazetteer lie."""

    folder: Path = Path("seeds")
    publishers: Path = Path("seeds/publishers.toml")
    gazetteer: Path = Path("seeds/entities.toml")


class CrawlConfig(_Section):
    """`contact`, an e-mail address or URL, goes into the User-Agent.

    A page that failed is tried again when `retry_failed_after_h` have passed. An article may have
    `pages_per_article` pages, the first included; 1: no further page is asked for. A listing is asked for
    whole when the last time is `listings_whole_after_h` ago, and never left alone for longer than
    `longest_poll_h`. `obey` has the reservations that a page is not kept for (page/reservations.py), and
    `nofollow`, for which its links are not followed; what is not obeyed is recorded all the same.
    `languages` are those of the texts that are kept; empty: all.
    """

    contact: str = ""
    retry_failed_after_h: Seconds = 24.0
    pages_per_article: int = Field(default=10, ge=1)
    listings_whole_after_h: Seconds = 24.0
    longest_poll_h: Seconds = 168.0
    obey: tuple[Obeyed, ...] = ("noai", "nofollow", "tdm")
    languages: Wanted = ()


class CdxConfig(_Section):
    """A web archive. `api` is the address of its CDX server; `replay` is how it serves a capture, with
    `{timestamp}` and `{url}`, "" where `api` ends in `/cdx` and tells. `warc` stands in its place where the
    archive has WARC files alone: their address, with `{filename}`.
    """

    api: str = Field(pattern=r"^https?://[^/]+/")
    replay: str = Field(default="", pattern=r"^$|^https?://[^/]+/.*\{timestamp\}.*\{url\}$")

    warc: str = Field(default="", pattern=r"^$|^https?://[^/]+/.*\{filename\}$")

    @model_validator(mode="after")
    def _serves(self) -> Self:
        _refuse_secret(self.api, self.replay, self.warc)
        if not self.replay and not self.warc and not self.api.endswith("/cdx"):
            raise ValueError("`api` does not tell how captures are served; set `replay` or `warc` beside it")
        return self


class HistoryConfig(_Section):
    """Where pages of the past are: `ccnews` https://…, s3://bucket/prefix or a folder; "" leaves it out.

    `cdx` are web archives, asked in this order.
    """

    ccnews: str = Field(default="", pattern=r"^((https?|s3)://[^/]|[^:]*$)")
    cdx: tuple[CdxConfig, ...] = ()

    @model_validator(mode="after")
    def _is_public(self) -> Self:
        _refuse_secret(self.ccnews)
        return self


class MetricsConfig(_Section):
    """`file` is where each run leaves its metrics in Prometheus' text format, from the current folder.

    "" where no file is wanted.
    """

    file: str = ""


class LookupConfig(_Section):
    """`folder` is where lookup databases are kept, from the current folder; "": in the user's cache."""

    folder: str = ""

    def place(self, environment: Mapping[str, str] = os.environ) -> Path:
        """That folder. The cache is as https://specifications.freedesktop.org/basedir-spec/ has it."""
        if self.folder:
            return Path(self.folder)
        cache = environment.get("XDG_CACHE_HOME", "")
        return (Path(cache) if cache.startswith("/") else Path.home() / ".cache") / "corpus-crawler"


class Config(_Section):
    """Everything that can be configured, each with its default."""

    archive: ArchiveConfig = ArchiveConfig()
    workers: WorkersConfig = WorkersConfig()
    extract: ExtractConfig = ExtractConfig()
    relevance: RelevanceConfig = RelevanceConfig()
    duplicates: DuplicatesConfig = DuplicatesConfig()
    seeds: SeedsConfig = SeedsConfig()
    crawl: CrawlConfig = CrawlConfig()
    history: HistoryConfig = HistoryConfig()
    metrics: MetricsConfig = MetricsConfig()
    lookup: LookupConfig = LookupConfig()


def load_config(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration of `file`, or of `$CORPUS_CONFIG`, or of `pipelines.toml` here, or the defaults.

    `ARCHIVE_URL`, `CORPUS_CONTACT` and `CORPUS_PROCESSES` in the environment win over the file. Relative
    folders in the file are relative to it. Raises ConfigurationError naming file and key.
    """
    named = file or _named(environment)
    path = named or Path(DEFAULT_FILE)
    table = _read(path) if named or path.exists() else {}
    for section, key, variable in _VARIABLES:
        if environment.get(variable):
            table.setdefault(section, {})[key] = environment[variable]
    try:
        config = Config.model_validate(table)
    except ValidationError as error:
        raise ConfigurationError(f"{path}: {_first_fault(error)}") from error
    return config.model_copy(update={"seeds": _anchored(config.seeds, path.parent)})


def config_again() -> Config | None:
    """As it was read by the process that started this one; None of a pipe, which can be read once."""
    path = _named(os.environ) or Path(DEFAULT_FILE)
    return load_config() if path.is_file() or not path.exists() else None


def _named(environment: Mapping[str, str]) -> Path | None:
    return Path(environment["CORPUS_CONFIG"]) if environment.get("CORPUS_CONFIG") else None


def secrets_of_process(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The values that no output of this process may hold."""
    return tuple(secret_values(environment))


def environment_of_crawl(archive_url: str, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """That of a crawl in a process of its own into that archive, configured as this process is."""
    settings = {"SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    return settings | dict(environment) | {"ARCHIVE_URL": archive_url}


def colours_of_process(environment: Mapping[str, str] = os.environ) -> bool | None:
    """Whether output is to be coloured: `NO_COLOR`, `FORCE_COLOR`, a dumb terminal; None: none says so.

    https://no-color.org and https://force-color.org; an empty variable says nothing.
    """
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "") not in ("", "0", "false"):
        return True
    return False if environment.get("TERM") == "dumb" else None


def words_to_complete(environment: Mapping[str, str] = os.environ) -> list[str] | None:
    """What a shell wants completed behind `corpus`; None where it asks for nothing of the kind."""
    if not environment.get("_CORPUS_COMPLETE", "").startswith("complete"):
        return None
    line = environment.get("_TYPER_COMPLETE_ARGS") or environment.get("COMP_WORDS") or ""
    words = line.split()[1:]
    return words if not line[-1:].isspace() else [*words, ""]


def named_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """That of `$CORPUS_CONFIG`, wherever this process goes; None where `pipelines.toml` here is meant."""
    named = environment.get("CORPUS_CONFIG")
    return Path(named).absolute() if named else None


def set_for_process(variables: Mapping[str, str]) -> None:
    """In the environment of this process and of those that it starts, for a library that looks there.

    What whoever started it has set stays.
    """
    for name, value in variables.items():
        os.environ.setdefault(name, value)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); create it or unset CORPUS_CONFIG"
        raise ConfigurationError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from error


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = type(getattr(Config(), str(fault["loc"][0]))) if len(fault["loc"]) > 1 else Config
        return f"unknown key `{key}`; known are {', '.join(known.model_fields)}"
    message = fault["msg"].removeprefix("Value error, ")
    return f"`{key}`: {message}"


def _anchored(seeds: SeedsConfig, folder: Path) -> SeedsConfig:
    return seeds.model_copy(update={name: folder / path for name, path in seeds})
