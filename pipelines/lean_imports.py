"""What a process of ours does not load, though a library would."""

import sys
from collections.abc import Sequence
from types import ModuleType


class _WithoutPandas:
    """Finds no pandas, wherever it lies."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> None:
        """Python's way in, before it looks for a module itself. Raises ModuleNotFoundError for pandas."""
        if fullname == "pandas":
            raise ModuleNotFoundError("no command of ours needs it", name=fullname)


def spare_pandas() -> None:
    """pyarrow imports pandas, where it is installed, for the first scalar that it makes: a second and more.

    To it pandas is not there from now on. For a process that is a command of ours, to its end; never for one
    in which somebody else's code reads an archive.
    """
    sys.meta_path.insert(0, _WithoutPandas())
