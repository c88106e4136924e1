"""What a server says of a listing beside its body, and what becomes of that in the next request."""

import hashlib
from dataclasses import dataclass

from scrapy.http import Response

from pipelines.archive import ListingState

NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Answer:
    """`digest` is the SHA-256 of the body, Content-Encoding undone, and `size` its bytes.

    `was_conditional`: validators were sent, so that the server could say that nothing has changed.
    """

    status: int
    etag: str | None
    last_modified: str | None
    digest: str
    size: int
    was_conditional: bool

    @property
    def says_unchanged(self) -> bool:
        """304, to a question that allows it."""
        return self.status == NOT_MODIFIED and self.was_conditional


def answer_of(response: Response) -> Answer:
    """That of a listing."""
    request = response.request
    return Answer(
        status=response.status,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        digest=hashlib.sha256(response.body).hexdigest(),
        size=len(response.body),
        was_conditional=request is not None and any(name in request.headers for name in _CONDITIONS),
    )


_CONDITIONS = ("If-None-Match", "If-Modified-Since")


def conditions(state: ListingState) -> dict[str, str]:
    """The headers that let a server answer 304 (RFC 9110, section 13.1); empty where it gave no validator."""
    values = zip(_CONDITIONS, (state.etag, state.last_modified), strict=True)
    return {name: value for name, value in values if value is not None}


def stands_for_another_body(state: ListingState, answer: Answer) -> bool:
    """Whether the validators are those of before and the body is not. An ETag goes before a date."""
    return _is_other_body(state, answer) and _validator(state) == _validator(answer) is not None


def changed_with_its_body(state: ListingState, answer: Answer) -> bool:
    """Whether another body came with another validator, as it should be."""
    before, now = _validator(state), _validator(answer)
    return _is_other_body(state, answer) and before is not None and now is not None and before != now


def _is_other_body(state: ListingState, answer: Answer) -> bool:
    return answer.status != NOT_MODIFIED and state.digest not in (None, answer.digest)


def _validator(said: ListingState | Answer) -> str | None:
    return said.etag or said.last_modified


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None
