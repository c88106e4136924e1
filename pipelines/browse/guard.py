"""What stands before every page: who may ask, what is answered to, and what a browser is told to forbid.

The names under which this server may be asked for keep a page elsewhere from reading it by a name of its own
that leads here (DNS rebinding). Nothing is written, so nothing but GET and HEAD is answered.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})

# No script at all, not even ours; nothing from elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def guarded(application: Application, hosts: frozenset[str] | None) -> Application:
    """`application` for those who ask for one of `hosts`; None: by whatever name."""

    async def ask(scope: _Scope, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "Nothing can be changed here: only GET and HEAD are answered.")
        elif scope["path"].startswith("//") or "\\" in scope["path"] or scope["path"].endswith(".blob"):
            # Behind a slash, a browser takes another of either kind for the beginning of a host. Nothing here
            # has columns of bytes, and asked for them Datasette fails in the middle of its answer.
            await _refuse(send, 404, "There is no such page here.")
        elif hosts is not None and _host(scope) not in hosts:
            await _refuse(send, 421, "This server answers only to its own name; ask for it as 127.0.0.1.")
        elif _is_strange(scope):
            await _refuse(send, 403, "A page elsewhere has asked for this; copy the address to go there.")
        else:
            await application(scope, receive, _with_headers(send))

    return ask


def _is_strange(scope: _Scope) -> bool:
    """Whether a page elsewhere has a browser ask, for what is no link to click on, or for SQL of its own: it
    would not learn the answer, but keep this machine busy.
    """
    said = {name: value for name, value in scope["headers"] if name.startswith(b"sec-fetch-")}
    if said.get(b"sec-fetch-site") != b"cross-site":
        return False
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    return said.get(b"sec-fetch-mode") != b"navigate" or bool({"sql", "_where"} & asked.keys())


def _host(scope: _Scope) -> str:
    """As the request names it, without the port; "" where it names none or several."""
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(found) != 1:
        return ""
    host: str = found[0].strip().lower()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _with_headers(send: _Send) -> _Send:
    async def send_on(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            said = {name.lower() for name, _ in message["headers"]}
            more = [
                (name.encode(), value.encode())
                for name, value in _HEADERS.items()
                if name.encode() not in said
            ]
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return send_on


async def _refuse(send: _Send, status: int, sentence: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})
