"""Holds an archive against the day that was lived: what must be in it, what may be, and what must not."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.archive import Archive, IndexRow
from tests.life.living import REST_H, Run
from tests.life.stories import Place, Story
from tests.life.web import Asked, LivedWeb

_GONE = (404, 410)


class Documents(NamedTuple):
    """Those of an archive that were fetched, each with its text."""

    rows: Sequence[IndexRow]
    texts: dict[int, str]

    @classmethod
    def of(cls, archive: Archive) -> "Documents":
        rows = [row for row in archive.rows() if row.url is not None]
        return cls(rows, {row.number: archive.text(row.number) for row in rows})


def faults(documents: Documents, web: LivedWeb, runs: Sequence[Run]) -> Iterator[str]:
    """Everything in which the archive is not as it should be after the last run of a day."""
    by_story: defaultdict[int, list[IndexRow]] = defaultdict(list)
    known = {text: story for story in web.stories for text in _texts(story)}
    for row in documents.rows:
        story = known.get(documents.texts[row.number])
        if story is None:
            yield f"{row.file} is no text of any story: {row.url}"
        elif not story.related:
            yield f"{row.file} is not related: {row.url}"
        else:
            by_story[story.number].append(row)
    demanded = {story.number: story for story in _demanded(web, runs)}
    for number, story in demanded.items():
        yield from _faults_of(story, by_story[number], documents, web)
    for number, rows in by_story.items():
        if number not in demanded:
            yield from _doubled(rows)


def demanded_of(web: LivedWeb, runs: Sequence[Run]) -> int:
    """How many stories must be archived."""
    return sum(1 for _ in _demanded(web, runs))


def _faults_of(story: Story, rows: Sequence[IndexRow], documents: Documents, web: LivedWeb) -> Iterator[str]:
    if not rows:
        yield f"story {story.number} ({story.fate}, {story.host.id}, from {story.appears_h:.2f} h) is missing"
        return
    yield from _doubled(rows)
    # A page that is gone at the end keeps what it said when it was last looked at.
    newest = documents.texts[rows[-1].number]
    if story.is_there(web.hour) and newest != text_of(story.paragraphs_at(web.hour)):
        yield f"story {story.number} ({story.fate}) is not archived as it is now: {rows[-1].file}"


def _doubled(rows: Sequence[IndexRow]) -> Iterator[str]:
    """The first is the page's, each other a revision of the one before."""
    for before, row in zip([None, *rows], rows, strict=False):
        wanted = before.number if before is not None else None
        if row.revision_of != wanted:
            yield f"{row.file} is there twice, or no revision of {wanted}: {row.url}"


def text_of(paragraphs: Sequence[str]) -> str:
    """As the archive has it."""
    return "".join(f"{paragraph}\n" for paragraph in paragraphs)


def _texts(story: Story) -> tuple[str, ...]:
    return text_of(story.paragraphs), text_of(story.later)


def _demanded(web: LivedWeb, runs: Sequence[Run]) -> Iterator[Story]:
    """Related stories that a run which nothing kept from it could have had."""
    answers: defaultdict[str, list[Asked]] = defaultdict(list)
    for asked in web.asked:
        answers[asked.url].append(asked)
    found: set[int] = set()
    last = web.hour
    for hour in sorted({run.hour for run in runs if run.is_clean}):
        web.hour = hour
        for place in web.listed():
            story = place.story
            if story.related and story.number not in found and _could_be_had(place, answers[place.url], web):
                found.add(story.number)
    web.hour = last
    return (story for story in web.stories if story.number in found)


def _could_be_had(place: Place, answers: Sequence[Asked], web: LivedWeb) -> bool:
    """It is there, its host is well, and no earlier answer is a reason not to ask for it."""
    if not place.story.is_there(web.hour) or not web.is_well(place.host.name):
        return False
    before = [asked for asked in answers if asked.hour < web.hour]
    if any(asked.status in _GONE for asked in before):
        return False
    return all(asked.status == 200 or asked.hour <= web.hour - REST_H for asked in before)
