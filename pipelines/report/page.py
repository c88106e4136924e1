"""One self-contained HTML page: it asks for nothing from anywhere, needs no script, and lets none run.

All that is shown passes `shown_text.plain` and is escaped. Templates lie in `templates/`; `page.html` is
the frame that the others extend, `parts.html` has what they share, `page.css` is the style of all.
"""

import base64
import hashlib
from calendar import month_name
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.report.compiled_templates import CompiledTemplates
from pipelines.shown_text import plain

# What cannot be told.
NOTHING = "–"


def page(template: str, **facts: Any) -> str:
    """The page that `template` makes of `facts`; equal facts give equal bytes."""
    environment = _environment()
    css = _css()
    policy = (
        f"default-src 'none'; style-src '{_digest(css)}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    made = environment.get_template(template).render(facts, css=Markup(css), policy=Markup(policy))
    return made if made.endswith("\n") else made + "\n"


def compile_templates() -> None:
    """For an image whose processes may not write: what each page would make anew is there already."""
    environment = _environment()
    for template in environment.list_templates(extensions=["html"]):
        environment.get_template(template)


def number(value: float | None, unit: str = "") -> str:
    """`12,345 pages`; of a fraction one decimal; a unit follows a narrow space that does not break."""
    if value is None:
        return NOTHING
    figure = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return f"{figure}\u202f{unit}" if unit else figure


def share(part: float, whole: float) -> str:
    """`12 %` of the whole, `<1 %` where it rounds to nothing and is something; a dash of nothing."""
    if not whole:
        return NOTHING
    percent = 100 * part / whole
    return "<1\u202f%" if 0 < percent < 0.5 else f"{percent:.0f}\u202f%"


def seconds(value: float | None) -> str:
    """`0.4 s`, `38 s`, `4 min 10 s`, `7 h 5 min`."""
    if value is None:
        return NOTHING
    if value < 10:
        return f"{value:.1f}\u202fs"
    minutes, rest = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}\u202fh {minutes}\u202fmin"
    return f"{minutes}\u202fmin {rest}\u202fs" if minutes else f"{rest}\u202fs"


def moment(stamp: str | None) -> str:
    """`2026-11-22 01:02 UTC` of `2026-11-22T01:02:03Z`."""
    return f"{stamp[:10]} {stamp[11:16]} UTC" if stamp else NOTHING


def spoken(stamp: str) -> str:
    """`22 November 2026, 01:02 UTC` of `2026-11-22T01:02:03Z`."""
    day = date.fromisoformat(stamp[:10])
    return f"{day.day} {month_name[day.month]} {day.year}, {stamp[11:16]} UTC"


def is_web(url: str | None) -> bool:
    """Whether it may be linked to: an absolute http or https URL, and nothing that a browser would run."""
    if not url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _shown(value: Any) -> Any:
    """Text of strangers turns no reading and hides nothing; markup of ours stays."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipelines.report"),
        bytecode_cache=CompiledTemplates(__file__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters.update(number=number, seconds=seconds, moment=moment)
    environment.globals.update(share=share, NOTHING=NOTHING)
    environment.tests["web"] = is_web
    return environment


@lru_cache(maxsize=1)
def _css() -> str:
    return files("pipelines.report").joinpath("templates/page.css").read_text(encoding="utf-8")


def _digest(css: str) -> str:
    """As a Content-Security-Policy names the one style that it lets in."""
    return "sha256-" + base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
