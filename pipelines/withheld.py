"""What an archive does not take from an answer: the values of its cookies, and passwords in addresses.

Cookies that a server gave us open a session to whoever reads them; that there were some, and which, stays.
"""

import re
from collections.abc import Iterable

_COOKIE = "set-cookie"
_PRIVATE = frozenset(
    {
        "authorization",
        "cookie",
        "cookie2",
        "proxy-authorization",
        "set-cookie2",
        "x-amz-security-token",
        "x-auth-token",
        "x-csrf-token",
        "x-xsrf-token",
    }
)
# RFC 6265 and what browsers know beside it. One that could be a second cookie is left out.
_ATTRIBUTE = re.compile(
    r"(?i)(?:expires=[a-z]+, ?[a-z0-9 :-]+|(?:max-age|domain|path|samesite|priority)=[^,;=]*"
    r"|secure|httponly|partitioned)"
)


_USERINFO = re.compile(r"(?i)^([a-z][a-z0-9+.-]*:)?//[^/?#\\]*@")


def without_userinfo(url: str) -> str:
    """The same address, without what stands before its host."""
    return _USERINFO.sub(r"\1//", url)


def blanked(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """In their order, repeats kept. `a=1; Path=/` becomes `a=; Path=/`, an Authorization becomes empty."""
    return tuple((name, _kept(name.strip().lower(), value)) for name, value in headers)


def _kept(name: str, value: str) -> str:
    if name == _COOKIE:
        return _without_value(value)
    return "" if name in _PRIVATE else value


def _without_value(cookie: str) -> str:
    pair, *attributes = (part.strip() for part in cookie.split(";"))
    name, mark, _ = pair.partition("=")
    kept = (part for part in attributes if _ATTRIBUTE.fullmatch(part))
    return "; ".join([f"{name}=" if mark else "", *kept])
