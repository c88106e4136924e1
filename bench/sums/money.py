"""What buckets cost, by list prices: requests by the million, storage by the month."""

from collections.abc import Mapping
from typing import NamedTuple


class Prices(NamedTuple):
    """US dollars: for a million requests of a class, and for 10**9 bytes kept for a month."""

    name: str
    write: float
    read: float
    month: float


# List prices, largest region, first tier, without taxes, free allowances and traffic out of the region.
LISTS = (
    Prices("Amazon S3 Standard, us-east-1", write=5.0, read=0.4, month=0.023),
    Prices("Cloudflare R2", write=4.5, read=0.36, month=0.015),
)


def requests_cost(calls: Mapping[str, float], prices: Prices) -> float:
    """Dollars for so many calls; deletions are free with both."""
    return (calls["write"] * prices.write + calls["read"] * prices.read) / 1e6
