"""Documents of an archive in the forms that other tools begin with (docs/export.md)."""

from pipelines.export.formats import Exported, Format, export
from pipelines.export.json_lines import write_lines
from pipelines.export.search_form import search_form
from pipelines.export.target import checked_target, explained

__all__ = ["Exported", "Format", "checked_target", "explained", "export", "search_form", "write_lines"]
