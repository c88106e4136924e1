"""Pages turned away for their language of which the language is wanted by now."""

import logging
from collections.abc import Collection
from functools import cached_property

from pipelines.archive import Archive, Store
from pipelines.errors import CorpusError
from pipelines.languages.wanted import is_wanted, refused_tag
from pipelines.urls import url_key

logger = logging.getLogger(__name__)

# The reason of their rejection.
UNWANTED_LANGUAGE = "unwanted_language"


class WantedAgain:
    """As the archive in `store` knew them when first asked; `wanted` is `crawl.languages`, empty: all are."""

    def __init__(self, store: Store, wanted: Collection[str]) -> None:
        self._store = store
        self._wanted = wanted

    def __call__(self, key: str) -> bool:
        """Of the URL key of a page that was turned away for its language."""
        return not self._wanted or is_wanted(self._languages.get(key, ""), self._wanted)

    @cached_property
    def _languages(self) -> dict[str, str]:
        """By URL key, as they were found last."""
        try:
            refusals = Archive.open(self._store).refusals((UNWANTED_LANGUAGE,))
        except CorpusError as error:
            logger.warning("the languages of pages turned away cannot be told: %s", error)
            return {}
        return {
            url_key(url): refused_tag(each.detail) for each in refusals for url in (each.url, each.final_url)
        }
