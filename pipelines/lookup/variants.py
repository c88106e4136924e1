"""The two ways to write a Chinese word, so that either finds the other."""

from collections.abc import Callable
from functools import cache

_FIRST_HAN, _LAST_HAN = "\u3400", "\u9fff"


def variants(phrase: str) -> tuple[str, ...]:
    """The phrase as it is written, then in the other script, as far as OpenCC is installed."""
    if not any(_FIRST_HAN <= char <= _LAST_HAN for char in phrase):
        return (phrase,)
    return tuple(dict.fromkeys([phrase, *(convert(phrase) for convert in _converters())]))


@cache
def _converters() -> tuple[Callable[[str], str], ...]:
    """Of the base install, none: a word is looked for as it is written."""
    try:
        from opencc import OpenCC
    except ModuleNotFoundError:
        return ()
    # Taiwan and Hong Kong have characters of their own.
    return tuple(OpenCC(name).convert for name in ("t2s", "s2t", "s2tw", "s2hk"))
