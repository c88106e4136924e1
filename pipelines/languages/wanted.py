"""The languages that are wanted: as somebody names them, and whether a text is in one of them."""

from collections.abc import Collection
from typing import Annotated

from pydantic import AfterValidator

from pipelines.document import Language
from pipelines.errors import Rejected
from pipelines.languages.language_claim import claimed_language

# Both ways to write it, neither of which `language_claim` would choose.
_CHINESE = "zh"
# Of a language that is less likely than not nobody is turned away.
_LIKELY = 0.5


def require_wanted(language: Language, wanted: Collection[str]) -> None:
    """Raises Rejected with `unwanted_language` where a text is likelier than not in none of those wanted.

    `wanted` is as `Wanted` has it; empty: all.
    """
    if not wanted or language.confidence < _LIKELY:
        return
    if not is_wanted(language.tag, wanted):
        raise Rejected("unwanted_language", f"{language.tag}, confidence {language.confidence:.2f}")


def is_wanted(tag: str, wanted: Collection[str]) -> bool:
    """Whether a language, as texts have it, is one of those named."""
    return not {tag, tag.partition("-")[0]}.isdisjoint(wanted)


def refused_tag(detail: str) -> str:
    """The language that `require_wanted` tells in the detail of a rejection."""
    return detail.partition(",")[0]


def _tags(named: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_tag, named)))


def _tag(named: str) -> str:
    """As texts have it. Raises ValueError where no text is ever found to be in it."""
    if named.strip().lower() == _CHINESE:
        return _CHINESE
    tag = claimed_language(named)
    if not tag:
        raise ValueError(
            f"“{named}” is no language that texts are told apart by; name one as `en` or `zh-Hant`"
        )
    return tag


Wanted = Annotated[tuple[str, ...], AfterValidator(_tags)]
"""Tags of BCP 47 without region, each once; `zh` is both ways to write Chinese."""
