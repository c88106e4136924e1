"""Decides whether a name that may mean something else is meant, by what stands near it.

A context word that is itself a name of doubt speaks only where it is meant too, so that "jitter" and
"spelling" do not vouch for each other; with a capital, as only names have it, it always speaks ("Uber" and
"Didi" do). Who is meant is therefore found in rounds, beginning with the names that mean one thing alone,
until a round adds nothing. A name that is meant elsewhere in the text, and often, then needs no context any
more: one sense per discourse (Gale, Church and Yarowsky 1992).
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from pipelines.names.longer_names import is_byline, is_longer_name
from pipelines.names.name_forms import Folded, is_shouted
from pipelines.names.name_patterns import Name, Patterns, has_capitals

CONTEXT_WINDOW = 250
"""Code points before and after an ambiguous alias in which a context word must stand, whole."""

OFTEN = 2
"""Times that a name must be meant for its context, to be meant elsewhere in the text without any."""

Reason = Literal[
    "alias",
    "context",
    "elsewhere",
    "nothing against",
    "capitals",
    "plural",
    "veto",
    "longer name",
    "byline",
    "no context",
    "against",
]
Span = tuple[int, int]


class Hit(NamedTuple):
    """Where a pattern stands in a folded text; `is_plural` with an s behind it, which lies in the span."""

    start: int
    end: int
    pattern: int
    is_plural: bool


class Page(NamedTuple):
    """A folded text, and where in it vetoes and words stand; `spoken`: words that speak for names by now."""

    text: Folded
    vetoes: Mapping[int, list[Span]]
    written: Mapping[int, list[Span]]
    spoken: dict[int, list[Span]]


class Verdict(NamedTuple):
    """`words`: numbers of the words that say so, or of the vetoes. `support`: how much speaks for it."""

    is_meant: bool
    reason: Reason
    words: Sequence[int] = ()
    support: int = 0


class Candidate(NamedTuple):
    """A name that may be meant where it stands."""

    hit: Hit
    name: Name
    verdict: Verdict


_SURE = Verdict(is_meant=True, reason="alias", support=1 << 20)
_UNOPPOSED = Verdict(is_meant=True, reason="nothing against", support=1)
_NO = {
    reason: Verdict(is_meant=False, reason=reason)
    for reason in ("capitals", "plural", "longer name", "byline", "no context")
}


def candidates_of(hits: Sequence[Hit], patterns: Patterns, page: Page) -> list[Candidate]:
    """Each name that a hit could be, with the verdict on it."""
    settled: list[Candidate] = []
    doubtful: list[tuple[Hit, Name]] = []
    for hit in hits:
        for name in patterns.names.get(hit.pattern, ()):
            verdict = _at_once(name, hit, page)
            if verdict is None:
                doubtful.append((hit, name))
            else:
                settled.append(Candidate(hit, name, verdict))
    _speak({each.hit for each in settled if each.verdict.is_meant}, patterns, page)
    return settled + _in_rounds(doubtful, patterns, page)


def longest_of(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of those meant that overlap the longest, then the first; of two in one place the better supported."""
    meant = [each for each in candidates if each.verdict.is_meant]
    meant.sort(key=lambda each: (each.hit.start - each.hit.end, each.hit.start, -each.verdict.support))
    taken: set[int] = set()
    kept = []
    for each in meant:
        span = range(each.hit.start, each.hit.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(each)
    return kept


def _at_once(name: Name, hit: Hit, page: Page) -> Verdict | None:
    """What can be said without context; None if that decides."""
    if not has_capitals(page.text.plain, hit.start, name.capitals):
        return _NO["capitals"]
    if name.is_person and is_longer_name(page.text.folded, hit.start, hit.end):
        return _NO["longer name"]
    if name.is_plain:
        return _SURE
    if hit.is_plural and " " not in name.alias and "-" not in name.alias:
        return _NO["plural"]
    for veto in name.veto & page.vetoes.keys():
        if _overlaps(page.vetoes[veto], hit):
            return Verdict(is_meant=False, reason="veto", words=(veto,))
    if name.is_person and is_byline(page.text.folded, hit.start):
        return _NO["byline"]
    if name.context:
        return None
    against = _near(name.against, hit, page.written)
    return Verdict(is_meant=False, reason="against", words=against) if against else _UNOPPOSED


def _in_rounds(doubtful: list[tuple[Hit, Name]], patterns: Patterns, page: Page) -> list[Candidate]:
    settled: list[Candidate] = []
    while True:
        judged = [Candidate(hit, name, _by_context(name, hit, page)) for hit, name in doubtful]
        meant = [each for each in judged if each.verdict.is_meant]
        settled += meant
        doubtful = [(each.hit, each.name) for each in judged if not each.verdict.is_meant]
        if not _speak({each.hit for each in meant}, patterns, page):
            break
    times = Counter((each.name.entity, each.name.alias) for each in longest_of(settled))
    often = {name for name, count in times.items() if count >= OFTEN}
    return settled + [_elsewhere(each, often, page) for each in judged if not each.verdict.is_meant]


def _speak(meant: set[Hit], patterns: Patterns, page: Page) -> bool:
    """Let what is meant speak for others from now on; whether it had not done so before."""
    is_new = False
    for hit in meant:
        for word in patterns.words.get(hit.pattern, ()):
            if not word.is_sure and has_capitals(page.text.plain, hit.start, word.capitals):
                insort(page.spoken.setdefault(word.number, []), (hit.start, hit.end))
                is_new = True
    return is_new


def _by_context(name: Name, hit: Hit, page: Page) -> Verdict:
    speaking = _near(name.context, hit, page.spoken)
    if len(speaking) < name.needs:
        return Verdict(is_meant=False, reason="no context", words=speaking)
    if len(speaking) == name.needs and name.capitals and is_shouted(page.text.plain, hit.start, hit.end):
        return Verdict(is_meant=False, reason="no context", words=speaking)
    against = _near(name.against, hit, page.written)
    if len(speaking) <= len(against):
        return Verdict(is_meant=False, reason="against", words=against)
    return Verdict(is_meant=True, reason="context", words=speaking, support=len(speaking))


def _elsewhere(candidate: Candidate, often: set[tuple[str, str]], page: Page) -> Candidate:
    hit, name, verdict = candidate
    if verdict.reason != "no context" or (name.entity, name.alias) not in often:
        return candidate
    if against := _near(name.against, hit, page.written):
        return Candidate(hit, name, Verdict(is_meant=False, reason="against", words=against))
    return Candidate(hit, name, Verdict(is_meant=True, reason="elsewhere", words=verdict.words, support=1))


def _near(words: frozenset[int], hit: Hit, places: Mapping[int, list[Span]]) -> list[int]:
    return [word for word in words & places.keys() if _stands_near(places[word], hit)]


def _stands_near(places: list[Span], hit: Hit) -> bool:
    """Beside the hit, or around it and more than it."""
    for place in range(bisect_left(places, (hit.start - CONTEXT_WINDOW, 0)), len(places)):
        start, end = places[place]
        if end > hit.end + CONTEXT_WINDOW:
            return False
        if end <= hit.start or start >= hit.end:
            return True
        if start <= hit.start and end >= hit.end and end - start > hit.end - hit.start:
            return True
    return False


def _overlaps(places: list[Span], hit: Hit) -> bool:
    """`places` are of one string, so the last that starts before the hit's end also ends last."""
    before = bisect_left(places, (hit.end, 0))
    return before > 0 and places[before - 1][1] > hit.start
