"""Whose page it is, by its address."""

import re
from functools import cache

from tldextract import TLDExtract

from pipelines.urls import host_of


def site_of(host: str) -> str:
    """The registered domain, or the host itself where it has none."""
    return _domains()(host).top_domain_under_public_suffix or host


def site_labels(url: str) -> tuple[str, ...]:
    """What a publisher may be called after: `yahoo`, `yahoo.com`, `hk.news.yahoo.com`."""
    host = host_of(url)
    site = site_of(host)
    return tuple(filter(None, (site.partition(".")[0], site, host)))


def publisher_id(home: str) -> str:
    """Of the host: `daily` for `www.daily.example`, `tech-daily` for `tech.daily.example`."""
    host = host_of(home)
    site = site_of(host)
    before = host.removesuffix(site).strip(".")
    name = site.partition(".")[0]
    words = (*before.split("."), name) if before else (name,)
    return "-".join(_letters(word) for word in words if _letters(word)) or "publisher"


def _letters(word: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")


@cache
def _domains() -> TLDExtract:
    """By the list of public suffixes that comes with tldextract; nothing is fetched."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None)
