"""Which hosts tell the truth when they say that a listing has not changed."""

from collections.abc import Iterable

from crawler.discovery.candidate import Listing
from pipelines.archive import ListingState
from pipelines.urls import host_of

_Host = tuple[str, str]


class Hosts:
    """Each as far as the listings of one publisher lie on it.

    It is believed once its validators were seen to change with a body, and never again once they were seen
    not to. Until either was seen, the first listing of it in each run is a witness, and asked for whole.
    """

    def __init__(self, states: Iterable[ListingState]) -> None:
        self._liars: set[_Host] = set()
        self._honest: set[_Host] = set()
        self._witnesses: dict[_Host, str] = {}
        self._taken_at_its_word: dict[_Host, list[Listing]] = {}
        for state in states:
            if state.validators_lie:
                self._liars.add((state.publisher, host_of(state.url)))
            if state.validators_true:
                self._honest.add((state.publisher, host_of(state.url)))

    def is_believed(self, listing: Listing) -> bool:
        """Whether a listing may be asked for with validators."""
        host = _host(listing)
        if host in self._liars:
            return False
        return host in self._honest or self._witnesses.setdefault(host, listing.url) != listing.url

    def lies(self, listing: Listing) -> bool:
        """Whether its host is known not to tell the truth."""
        return _host(listing) in self._liars

    def took_at_its_word(self, listing: Listing) -> None:
        """A listing said that it has not changed."""
        self._taken_at_its_word.setdefault(_host(listing), []).append(listing)

    def found_lying(self, listing: Listing) -> tuple[Listing, ...]:
        """The listings of the same host that were taken at their word in this run, to be asked for again."""
        self._liars.add(_host(listing))
        return tuple(self._taken_at_its_word.pop(_host(listing), ()))


def _host(listing: Listing) -> _Host:
    return listing.publisher, host_of(listing.url)
