"""The secrets that a process was given: by its environment, and by the file in which boto3 looks for keys."""

import re
from collections.abc import Iterator, Mapping
from configparser import ConfigParser, Error
from pathlib import Path

from pipelines.redaction import SHORTEST, passwords_in

_SECRET_NAME = re.compile(r"(?i)passw|(?:^|_)(?:secret|token|api_?key|access_?key|credentials?)(?:_|$)")
# Alone among addresses these may lack their scheme; `mailto:editor@host` elsewhere holds no password.
_PROXY_NAME = re.compile(r"(?i)_proxy$")
_CREDENTIALS_FILE = "AWS_SHARED_CREDENTIALS_FILE"
_FILE_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


def secret_values(environment: Mapping[str, str]) -> Iterator[str]:
    """Values that no output may hold. A file that cannot be read has none; boto3 says why."""
    for name, value in environment.items():
        if _SECRET_NAME.search(name) and len(value) >= SHORTEST and not _is_place(value):
            yield value
        if "://" in value or _PROXY_NAME.search(name):
            yield from passwords_in(value)
    yield from _in_file(Path(environment.get(_CREDENTIALS_FILE, "~/.aws/credentials")))


def _is_place(value: str) -> bool:
    """A file or an address, as of AWS_WEB_IDENTITY_TOKEN_FILE, is no secret; its user information is."""
    return value.startswith(("/", "./", "~")) or "://" in value


def _in_file(file: Path) -> Iterator[str]:
    found = ConfigParser(interpolation=None)
    try:
        found.read(file.expanduser(), encoding="utf-8")
    except (Error, OSError, RuntimeError, UnicodeDecodeError):
        return
    for profile in found.sections():
        yield from (found[profile][key] for key in _FILE_KEYS if found[profile].get(key))
