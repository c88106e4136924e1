"""The one canonical form of a URL, and the key under which a page is known.

`canonical_url` can be fetched: the same page, without what only tracks the reader. `url_key` can only
be compared: http and https, `www.` and a final slash make no difference to which page is meant.
"""

import re
from contextlib import suppress
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_DEFAULT_PORTS = {"http": 80, "https": 443}

_TRACKING = re.compile(
    r"""(?ix) ^(
        utm_.* | mc_[ce]id | fbclid | gclid | dclid | gbraid | wbraid | msclkid | yclid | twclid | igshid |
        _hsenc | _hsmi | mkt_tok | ncid | cmpid | cmp | ocid | ito | smid | smtyp | sr_share |
        spm | scm | share_token | share_source | share_medium | shareuid | from_source | isappinstalled |
        ref | ref_src | ref_url | referrer | wt\.mc_id | at_(medium|campaign|custom\d) | guccounter |
        guce_referrer(_sig)? | __twitter_impression | amp_js_v | amp_gsa
    )$"""
)
# In the path, behind a semicolon or as ASP.NET has it without cookies; in the query by a name that means
# nothing else, or by one that may, with a value like an id.
_SESSION_PATH = re.compile(r"(?i);(jsessionid|phpsessid|sid)=[^/?#]*|/\((?:[SAF]\([0-9a-z_-]{20,}\))+\)(?=/)")
_SESSION = re.compile(r"(?i)^(phpsessid|jsessionid|aspsessionid[a-z]*|oscsid|zenid)$")
_PERHAPS_SESSION = re.compile(r"(?i)^(sid|sess|session(_?id)?)$")
_SESSION_ID = re.compile(r"(?i)^(?=.*[0-9])(?=.*[a-z])([0-9a-f]{16,}|[0-9a-z]{24,})$")

# An article of a WeChat official account is named by these alone; the rest says who shared it.
_WEIXIN_HOST = "mp.weixin.qq.com"
_WEIXIN_IDENTITY = ("__biz", "mid", "idx", "sn")


def canonical_url(url: str) -> str:
    """The same page under its plainest name.

    Lower-case scheme and host, IDN as punycode, no default port, no credentials, no fragment, no session
    id, no tracking parameters, query sorted, escapes normalised.

    Raises ValueError where `url` is not an absolute http or https URL with a host.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{url!r} is not an absolute http or https URL")
    host = _host(parts.hostname, parts.port, scheme)
    path = _SESSION_PATH.sub("", parts.path) or "/"
    query = _identity_of_query(parts.hostname.lower(), parts.path, parts.query)
    return canonicalize_url(urlunsplit((scheme, host, path, query, "")))


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """What two URLs of the same page have in common; raises ValueError as `canonical_url` does."""
    rest = canonical_url(url).split("://", 1)[1]
    host_and_path, mark, query = rest.partition("?")
    return host_and_path.removeprefix("www.").rstrip("/") + mark + query


def keys_of(*urls: str | None) -> tuple[str, ...]:
    """The URL keys of the given URLs, each once; what is no URL has none."""
    keys: dict[str, None] = {}
    for url in urls:
        if url is not None:
            with suppress(ValueError):
                keys[url_key(url)] = None
    return tuple(keys)


def host_of(url: str) -> str:
    """The host of an absolute URL in lower case, without port and `www.`; "" where there is none."""
    try:
        return (urlsplit(url.strip()).hostname or "").lower().rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


def _host(hostname: str, port: int | None, scheme: str) -> str:
    host = hostname.lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    return host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"


def _identity_of_query(host: str, path: str, query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    if host == _WEIXIN_HOST and path.rstrip("/") == "/s":
        identity = [(name, value) for name, value in pairs if name in _WEIXIN_IDENTITY]
        return urlencode(identity or pairs)
    kept = [(name, value) for name, value in pairs if not (_TRACKING.match(name) or _is_session(name, value))]
    return query if kept == pairs else urlencode(kept)


def _is_session(name: str, value: str) -> bool:
    named = _SESSION.match(name) or (_PERHAPS_SESSION.match(name) and _SESSION_ID.match(value))
    return named is not None
