"""Documents of an archive in the forms that other tools begin with (docs/export.md)."""

from pipelines.export.formats import Exported, Format, export
from pipelines.export.json_lines import print_lines
from pipelines.export.search_form import search_form
from pipelines.export.target import checked_target, explained, new_file

__all__ = [
    "Exported",
    "Format",
    "checked_target",
    "explained",
    "export",
    "new_file",
    "print_lines",
    "search_form",
]
