"""Whose page a URL is: the domains of a publisher, subdomains and siblings included."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipelines.urls import host_of

if TYPE_CHECKING:
    from tldextract import TLDExtract


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """`people.com.cn` of `it.people.com.cn`; the host itself where there is none, as with an IP address."""
    return _suffixes()(host).top_domain_under_public_suffix or host


def is_own(url: str, domains: Iterable[str]) -> bool:
    """Whether the host of `url` has the registrable domain of one of `domains`, or lies below it."""
    host = host_of(url)
    return bool(host) and any(
        host == domain
        or host.endswith(f".{domain}")
        or registrable_domain(host) == registrable_domain(domain)
        for domain in domains
    )


@cache
def _suffixes() -> "TLDExtract":
    """The public suffix list that comes with tldextract: no download, no cache folder.

    It imports requests and two guessers of encodings; a run in which nothing is new needs none of it.
    """
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
