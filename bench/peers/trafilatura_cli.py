"""trafilatura's own command line, as it comes but for the proxy: it takes none but SOCKS.

`python -m bench.peers.trafilatura_cli LISTINGS FOLDER`: `trafilatura -i` with the pages that the sitemaps
name, one JSON file each. Of its other ways `--crawl` only prints links, and `--sitemap` asked for the same
pages again and again until it was ended (2.3.1).
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import urllib3
from trafilatura import cli, downloads, settings

from bench.peers.listed import arguments, listed_urls

# The package's own, but without pauses and on loopback.
_CONFIG = {"SLEEP_TIME": "0", "SSRF_PROTECTION": "off"}
_AT_ONCE = 8


def main() -> None:
    """Ends with the exit code of trafilatura: 1 where a page gave nothing."""
    listings, folder = arguments()
    vars(downloads)["create_pool"] = _proxied_pool
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        urls, config = Path(scratch) / "urls.txt", Path(scratch) / "settings.cfg"
        urls.write_text("\n".join(listed_urls(listings)), encoding="utf-8")
        _write_config(config)
        options = ["-i", str(urls), "-o", str(folder), "--json", "--with-metadata"]
        sys.argv = ["trafilatura", *options, "--config-file", str(config), "--parallel", str(_AT_ONCE)]
        cli.main()


def _proxied_pool(*_: bool, **options: Any) -> urllib3.ProxyManager:
    options.pop("ssrf_protection", None)
    return urllib3.ProxyManager(os.environ["http_proxy"], **options | {"maxsize": _AT_ONCE})


def _write_config(file: Path) -> None:
    config = settings.use_config()
    for name, value in _CONFIG.items():
        config.set("DEFAULT", name, value)
    with file.open("w", encoding="utf-8") as lines:
        config.write(lines)


if __name__ == "__main__":
    main()
