"""Asks the demo web for a page, as through a proxy."""

import http.client

from demo.site import DemoSite


def get(site: DemoSite, url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """As through a proxy, redirects not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        connection.request("GET", url, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def body(site: DemoSite, url: str) -> bytes:
    status, _, content = get(site, url)
    assert status == 200, url
    return content
