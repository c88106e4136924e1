"""Keeps the headers as the server sent them.

Scrapy takes Content-Encoding away when it has undone it; an archive wants to know that it was there.
"""

from scrapy import Request
from scrapy.http import Response

from pipelines.document import Headers

_KEY = "wire_headers"


class WireHeadersMiddleware:
    """Stands between the downloader and the decompression."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Remember the headers with the request that they answer.

        A compressed body is made a plain Response: Scrapy would guess its charset from the gzip bytes, at
        milliseconds a page, when it makes the decompressed response of it.
        """
        request.meta[_KEY] = _pairs(response)
        return _plain(response) if "Content-Encoding" in response.headers else response


def _plain(response: Response) -> Response:
    return Response(
        response.url,
        status=response.status,
        headers=response.headers,
        body=response.body,
        flags=response.flags,
        request=response.request,
        certificate=response.certificate,
        ip_address=response.ip_address,
        protocol=response.protocol,
    )


def wire_headers(response: Response) -> Headers:
    """The headers of the response as they came, repeats kept."""
    meta = response.request.meta if response.request is not None else {}
    kept: Headers = meta.get(_KEY) or _pairs(response)
    return kept


def keep_wire_headers(request: Request, headers: Headers) -> None:
    """As those of the response to `request`, whatever it seems to have."""
    request.meta[_KEY] = headers


def _pairs(response: Response) -> Headers:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in dict.items(response.headers)  # Scrapy's own looks each name up anew
        for value in values
    )
