"""What a process of ours does not load, though a library would."""

import sys
from collections.abc import Sequence
from types import ModuleType

_SPARED = frozenset({"pandas", "fsspec"})


class _WithoutThem:
    """Finds none of them, wherever they lie."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> None:
        """Python's way in, before it looks for a module itself. Raises ModuleNotFoundError for these."""
        if fullname in _SPARED:
            raise ModuleNotFoundError("no command of ours needs it", name=fullname)


def spare_imports() -> None:
    """pyarrow imports pandas, where it is installed, for the first scalar that it makes: a second and more.
    warcio imports fsspec, and with it asyncio, for paths that we never give it: 0.1 s.

    To them neither is there from now on. For a process that is a command of ours, to its end; never for one
    in which somebody else's code reads an archive.
    """
    sys.meta_path.insert(0, _WithoutThem())
