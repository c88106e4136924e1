"""What jinja2 makes of the templates, kept beside Python's own bytecode: to make it takes 0.2 s of each run.

As with that, it is written where it may be, and made anew of another template, by another Python or another
jinja2. Who can write there can write our code.
"""

import os
import sys
from contextlib import suppress
from hashlib import sha1
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

from jinja2.bccache import Bucket, BytecodeCache

_TEMPLATES = Path(__file__).with_name("templates")


class CompiledTemplates(BytecodeCache):
    """For the environment that the module `made_by` makes: other options make something else of it."""

    def __init__(self, made_by: str, folder: Path = _TEMPLATES) -> None:
        self._options = Path(made_by).read_text(encoding="utf-8")
        self._folder = Path(cache_from_source(str(folder / "page.html"))).parent

    def get_source_checksum(self, source: str) -> str:
        """Of all that the bytecode depends on."""
        return sha1((self._options + source).encode(), usedforsecurity=False).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Leaves the bucket empty where there is nothing, or a file is damaged."""
        with suppress(OSError, EOFError, TypeError, UnpicklingError, ValueError):
            bucket.bytecode_from_string(self._file(bucket).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """At once or not at all. That it fails costs nothing but time."""
        if sys.dont_write_bytecode:
            return
        file = self._file(bucket)
        temporary = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            temporary.write_bytes(bucket.bytecode_to_string())
            temporary.replace(file)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{sys.implementation.cache_tag}.jinja"
