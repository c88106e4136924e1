"""Whether a page is a bot check or a block that stands where the article should be.

By what it says of itself, or by the marks of those who make such checks. Ordinary pages load the same
protection, so the marks count only on a page that shows next to nothing.
"""

import re

from pipelines.page.shown import Shown
from pipelines.page.wall_words import CHALLENGE

_LONGEST_HEADED = 1500
_LONGEST_TOLD = 900
_LONGEST_MARKED = 1200

# What stands in a check alone, and what a page with a form for comments may have as well.
_MARKS = re.compile(
    r"""(?ix) captcha-delivery\.com | _Incapsula_Resource | /cdn-cgi/challenge-platform/h/ | _cf_chl_opt
    | px-captcha | \bperimeterx\b | \b_pxAppId\b | \bgokuProps\b | awswaf\.com/ | \bacw_sc__v2\b
    | errors\.edgesuite\.net | sucuri_cloudproxy | \b__ac_(signature|nonce)\b"""
)
_WEAK_MARKS = re.compile(
    r"""(?ix) challenges\.cloudflare\.com | hcaptcha\.com/ | recaptcha/(api|enterprise)\.js | \bg-recaptcha\b
    | \bTCaptcha\.js | AWSC/awsc\.js"""
)


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
    return bool(_MARKS.search(html)) or (not shown.is_dated and bool(_WEAK_MARKS.search(html)))
