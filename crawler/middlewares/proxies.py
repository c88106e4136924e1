"""The proxies of the environment, read once: Scrapy reads all of it anew for each request."""

from urllib.request import (  # type: ignore[attr-defined]
    getproxies_environment,
    proxy_bypass,
    proxy_bypass_environment,
)

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.utils.httpobj import urlparse_cached


class ProxyMiddleware(HttpProxyMiddleware):
    """As Scrapy's, but that `no_proxy` is what it was at the start."""

    def __init__(self, auth_encoding: str | None = "latin-1") -> None:
        super().__init__(auth_encoding)
        self._environment = getproxies_environment()

    def process_request(
        self,
        request: Request,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> None:
        """A proxy that the request names wins, as with Scrapy."""
        if "proxy" in request.meta or not self.proxies:
            super().process_request(request)
            return
        parts = urlparse_cached(request)
        scheme = None if self._is_near(parts.hostname) else parts.scheme
        creds, proxy = self.proxies.get(scheme or "", (None, None))
        self._set_proxy_and_creds(request, proxy, creds, scheme if proxy else None)

    def _is_near(self, host: str | None) -> bool:
        """Whether it is asked without a proxy. Some systems keep that elsewhere than in the environment."""
        if not host:
            return True
        if self._environment:
            return bool(proxy_bypass_environment(host, self._environment))
        return bool(proxy_bypass(host))
