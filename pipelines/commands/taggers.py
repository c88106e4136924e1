"""The tagger, for commands that can do without the crawl's libraries until somebody asks for it."""

from typing import TYPE_CHECKING

from pipelines.config import load_config
from pipelines.errors import ConfigurationError

if TYPE_CHECKING:
    from pipelines.entities import Tagger


def open_tagger(command: str) -> "Tagger":
    """Of the configured gazetteer. Raises ConfigurationError where a library is lacking."""
    try:
        # Its tables take a good part of a second to load.
        from pipelines.entities import Tagger
    except ModuleNotFoundError as error:
        lacking = f"{command} reads texts as a crawl does and lacks {error.name}"
        raise ConfigurationError(f"{lacking}; install corpus-crawler[crawl]") from error
    from pipelines.names.gazetteer import load_gazetteer

    return Tagger(load_gazetteer(load_config().seeds.gazetteer))
