"""The language of whole texts and of their first 100 and 30 characters, beside langdetect alone.

Right: the same primary language, and for Chinese the same script. The tags that langdetect gives Chinese
are read as scripts, to be fair to it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from langdetect import LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from pipelines.language import detect
from quality.cases import OWN
from quality.figure import Figure, mean
from quality.language_labels import SETS, Labelled, labelled_pages

_LENGTHS = {"full": None, "first 100": 100, "first 30": 30}
_RUNS = 100
_EVERY = 5
_BOUND = 0.98
_CHINESE = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}

Guess = Callable[[str, str | None], str]


def figures() -> Iterator[Figure]:
    """Our own short texts with bounds, then each labelled set where it is there."""
    own = _own()
    yield _figure("language, short texts", "own", own, None, _BOUND)
    yield _steadiness(own)
    pages = _pages()
    for length, characters in _LENGTHS.items():
        for data in SETS:
            texts = [text for text in pages if text.data == data]
            if texts:
                yield _figure(f"language, {length}", data, texts, characters, None)


def details() -> Iterator[str]:
    """Every mistake on our own texts, on whole texts and on first 100 characters; then each language."""
    for text in _own():
        yield from _mistake(text, None)
    for characters in (None, 100):
        for text in _pages():
            yield from _mistake(text, characters)
    for tag in sorted({text.tag for text in _pages()}):
        texts = [text for text in _pages() if text.tag == tag]
        shares = {name: f"{_share(texts, _ours, size):.4f}" for name, size in _LENGTHS.items()}
        yield f"{tag}: {len(texts)} pages, {shares}"


def _figure(
    measure: str, data: str, texts: Sequence[Labelled], characters: int | None, bound: float | None
) -> Figure:
    beside = {
        "without the claim": _share(texts, _without_claim, characters),
        "langdetect": _share(texts, _langdetect, characters),
    }
    return Figure(measure, data, "all", len(texts), _share(texts, _ours, characters), beside, bound)


def _steadiness(texts: Sequence[Labelled]) -> Figure:
    chosen = [text.text for text in texts[::_EVERY]]
    unsteady = sum(len({detect(text) for _ in range(_RUNS)}) > 1 for text in chosen)
    measure = f"language, unlike in {_RUNS} runs"
    return Figure(measure, "own", "all", len(chosen), unsteady, bound=0, fewer_is_better=True)


def _share(texts: Sequence[Labelled], guess: Guess, characters: int | None) -> float:
    return mean([float(guess(text.text[:characters], text.declared) == text.tag) for text in texts])


def _mistake(text: Labelled, characters: int | None) -> Iterator[str]:
    found = detect(text.text[:characters], text.declared)
    if found.tag != text.tag:
        where = f"{text.data} {text.name}, {characters or 'all'} characters, claims {text.declared}"
        yield f"{where}: {found.tag} ({found.confidence}) for {text.tag}: {text.text[:60]!r}"


def _ours(text: str, declared: str | None) -> str:
    return detect(text, declared).tag


def _without_claim(text: str, _: str | None) -> str:
    return detect(text).tag


def _langdetect(text: str, _: str | None) -> str:
    detector = _factory().create()
    detector.append(text)
    try:
        tag = str(detector.detect())
    except LangDetectException:
        return "und"
    return _CHINESE.get(tag, tag)


@cache
def _factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(str(Path(PROFILES_DIRECTORY)))
    factory.set_seed(0)
    return factory


@cache
def _own() -> tuple[Labelled, ...]:
    lines = (OWN / "language.jsonl").read_text(encoding="utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    return tuple(
        Labelled(str(place), "own", case["text"], case["tag"], case.get("declared"))
        for place, case in enumerate(read)
    )


@cache
def _pages() -> tuple[Labelled, ...]:
    return tuple(labelled_pages())
