"""Pages of bare facts, made of the code each time the site is built. What they mean stands in docs/."""

from collections.abc import Callable, Mapping

from handbook.reference.commands import commands_page
from handbook.reference.fields import fields_page
from handbook.reference.settings import settings_page
from handbook.reference.slugs import slugs_page

GENERATED: Mapping[str, Callable[[], str]] = {
    "commands": commands_page,
    "settings": settings_page,
    "slugs": slugs_page,
    "fields": fields_page,
}
"""By name of the page."""
