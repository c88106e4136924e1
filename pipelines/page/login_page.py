"""Whether a page asks its reader to log in and has nothing else.

An article's page may have a hidden form for that, and an address may have `login` in it for another reason:
two signs out of four are asked for.
"""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.page.shown import Shown
from pipelines.page.wall_words import LOGIN

_LONGEST = 900
_HOST = re.compile(r"(login|signin|passport|accounts?|auth|sso|id|member)\.")
_PATH = re.compile(r"(?i)/(log-?in|sign-?in|sso|auth|passport|logon|anmelden|connexion)(/|\.\w+|$)")
_PASSWORD = './/input[@type="password"] | .//input[contains(@autocomplete, "password")]'


def is_login_page(shown: Shown, tree: HtmlElement, final_url: str) -> bool:
    """Never true of a page that calls itself an article: the rest of that may be for subscribers."""
    if shown.says_article or shown.weight > _LONGEST:
        return False
    signs = (
        shown.is_headed(LOGIN.headed),
        shown.tells(LOGIN.told) is not None,
        _asks_in(final_url),
        bool(tree.xpath(_PASSWORD)),
    )
    return sum(signs) >= 2


def _asks_in(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_HOST.match(parts.hostname or "") or _PATH.search(parts.path))
