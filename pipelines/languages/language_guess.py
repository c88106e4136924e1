"""How likely a text is in which language: by py3langid, and with langdetect's vote where that is unsure.

py3langid (langid.py: Lui and Baldwin, 2012; naive Bayes over byte n-grams) knows isiZulu, Icelandic or
Kazakh, which langdetect takes for a neighbour and is sure of it, and its probabilities can be believed.
langdetect (Shuyo, 2010) is always sure, so it has a small vote, and only where py3langid hesitates.
"""

from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from langdetect import LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from py3langid import modelio
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_CHARACTERS = 1000
_CHARACTERS_OF_A_VOTE = 500
_SURE = 0.9
_VOTE = 0.1
_SEED = 0

# Languages that news are printed in. py3langid knows more, such as Nigerian Pidgin and Kabyle, and takes
# headlines full of names for them.
_PRINTED_NAMES = (
    "af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fo fr ga gd gl gu ha he hi hr ht hu hy id"
    " ig is it ka kk km kn ku ky lb lo lt lv mg mk ml mn mr ms mt my ne nl no nso om or pa pl ps pt ro ru rw"
    " se si sk sl sn so sq sr st sv sw ta te tg th tl tr tt ug uk ur uz vi xh yo zu"
)
_PRINTED = frozenset(_PRINTED_NAMES.split())
_RENAMED = {"nn": "no", "nb": "no"}


def chances(text: str, possible: Callable[[str], bool]) -> dict[str, float]:
    """Language subtags with their probability, 0 to 1, among the `possible` ones; empty where nothing tells.

    The beginning of the text is looked at, and the answer is the same always.
    """
    sample = _lowered(text[:_CHARACTERS])
    found = _gathered(_identifier().rank(sample), possible)
    total = sum(found.values())
    if not total:
        return {}
    found = {tag: chance / total for tag, chance in found.items()}
    if max(found.values()) >= _SURE:
        return found
    votes = _gathered(_votes(sample[:_CHARACTERS_OF_A_VOTE]), possible)
    voted = {tag: found.get(tag, 0.0) + _VOTE * votes.get(tag, 0.0) for tag in {**found, **votes}}
    return {tag: chance / (1 + _VOTE) for tag, chance in voted.items()}


def can_tell(tag: str) -> bool:
    """Whether a text in this language can be told from others; where not, its neighbours are found."""
    return tag in _PRINTED


def load_profiles() -> None:
    """What both libraries know, now rather than with the first text."""
    _identifier()
    _factory()


def _lowered(sample: str) -> str:
    """In capitals every language looks German to langdetect."""
    capitals = sum(map(str.isupper, sample))
    return sample.lower() if 2 * capitals > sum(map(str.isalpha, sample)) else sample


def _gathered(found: Iterable[tuple[str, float]], possible: Callable[[str], bool]) -> dict[str, float]:
    gathered: dict[str, float] = {}
    for name, chance in found:
        tag = _RENAMED.get(name, name)
        if tag in _PRINTED and possible(tag):
            gathered[tag] = gathered.get(tag, 0.0) + chance
    return gathered


def _votes(sample: str) -> list[tuple[str, float]]:
    detector = _factory().create()
    detector.append(sample)
    try:
        return [(guess.lang, min(1.0, guess.prob)) for guess in detector.get_probabilities()]
    except LangDetectException:
        return []


@cache
def _identifier() -> LanguageIdentifier:
    # The library unpacks its model into a temporary file, which a full disk does not take.
    with patch.object(modelio, "tempfile", SimpleNamespace(TemporaryFile=lambda **_: BytesIO())):
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(str(Path(PROFILES_DIRECTORY)))
    factory.set_seed(_SEED)
    return factory
