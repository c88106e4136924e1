"""Whether a page is a bot check or a block that stands where the article should be.

By what it says of itself, or by the marks of those who make such checks. Ordinary pages load the same
protection, so the marks count only on a page that shows next to nothing.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.page.shown import Shown
from pipelines.page.wall_words import CHALLENGE

_LONGEST_HEADED = 1500
_LONGEST_TOLD = 900
_LONGEST_MARKED = 1200


class _Marks(NamedTuple):
    """In lower case: `anywhere`, and whole `words`."""

    anywhere: Sequence[str]
    words: Sequence[str]

    def are_in(self, html: str) -> bool:
        """`html` in lower case. Plain strings first: a pattern of so many takes a second for a megabyte."""
        words = (word for word in self.words if word in html)
        return any(mark in html for mark in self.anywhere) or any(
            re.search(rf"\b{re.escape(word)}\b", html) for word in words
        )


# What stands in a check alone, and what a page with a form for comments may have as well.
_STRONG = _Marks(
    anywhere=(
        "captcha-delivery.com", "_incapsula_resource", "/cdn-cgi/challenge-platform/h/", "_cf_chl_opt",
        "px-captcha", "awswaf.com/", "errors.edgesuite.net", "sucuri_cloudproxy",
    ),
    words=("perimeterx", "_pxappid", "gokuprops", "acw_sc__v2", "__ac_signature", "__ac_nonce"),
)  # fmt: skip
_WEAK = _Marks(
    anywhere=(
        "challenges.cloudflare.com", "hcaptcha.com/", "recaptcha/api.js", "recaptcha/enterprise.js",
        "awsc/awsc.js",
    ),
    words=("g-recaptcha", "tcaptcha.js"),
)  # fmt: skip


def is_challenge(shown: Shown, html: str) -> bool:
    """`html` is the page as it came. Never true of one that calls itself an article."""
    if shown.says_article:
        return False
    if shown.weight <= _LONGEST_HEADED and shown.is_headed(CHALLENGE.headed):
        return True
    if shown.weight <= _LONGEST_TOLD and shown.tells(CHALLENGE.told):
        return True
    return shown.weight_of_all <= _LONGEST_MARKED and _is_marked(shown, html)


def _is_marked(shown: Shown, html: str) -> bool:
    lowered = html.lower()
    return _STRONG.are_in(lowered) or (not shown.is_dated and _WEAK.are_in(lowered))
