"""One archive, one server and one browser for all that look."""

import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import uvicorn

from pipelines.archive import Archive
from pipelines.browse.server import listening, serve
from pipelines.browse.site import Site
from pipelines.lookup import update
from tests.browse.corpora import begin
from tests.browser.chromium import chromium

__all__ = ["chromium"]


class Answer(NamedTuple):
    """Names of headers in lower case."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Served(NamedTuple):
    """A site on a port of this machine."""

    site: Site
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", host: str | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            told = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": host or f"127.0.0.1:{self.port}", **told})
            answer = connection.getresponse()
            said = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, said, answer.read().decode("utf-8"))
        finally:
            connection.close()


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Only to be read."""
    return begin(str(tmp_path_factory.mktemp("browse") / "archive"))


@pytest.fixture(scope="module")
def served(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file = tmp_path_factory.mktemp("browse") / "lookup.db"
    update(file, archive.store)
    names = {"bytedance": "ByteDance", "douyin": "Douyin"}
    yield from serving(Site(file, archive.store, "shops", names))


def serving(site: Site, host: str = "127.0.0.1") -> Iterator[Served]:
    """Until the generator is taken up again."""
    bound = listening("127.0.0.1", 0)
    begun: list[uvicorn.Server] = []
    ready = threading.Event()

    def tell(server: uvicorn.Server) -> None:
        begun.append(server)
        ready.set()

    thread = threading.Thread(target=serve, args=(site, bound, host, tell))
    thread.start()
    assert ready.wait(60)
    yield Served(site, bound.getsockname()[1])
    begun[0].should_exit = True
    thread.join(60)
    assert not thread.is_alive()
