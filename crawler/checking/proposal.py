"""A publisher proposed from its home page: what it lists, and what a crawl of it would have added."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import NamedTuple

from pydantic import ValidationError

from crawler.addresses.public import address_of, is_public
from crawler.capture import now
from crawler.checking.eyes import Eyes
from crawler.checking.fetcher import Missed
from crawler.checking.home_page import HomePage, read_home
from crawler.checking.listing_check import ListingCheck
from crawler.checking.publisher_check import Listed, PublisherLook
from crawler.checking.sample import Sample
from crawler.discovery.candidate import Candidate, Kind, Listing
from crawler.discovery.robots import Robots
from crawler.discovery.usual_paths import usual_feeds, usual_sitemaps
from crawler.publishers import Entry, Publisher
from pipelines.commands.fetching import NotFetched
from pipelines.errors import ConfigurationError
from pipelines.judging.promise import Hint
from pipelines.page.site import publisher_id
from pipelines.urls import canonical_url, host_of, url_key
from pipelines.worker import ListingFailed, promises_of

MOST_SITEMAPS = 5
# A section that names fewer is a page that links to some article, as most do.
_FEWEST_OF_SECTION = 3
# So many of the newest candidates are judged by their headlines.
_MOST_JUDGED = 500
_PRIVATE_NAMES = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".invalid", ".onion")
_UNTOLD_LANGUAGE = "und"
_GUESSED = "at a usual place"


class Proposal(NamedTuple):
    """`tried` are all listings looked at, those that the entry lacks included. `new`: not in the archive."""

    publisher: Publisher
    tried: tuple[ListingCheck, ...]
    candidates: int
    new: int
    samples: tuple[Sample, ...]


class _Offer(NamedTuple):
    """A listing that may be the publisher's, and where it was seen."""

    listing: Listing
    seen: str


@dataclass(frozen=True, slots=True)
class _Kept:
    kind: Kind
    entry: Entry
    listed: Listed


def refuse_private(url: str) -> str:
    """The canonical form of an address that everybody can reach; raises ConfigurationError for any other."""
    if "://" not in url:
        raise ConfigurationError(f"{url!r} has no scheme; write https://{url.lstrip('/')}")
    try:
        canonical, host = canonical_url(url), host_of(url)
    except ValueError as error:
        raise ConfigurationError(f"{error}; write it out, as https://daily.example/") from error
    if _is_private(host):
        raise ConfigurationError(f"{url}: a private address; a publisher is one that everybody can read")
    return canonical


def draft_of(home: str, name: str | None) -> Publisher:
    """An entry without listings; `name` is its id, None to derive one. Raises ConfigurationError."""
    try:
        return Publisher(
            id=name or publisher_id(home),
            name=host_of(home),
            home=home,
            language=_UNTOLD_LANGUAGE,
            extension=True,
        )
    except ValidationError as error:
        raise ConfigurationError(f"--id {name}: give lower case, digits and hyphens") from error


def refuse_empty(publisher: Publisher) -> None:
    """Raises NotFetched for one of whom no listing was found."""
    if not (publisher.feeds or publisher.news_sitemaps or publisher.sitemaps or publisher.sections):
        raise NotFetched(
            f"{publisher.home}: no feed, sitemap or section that names articles was found; "
            "add an entry by hand if you know one"
        )


async def propose(url: str, name: str | None, samples: int, eyes: Eyes) -> Proposal:
    """Looks at the home page at `url`, and at what it leads to. `name` is the id, None to derive one.

    Raises NotFetched where no page comes, ConfigurationError where it is none.
    """
    home, page = await _home(url, eyes)
    known = {"name": page.name, "language": _language_of(page.language)}
    draft = draft_of(home, name).model_copy(update=known)
    look = PublisherLook(draft, eyes)
    kept, tried = await _kept(look, draft, page, eyes)
    candidates = _distinct(kept)
    new = [candidate for candidate in candidates if eyes.is_new(candidate)]
    found = [await look.sample(each) for each in (await _best_first(new, eyes))[:samples]]
    return Proposal(_entry(draft, kept, found), tuple(tried), len(candidates), len(new), tuple(found))


async def _home(url: str, eyes: Eyes) -> tuple[str, HomePage]:
    answer = await eyes.fetcher.page(url)
    if isinstance(answer, Missed):
        raise NotFetched(f"{url}: no page came ({answer.slug}: {answer.detail}); does a browser get it?")
    if not 200 <= answer.status < 300:
        raise NotFetched(f"{url}: the server answered {answer.status}; give the address of the home page")
    content_type = (answer.headers.get("Content-Type") or b"").decode("latin-1")
    job = partial(read_home, answer.body, url=answer.url, content_type=content_type)
    try:
        page = await eyes.pool.call(job)
    except ListingFailed as failed:
        raise NotFetched(f"{url}: cannot be read ({failed}); add an entry by hand") from failed
    if page is None:
        raise ConfigurationError(f"{url}: not an HTML page; give the address of the home page")
    return canonical_url(answer.url), page


