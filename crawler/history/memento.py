"""A page as a web archive has it; RFC 7089 calls it a memento."""

from dataclasses import dataclass
from datetime import datetime

from crawler.discovery.candidate import Candidate


@dataclass(frozen=True, slots=True)
class Memento:
    """`candidate` is the page under its own URL, `address` where a capture of it is served.

    Where `length` is not 0, that is a WARC file, and the capture `length` bytes of it from `offset` on.
    """

    candidate: Candidate
    address: str
    captured: datetime
    offset: int = 0
    length: int = 0
