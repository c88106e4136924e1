"""news-please over the pages that the sitemaps name, in groups of fifty by its `from_urls`.

`python -m bench.peers.news_please_peer LISTINGS FOLDER`. Its own crawler wants a configuration for each site;
`from_urls` is what its documentation shows for lists of URLs.
"""

import logging
from typing import Any

from newsplease import NewsPlease

from bench.peers.listed import arguments, listed_urls
from bench.peers.saved import save

# It starts a thread for each URL of a call.
_GROUP = 50


def main() -> None:
    """Every page once; what has no text is not saved."""
    logging.disable(logging.CRITICAL)
    listings, folder = arguments()
    urls = listed_urls(listings)
    for start in range(0, len(urls), _GROUP):
        group = urls[start : start + _GROUP]
        found: dict[str, Any] = NewsPlease.from_urls(group, request_args={"timeout": 30}, fetch_images=False)
        for url, article in found.items():
            if text := getattr(article, "maintext", None):
                about = {"title": article.title, "date": article.date_publish, "language": article.language}
                save(folder, url, text, about)


if __name__ == "__main__":
    main()
