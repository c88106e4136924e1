"""newspaper4k over the pages that the sitemaps name: `Article` in eight threads, as in its `fetch_news`.

`python -m bench.peers.newspaper4k_peer LISTINGS FOLDER`. Its `Source` finds articles by the links of a home
page and knows no sitemaps, so it is given the URLs.
"""

import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.peers.listed import arguments, listed_urls
from bench.peers.saved import save

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that nltk is not there, which only keywords and summaries need
    from newspaper import Article, ArticleException

_THREADS = 8


def main() -> None:
    """Every page once; what has no text is not saved."""
    listings, folder = arguments()
    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(lambda url: _fetch(url, folder), listed_urls(listings)))


def _fetch(url: str, folder: Path) -> None:
    article = Article(url, fetch_images=False)
    try:
        article.download()
        article.parse()
    except ArticleException:
        return
    if article.text:
        about = {"title": article.title, "date": article.publish_date, "language": article.meta_lang}
        save(folder, url, article.text, about)


if __name__ == "__main__":
    main()
