"""The values that flow through the pipeline: a capture, one part per stage, and the whole document.

Frozen and never half filled. Times are aware and in UTC; offsets count code points of the decoded
`.txt`, start in, end out; confidences and scores lie between 0 and 1.
"""

from datetime import datetime
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from pipelines.withheld import blanked, without_userinfo

Score = Annotated[float, Field(ge=0.0, le=1.0)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Access = Literal["free", "metered", "stub"]

Headers = tuple[tuple[str, str], ...]
# Whatever comes in, what must not be in an archive is not in a value.
KeptHeaders = Annotated[Headers, AfterValidator(blanked)]
PageUrl = Annotated[str, AfterValidator(without_userinfo)]

# What can be asked of those who would use a page; page/reservations.py tells how it is said.
ReservedUse = Literal[
    "noarchive", "noindex", "nofollow", "nosnippet", "noai", "noimageai", "unavailable_after", "tdm"
]


RESERVED_USES: tuple[str, ...] = get_args(ReservedUse)
_PLACES = {"meta": "the page", "header": "the header of its answer", "tdmrep": "tdmrep.json of its site"}


class Value(BaseModel):
    """A frozen value without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reservation(Value):
    """Something that is asked of those who would use a page, and where it is said.

    `said_in` is the page itself, the header of its answer, or `/.well-known/tdmrep.json`. `detail` is the URL
    of the policy of a `tdm`, the date of an `unavailable_after` as it is written; None where nothing is said.
    """

    what: ReservedUse
    said_in: Literal["meta", "header", "tdmrep"]
    detail: str | None = None

    @property
    def told(self) -> str:
        """For people."""
        place = _PLACES[self.said_in]
        kind = ", policy " if self.what == "tdm" else ", "
        return f"{self.what} in {place}{kind + self.detail if self.detail else ''}"


class Capture(Value):
    """One HTTP response as it came.

    `url` was asked for, `final_url` answered (after redirects). `headers` keep order and repeats.
    `body` has its Content-Encoding undone. `listed_*` is what the listing said of the page. `further` are the
    other pages of an article of several pages, in order. `again`: the page was asked for though it was known.
    `captured` is when the archive from which it came had captured it; None where its own server answered.
    `site_reservation` is what `tdmrep.json` of its origin says of `final_url`; None where it says nothing.
    """

    url: PageUrl
    final_url: PageUrl
    fetched: AwareDatetime
    status: int = Field(ge=100, le=599)
    headers: KeptHeaders
    body: bytes
    publisher: str | None
    discovered_via: PageUrl | None
    listed_headline: str | None = None
    listed_published: str | None = None
    further: tuple[Self, ...] = ()
    again: bool = False
    captured: AwareDatetime | None = None
    site_reservation: Reservation | None = None

    @property
    def as_of(self) -> datetime:
        """When the page was as it is here."""
        return self.captured or self.fetched


class Article(Value):
    """What a reader sees. `text`: one paragraph per line, LF, without the final newline.

    `published` and `modified` are ISO 8601, as precise as the page says. `declared_language` is the
    page's own claim (`<html lang>`), unproven. `extractor` is name and version. `section` and `keywords` are
    the page's own. `reservations` has each once, in the order of their slugs.
    """

    headline: str | None
    text: str = Field(min_length=1)
    canonical_url: PageUrl | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    access: Access | None
    declared_language: str | None
    extractor: str
    section: str | None = None
    keywords: tuple[str, ...] = ()
    reservations: tuple[Reservation, ...] = ()

    @classmethod
    def of_text(cls, text: str, headline: str | None, extractor: str) -> Self:
        """An article of which nothing but the text and perhaps a headline is known."""
        return cls(
            headline=headline,
            text=text,
            canonical_url=None,
            authors=(),
            published=None,
            modified=None,
            access=None,
            declared_language=None,
            extractor=extractor,
        )


class Language(Value):
    """`tag` is BCP 47, with the script where it matters (`zh-Hans`, `zh-Hant`); `und` if nothing tells."""

    tag: str
    confidence: Score


class Fingerprint(Value):
    """`sha256` of the `.txt` bytes; `near_keys`, the keys under which near-copies meet (fingerprint.py)."""

    sha256: Sha256
    near_keys: str


class Mention(Value):
    """Code points `start` (in) to `end` (out) of the text name `entity`."""

    entity: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class Mentions(Value):
    """All mentions in order of place, and the entities they name, most salient first."""

    mentions: tuple[Mention, ...]
    entities: tuple[str, ...]
    tagger: str


class Evidence(Value):
    """One reason for a relevance score: a seed entity or word found, how often, and what it added."""

    kind: Literal["entity", "word", "pair"]
    name: str
    count: int = Field(ge=1)
    weight: float


class Relevance(Value):
    """`related` is `score >= threshold`; `evidence` is what the score is made of, heaviest first.

    `model` is name and version of what judged.
    """

    score: Score
    threshold: Score
    related: bool
    evidence: tuple[Evidence, ...]
    model: str | None = None


class Document(Value):
    """A capture that passed every stage, with what each stage made of it."""

    capture: Capture
    article: Article
    language: Language
    fingerprint: Fingerprint
    mentions: Mentions
    relevance: Relevance


class Rejection(Value):
    """A page that was looked at and not kept: which stage chose so, and why.

    `relevance` is there where its subject was why, `headline` where the article was read. `captured` is as in
    a capture.
    """

    url: PageUrl
    final_url: PageUrl
    publisher: str | None
    discovered_via: PageUrl | None
    stage: str
    reason: str
    detail: str
    time: AwareDatetime
    published: str | None = None
    headline: str | None = None
    relevance: Relevance | None = None
    captured: AwareDatetime | None = None

    @classmethod
    def of(
        cls,
        capture: Capture,
        stage: str,
        reason: str,
        detail: str,
        published: str | None,
        headline: str | None = None,
        relevance: Relevance | None = None,
    ) -> Self:
        """The rejection of a captured page."""
        return cls(
            url=capture.url,
            final_url=capture.final_url,
            publisher=capture.publisher,
            discovered_via=capture.discovered_via,
            stage=stage,
            reason=reason,
            detail=detail,
            time=capture.fetched,
            published=published or capture.listed_published,
            headline=headline,
            relevance=relevance,
            captured=capture.captured,
        )


class Failure(Value):
    """A page of which we could not tell; `capture` is what came, if anything did."""

    url: PageUrl
    final_url: PageUrl
    publisher: str | None
    discovered_via: PageUrl | None
    stage: str
    cause: str
    detail: str
    time: AwareDatetime
    capture: Capture | None

    @classmethod
    def of(cls, capture: Capture, stage: str, cause: str, detail: str) -> Self:
        """The failure of a captured page."""
        return cls(
            url=capture.url,
            final_url=capture.final_url,
            publisher=capture.publisher,
            discovered_via=capture.discovered_via,
            stage=stage,
            cause=cause,
            detail=detail,
            time=capture.fetched,
            capture=capture,
        )


Outcome = Document | Rejection | Failure


def text_bytes(text: str) -> bytes:
    """The bytes of the `.txt` file: UTF-8, LF, newline at the end."""
    return f"{text}\n".encode()


def utc_stamp(moment: datetime) -> str:
    """`2026-11-22T01:02:03Z`: UTC, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
