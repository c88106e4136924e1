"""A publisher's listings, looked at one after the other, with samples of what they name."""

from collections.abc import Sequence
from functools import partial
from typing import Literal, NamedTuple

from scrapy.http import Response

from crawler.capture import to_outcome
from crawler.checking.eyes import Eyes
from crawler.checking.fetcher import Missed
from crawler.checking.listing_check import ListingCheck, verdict_missed, verdict_read
from crawler.checking.listing_look import Look, look_at
from crawler.checking.sample import Sample, try_in_worker
from crawler.discovery.candidate import Candidate, Found, Listing
from crawler.publishers import Publisher
from pipelines.document import Capture, Value
from pipelines.errors import ExitCode
from pipelines.worker import ListingFailed

# Of an index that names no article itself, so many of what it names are read, one after the other.
MAX_FURTHER = 4
# Of so many candidates of a listing robots.txt is asked, the newest.
MAX_ASKED = 200

Whole = Literal["ok", "partly", "nothing", "unreadable"]


class PublisherCheck(Value):
    """`ok`: every listing is; `partly`: some are; `nothing`: none is.

    `unreadable`: of all samples none was an article.
    """

    publisher: str
    enabled: bool
    verdict: Whole
    requests: int
    listings: tuple[ListingCheck, ...]


class Listed(NamedTuple):
    """A listing, with those of its newest candidates that may be fetched."""

    check: ListingCheck
    candidates: tuple[Candidate, ...]


async def check_publisher(publisher: Publisher, eyes: Eyes, samples: int) -> PublisherCheck:
    """One request after the other, with at most so many samples of each listing; trouble is an answer too."""
    look = PublisherLook(publisher, eyes)
    checks = [await look.sampled(listing, samples) for listing in publisher.listings]
    return PublisherCheck(
        publisher=publisher.id,
        enabled=publisher.enabled,
        verdict=verdict_of(checks),
        requests=look.requests,
        listings=tuple(checks),
    )


def exit_code_of(checks: Sequence[PublisherCheck]) -> ExitCode:
    """For scripts."""
    fine = all(check.verdict == "ok" for check in checks)
    return ExitCode.DONE if fine else ExitCode.SOME_PUBLISHERS_FAILED


class PublisherLook:
    """The look at one publisher: what was fetched once is not fetched for another of its listings."""

    def __init__(self, publisher: Publisher, eyes: Eyes) -> None:
        self._publisher = publisher
        self._eyes = eyes
        self._samples: dict[str, Sample] = {}
        self.requests = 0

    async def sampled(self, listing: Listing, samples: int) -> ListingCheck:
        """A listing with samples of the newest articles that it names."""
        check, candidates = await self.listed(listing)
        chosen = candidates[:samples] if check.is_fine else ()
        found = [await self.sample(candidate) for candidate in chosen]
        return check.model_copy(update={"samples": tuple(found)})

    async def listed(self, listing: Listing) -> Listed:
        """A listing without samples."""
        self.requests += 1
        answer = await self._fetched(listing)
        if isinstance(answer, Missed):
            return Listed(_not_come(listing, answer, None), ())
        if not 200 <= answer.status < 300:
            status = Missed(f"http_{answer.status}", f"the server answered {answer.status}")
            return Listed(_not_come(listing, status, answer.status), ())
        return await self._came(listing, answer)

    async def sample(self, candidate: Candidate) -> Sample:
        """The candidate's page through the stages, once."""
        if candidate.url not in self._samples:
            self._samples[candidate.url] = await self._sampled(candidate)
        return self._samples[candidate.url]

    async def _fetched(self, listing: Listing) -> Response | Missed:
        if listing.kind == "robots":
            return await self._eyes.fetcher.robots_text(listing.url)
        render = self._publisher.render and listing.kind == "section"
        return await self._eyes.fetcher.listing(listing.url, render=render)

    async def _came(self, listing: Listing, answer: Response) -> Listed:
        look = await self._look(listing, answer)
        candidates, further = look.found.candidates, 0
        if not candidates:
            candidates, further = await self._further(look.found.listings)
        asked = candidates[:MAX_ASKED]
        allowed = [each for each in asked if await self._eyes.fetcher.allows(each.url)]
        forbidden = len(asked) - len(allowed)
        problem = look.found.problem
        check = ListingCheck(
            url=listing.url,
            kind=listing.kind,
            verdict=verdict_read(len(candidates), forbidden, len(asked), problem),
            status=answer.status,
            moved_to=answer.url if answer.url != listing.url else None,
            read_as=look.shape,
            candidates=len(candidates),
            new=sum(map(self._eyes.is_new, candidates)),
            asked_robots=len(asked),
            forbidden=forbidden,
            further=len(look.found.listings),
            read_further=further,
            problem=": ".join(problem) if problem else None,
        )
        return Listed(check, tuple(allowed))

    async def _further(self, listings: Sequence[Listing]) -> tuple[tuple[Candidate, ...], int]:
        """What the first of the named listings that names anything names; how many were read for it."""
        waiting, read = list(listings), 0
        while waiting and read < MAX_FURTHER:
            listing = waiting.pop(0)
            read += 1
            self.requests += 1
            answer = await self._fetched(listing)
            if isinstance(answer, Missed) or not 200 <= answer.status < 300:
                continue
            found = (await self._look(listing, answer)).found
            if found.candidates:
                return found.candidates, read
            waiting = [*found.listings, *waiting]
        return (), read

    async def _look(self, listing: Listing, answer: Response) -> Look:
        content_type = (answer.headers.get("Content-Type") or b"").decode("latin-1")
        job = partial(
            look_at,
            answer.body,
            url=answer.url,
            content_type=content_type,
            listing=listing,
            publisher=self._publisher,
        )
        try:
            return await self._eyes.pool.call(job)
        except ListingFailed as failed:
            return Look("unknown", Found(problem=("unreadable", str(failed))))

    async def _sampled(self, candidate: Candidate) -> Sample:
        self.requests += 1
        answer = await self._eyes.fetcher.page(candidate.url, render=self._publisher.render)
        if isinstance(answer, Missed):
            return Sample.without(candidate, answer.slug, answer.detail)
        outcome = to_outcome(answer, candidate)
        if not isinstance(outcome, Capture):
            return Sample.without(candidate, f"http_{answer.status}", outcome.detail)
        try:
            trial = await self._eyes.pool.call(partial(try_in_worker, outcome))
        except ListingFailed as failed:
            return Sample.without(candidate, "unreadable", str(failed))
        return Sample.of_trial(candidate, trial)


def verdict_of(checks: Sequence[ListingCheck]) -> Whole:
    """Of a publisher with these listings."""
    given = [check for check in checks if check.candidates]
    if not given or not any(check.is_fine for check in given):
        return "nothing"
    samples = [sample for check in checks for sample in check.samples]
    if samples and not any(sample.was_read for sample in samples):
        return "unreadable"
    return "ok" if all(check.is_fine for check in checks) else "partly"


def _not_come(listing: Listing, missed: Missed, status: int | None) -> ListingCheck:
    return ListingCheck(
        url=listing.url,
        kind=listing.kind,
        verdict=verdict_missed(missed.slug),
        status=status,
        problem=f"{missed.slug}: {missed.detail}",
    )
