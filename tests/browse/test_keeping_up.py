"""What people see keeps up with the archive, whatever they asked before."""

from collections.abc import Iterator

import pytest

from pipelines.archive import open_store
from pipelines.browse.refreshing import Refreshing
from pipelines.browse.site import Site
from pipelines.lookup import update
from tests.archive import pages
from tests.browse.conftest import Served, serving
from tests.export.archives import page


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Of an archive that grows."""
    folder = tmp_path_factory.mktemp("growing")
    writer = pages.opened(open_store(str(folder / "archive")))
    writer.commit_seeds(pages.seeds())
    writer.close()
    update(folder / "lookup.db", writer.store)
    yield from serving(Site(folder / "lookup.db", writer.store, "growing"))


def test_who_searched_before_sees_what_came_since(own: Served) -> None:
    """On each of Datasette's connections: one with a transaction left open sees its moment for ever."""
    site = own.site
    for _ in range(6):
        assert own.get("/search.json?q=yakutian").json["total"] == 0
    writer = pages.opened(open_store(site.store.url), run="run-2")
    writer.commit([page("late", "A yakutian story.")], pages.judge)
    writer.close()
    keeper = Refreshing(site.file, site.store, 60.0)
    keeper.once()
    assert keeper.state.problem is None
    for _ in range(6):
        assert own.get("/search.json?q=yakutian").json["total"] == 1
