"""What all workers share. The server that they are forked from imports this, and nobody else does.

So the libraries' tables are read once, and lie once in memory, as long as nothing writes to their pages. The
garbage collector would, and it takes a third of the time while the tables grow, for nothing: it is off until
a worker has all that it keeps (`initialise`).
"""

import gc
from contextlib import suppress
from importlib import import_module

# What a worker would import: to be one, for pages, for listings.
_IMPORTED = ("pebble.pool.process", "pipelines.worker", "pipelines.stages", "crawler.discovery.listing")


def _share() -> None:
    gc.disable()
    for name in _IMPORTED:
        import_module(name)
    from pipelines.config import config_again
    from pipelines.errors import CorpusError
    from pipelines.grounds import build_ahead
    from pipelines.language import warm_up
    from pipelines.page.site import site_of

    warm_up()
    # The list of public suffixes is read when it is first asked.
    site_of("daily.example")
    # Whoever starts workers has looked at the configuration, and knows it better where it has another. A
    # server that cannot read it must go on: its workers tell what is wrong.
    with suppress(CorpusError, OSError):
        if (config := config_again()) is not None:
            build_ahead(config.seeds)


_share()
