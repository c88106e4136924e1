"""Whether the user's own sources of the past may be asked at all, said before the first request."""

from collections.abc import Iterator

from crawler.addresses.public import address_of
from crawler.addresses.reach import AddressRefused, Reach, endpoint_of
from crawler.history.warc_places import base_of, is_remote
from crawler.spiders.arguments import HistoryArguments
from pipelines.config import HistoryConfig
from pipelines.errors import ConfigurationError


def require_reachable(arguments: HistoryArguments, configured: HistoryConfig, reach: Reach) -> None:
    """Raises ConfigurationError with the settings that let a private web archive or file server in."""
    for address in _addresses(arguments, configured):
        try:
            reach.refuse_url(address)
        except AddressRefused as error:
            remedy = _remedy(address, reach)
            raise ConfigurationError(f"{address}: {error}; if it is yours, give {remedy}") from error


def _addresses(arguments: HistoryArguments, configured: HistoryConfig) -> Iterator[str]:
    """Of CC-NEWS and the web archives, as far as they are asked; a folder and S3 are no requests of ours."""
    if not arguments.sources or "ccnews" in arguments.sources:
        place = arguments.ccnews or configured.ccnews
        if place and is_remote(base_of(place)) and not place.startswith("s3:"):
            yield place
    if not arguments.sources or "cdx" in arguments.sources:
        if arguments.cdx:
            yield arguments.cdx
            return
        for archive in configured.cdx:
            yield from filter(None, (archive.api, archive.replay, archive.warc))


def _remedy(url: str, reach: Reach) -> str:
    try:
        host, port = endpoint_of(url)
        address = address_of(host)
    except (AddressRefused, ValueError):
        return "an address with a plain host"
    needed = []
    if address is not None and not reach.allows(address):
        networks = ",".join(map(str, (*reach.networks, address)))
        needed.append(f"-s ALLOWED_NETWORKS={networks}")
    if port not in reach.ports:
        needed.append(f"-s ALLOWED_PORTS={','.join(map(str, sorted({*reach.ports, port})))}")
    return " ".join(needed) or "another address"
