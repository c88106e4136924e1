"""`python -m tests.addresses.asking`: asks for URLs as a crawl would, and tells what came of each.

`ASK` has the settings beside the project's, and the URLs. They go straight to the download handlers, past all
middlewares: what is refused there was refused by the door.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import psutil
from scrapy import Request
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from crawler.capture import cause_of
from crawler.checking.fetcher import Fetcher
from crawler.checking.session import run_session
from pipelines.errors import CorpusError
from tests.addresses.direct import HOSTS, PROXIES
from tests.warm_start import run_warm


class Told(NamedTuple):
    """`answers` has a status or a cause for each URL; `listening` are the sockets of the asking process."""

    answers: list[str]
    error: str
    listening: list[str]


def ask(
    urls: Sequence[str], settings: Mapping[str, Any] | None = None, extra: Mapping[str, str] | None = None
) -> Told:
    """In a process of its own, without a proxy unless `extra` has one."""
    own = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}
    asked = {"settings": dict(settings or {}), "urls": list(urls)}
    env = own | {"TEST_HOSTS": json.dumps(HOSTS), "ASK": json.dumps(asked), **(extra or {})}
    done = run_warm("tests.addresses.named", ["tests.addresses.asking"], env)
    assert done.returncode == 0, done.stderr.decode()
    return Told(**json.loads(done.stdout.splitlines()[-1]))


async def _answers(fetcher: Fetcher, urls: Sequence[str], told: Told) -> None:
    engine = fetcher._crawler.engine
    assert engine is not None
    told.listening.extend(
        str(each.laddr)
        for each in psutil.Process().net_connections(kind="inet")
        if each.status == psutil.CONN_LISTEN
    )
    for url in urls:
        request = Request(url, meta={"download_timeout": 5.0})
        try:
            response = await engine.downloader.handlers.download_request_async(request)
        except Exception as error:  # noqa: BLE001 - whatever it was is told
            told.answers.append(cause_of(Failure(error)))  # type: ignore[no-untyped-call]
        else:
            told.answers.append(str(response.status))


def main() -> None:
    """Prints a line of JSON."""
    asked = json.loads(os.environ["ASK"])
    settings = get_project_settings()
    settings.setdict({"LOG_LEVEL": "CRITICAL", **asked["settings"]}, priority="cmdline")
    told = Told([], "", [])
    try:
        run_session(settings, lambda fetcher: _answers(fetcher, asked["urls"], told))
    except CorpusError as error:
        told = told._replace(error=str(error))
    sys.stdout.write(json.dumps(told._asdict()) + "\n")


if __name__ == "__main__":
    main()