async def _kept(
    look: PublisherLook, draft: Publisher, page: HomePage, eyes: Eyes
) -> tuple[list[_Kept], list[ListingCheck]]:
    """What is fine of what home page and robots.txt name; the usual places only where they name nothing."""
    kept: list[_Kept] = []
    tried: list[ListingCheck] = []

    async def try_all(offers: Iterator[_Offer]) -> bool:
        before = len(kept)
        for offer in offers:
            if offer.listing.url in {check.url for check in tried}:
                continue
            listed = await look.listed(offer.listing)
            if listed.check.verdict != "dead" or offer.seen != _GUESSED:
                tried.append(listed.check)
            if _is_worth_keeping(listed, kept):
                kept.append(_with_kind(offer, listed))
                if offer.seen == _GUESSED:
                    break
        return len(kept) > before

    feeds = (_Offer(Listing(url, "feed", draft.id), "linked from its home page") for url in page.feeds)
    if not await try_all(feeds):
        usual = usual_feeds(draft.home, draft.id)
        await try_all(_Offer(replace(listing, path=()), _GUESSED) for listing in usual)
    if not await try_all(await _named_by_robots(draft, eyes)):
        usual = usual_sitemaps(draft.home, draft.id)
        await try_all(_Offer(replace(listing, path=()), _GUESSED) for listing in usual)
    sections = (_Offer(Listing(url, "section", draft.id), "in its navigation") for url in page.sections)
    home = _Offer(Listing(draft.home, "section", draft.id), "its home page")
    await try_all(chain([home], sections))
    return kept, tried


async def _named_by_robots(draft: Publisher, eyes: Eyes) -> Iterator[_Offer]:
    answer = await eyes.fetcher.robots_text(draft.home)
    if isinstance(answer, Missed):
        return iter(())
    named = Robots.parse(answer.body, answer.url).sitemaps[:MOST_SITEMAPS]
    return (_Offer(Listing(url, "sitemap", draft.id), "named by its robots.txt") for url in named)


def _is_worth_keeping(listed: Listed, kept: Sequence[_Kept]) -> bool:
    """It names articles, and others than those before it do."""
    if not listed.check.is_fine or not listed.candidates:
        return False
    if listed.check.kind == "section" and len(listed.candidates) < _FEWEST_OF_SECTION:
        return False
    known = {candidate.url for each in kept for candidate in each.listed.candidates}
    return any(candidate.url not in known for candidate in listed.candidates)


def _with_kind(offer: _Offer, listed: Listed) -> _Kept:
    """A sitemap with headlines is one of news."""
    kind = offer.listing.kind
    if kind == "sitemap" and any(candidate.headline for candidate in listed.candidates):
        kind = "news_sitemap"
    seen = f"{offer.seen}, {now().date().isoformat()}"
    return _Kept(kind, Entry(url=offer.listing.url, seen=seen), listed)


def _distinct(kept: Sequence[_Kept]) -> list[Candidate]:
    """Each page once, as the first listing names it."""
    by_key: dict[str, Candidate] = {}
    for candidate in chain.from_iterable(each.listed.candidates for each in kept):
        by_key.setdefault(url_key(candidate.url), candidate)
    return list(by_key.values())


async def _best_first(candidates: Sequence[Candidate], eyes: Eyes) -> list[Candidate]:
    """In the order of a crawl that has learned nothing yet: the most promising first."""
    judged = candidates[:_MOST_JUDGED]
    hints = tuple(Hint(candidate.url, candidate.headline) for candidate in judged)
    try:
        promises = await eyes.pool.call(partial(promises_of, hints))
    except ListingFailed:
        return list(judged)
    pairs = zip(judged, promises, strict=True)
    return [candidate for candidate, _ in sorted(pairs, key=lambda pair: -pair[1])]


def _entry(draft: Publisher, kept: Sequence[_Kept], samples: Sequence[Sample]) -> Publisher:
    def of(kind: Kind) -> tuple[Entry, ...]:
        return tuple(each.entry for each in kept if each.kind == kind)

    return draft.model_copy(
        update={
            "language": _spoken(samples) or draft.language,
            "feeds": of("feed"),
            "news_sitemaps": of("news_sitemap"),
            "sitemaps": of("sitemap"),
            "sections": of("section"),
        }
    )


def _spoken(samples: Sequence[Sample]) -> str | None:
    """What most of them are written in."""
    read = (sample.language for sample in samples if sample.was_read)
    languages = Counter(tag for tag in read if tag and tag != _UNTOLD_LANGUAGE)
    return languages.most_common(1)[0][0] if languages else None


def _language_of(claim: str | None) -> str:
    tag = (claim or "").strip().replace("_", "-").partition("-")[0].lower()
    return tag if tag.isascii() and tag.isalpha() and 2 <= len(tag) <= 3 else _UNTOLD_LANGUAGE


def _is_private(host: str) -> bool:
    try:
        address = address_of(host)
    except ValueError:
        return True
    if address is not None:
        return not is_public(address)
    return "." not in host or host.endswith(_PRIVATE_NAMES)
