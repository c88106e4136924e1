"""What hangs about on a page and belongs to no article: consent dialogs, players, share bars, choices.

Known by their `id` or `class`, the one thing about them that stays the same from page to page.
"""

import re
from functools import lru_cache

from lxml.html import HtmlElement

_CONTAINERS = ("div", "section", "aside", "dialog", "form", "select")

# Names of consent managers, and what the home-made ones call themselves.
_CONSENT = re.compile(
    r"""(?ix) (?<![a-z0-9]) (
        fc-(consent|ccpa|dialog)[\w-]* | onetrust[\w-]* | optanon[\w-]* | didomi[\w-]* | qc-cmp2?[\w-]*
        | usercentrics[\w-]* | cybotcookiebot\w* | borlabscookie\w* | cmplz-cookiebanner[\w-]*
        | sp_message[\w-]* | truste[\w-]* | osano-cm[\w-]* | iubenda-cs[\w-]* | klaro | tbl-ccpa[\w-]*
        | (cookie|cookies|consent|gdpr|rgpd|ccpa|privacy)[-_]?(banner|notice|bar|box|popup|modal|dialog|wall
          |overlay|layer|info|policy-notice|agree|consent|prompt|law)([-_]?(container|wrapper|wrap|inner))?
        | (intro|manage|modal|eu|popup)[-_]{1,2}(cookie|cookies|rgpd|gdpr|consent)([-_]law)?
        | cookiesagree\w*
    ) (?![\w-])"""
)
_PLAYER = re.compile(
    r"""(?ix) (?<![\w-]) (
        (video|audio|media|vod|h5)?[-_]?player[-_]?(controls?|container|wrapper|box|skin)?
        | vjs-[\w-]+ | video-js | jw-(controls|wrapper) | jwplayer | plyr(__controls)?
        | mejs[-_]?(controls|container)
    ) (?![\w-])"""
)
_SHARING = re.compile(
    r"""(?ix) (?<![\w-]) (social|share)[-_]?(icons?|bar|buttons?|tools?|links?|box|sharing)
        ([-_]?(container|wrapper|list))? (?![\w-])"""
)
_LONGEST_SHARE_BAR = 80
# What is named at greater length is not named by a person, and would be kept in memory.
_LONGEST_NAMES = 1000


def remove_furniture(tree: HtmlElement) -> None:
    """Takes them out of `tree`, unless they hold what looks like the article itself.

    What has no text does no harm and stays: trafilatura goes by what surrounds an article, too.
    """
    for element in [each for each in tree.iter(*_CONTAINERS) if _is_furniture(each)]:
        if element.getparent() is not None:
            element.drop_tree()


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag == "select":
        return True
    name, kinds = element.get("id"), element.get("class")
    kind = _kind(f"{name or ''} {kinds or ''}"[:_LONGEST_NAMES]) if name or kinds else None
    if kind is None or _has(element, "h1", "article"):
        return False
    if kind is _CONSENT:
        return True
    length = 0 if _has(element, "p") else _text_length(element)
    return 0 < length <= _LONGEST_SHARE_BAR if kind is _SHARING else length > 0


@lru_cache(maxsize=4096)
def _kind(names: str) -> re.Pattern[str] | None:
    """Kept for some thousand names: a page, and a publisher's pages, use few and use them often."""
    return next((kind for kind in (_CONSENT, _PLAYER, _SHARING) if kind.search(names)), None)


def _has(element: HtmlElement, *tags: str) -> bool:
    return next(element.iter(*tags), None) is not None


def _text_length(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext())
