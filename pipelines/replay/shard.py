"""A part of the work, done beside the others by whoever does them."""

import re
from typing import NamedTuple, Self

from pipelines.errors import ConfigurationError

_SHARD = re.compile(r"(\d{1,5})/(\d{1,5})", re.ASCII)


class Shard(NamedTuple):
    """The `number`th of `of`, from 1; each WARC file of an archive falls to one."""

    number: int = 1
    of: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of `1/8`, the first of eight. Raises ConfigurationError."""
        match = _SHARD.fullmatch(text.strip())
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise ConfigurationError(f"--shard {text!r} is none; of eight give one from 1/8 to 8/8")
        return cls(int(match[1]), int(match[2]))

    def has(self, segment: int) -> bool:
        """Whether the captures of this segment of the log fall to it."""
        return segment % self.of == self.number - 1
