"""What machines that write to one archive must have in common: releases and configuration."""

import hashlib
import importlib.metadata
import json
import platform
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.config import Config
from pipelines.errors import ConfigurationError
from pipelines.software import SOFTWARE

# Those that decide what a document's text, language and keys are.
_DECIDE = (SOFTWARE, "trafilatura", "lxml", "py3langid", "langdetect", "rensa", "ahocorasick-rs")
# What the sender says (the archive, whom to name), and what may differ from machine to machine.
_LEFT_OUT: Any = {
    "archive": {"url", "spool"},
    "workers": {"processes"},
    "crawl": {"contact"},
    "metrics": True,
    "seeds": True,
}


class Likeness(NamedTuple):
    """`parts` are (what, which): releases by name, files by the digest of what they say."""

    machine: str
    parts: tuple[tuple[str, str], ...]


def likeness_here(config: Config) -> Likeness:
    """Of this machine, so configured. Raises ConfigurationError."""
    return Likeness(socket.gethostname(), (*_releases(), *_configured(config)))


def refuse_unlike(here: Likeness, there: Likeness) -> None:
    """Raises ConfigurationError naming the first thing in which the machine `there` differs from `here`."""
    theirs = dict(there.parts)
    for what, which in here.parts:
        if (other := theirs.get(what, "none")) != which:
            raise ConfigurationError(
                f"machine {there.machine} has {what} {other}, but {here.machine} has {which}; "
                "make them the same on every machine, since all write to one archive"
            )


def _releases() -> Iterator[tuple[str, str]]:
    yield "Python", ".".join(platform.python_version_tuple()[:2])
    for name in _DECIDE:
        yield name, _installed(name)


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _configured(config: Config) -> Iterator[tuple[str, str]]:
    settings = config.model_dump(mode="json", exclude=_LEFT_OUT)
    yield "pipelines.toml", _digest([json.dumps(settings, sort_keys=True).encode()])
    seeds = config.seeds
    for path in (seeds.publishers, seeds.gazetteer):
        yield path.name, _digest(_bytes([path]))
    yield "seed texts", _digest(_bytes(sorted(seeds.folder.glob("*.txt"))))


def _bytes(files: Iterable[Path]) -> Iterator[bytes]:
    for file in files:
        try:
            yield file.read_bytes()
        except OSError as error:
            raise ConfigurationError(f"{file}: cannot be read ({error.strerror})") from error


def _digest(contents: Iterable[bytes]) -> str:
    """The first 12 hex digits, for people to compare."""
    each = b"".join(hashlib.sha256(content).digest() for content in contents)
    return hashlib.sha256(each).hexdigest()[:12]
