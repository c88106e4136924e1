"""A run's report for people, `runs/<started>-<id>.html` beside its record; its last line is its digest.

It can be made anew from the archive (`corpus report --run`), by a later release perhaps to other bytes.
"""

import hashlib
import re
from collections.abc import Iterator

from pipelines.archive.runs import RUNS, RunRecord, run_key
from pipelines.archive.store import Store
from pipelines.errors import ArchiveDamaged

_KEY = re.compile(r"runs/\d{8}T\d{6}Z-[A-Za-z0-9_-]+\.html")
_SEAL = re.compile(rb"<!-- sha256 ([0-9a-f]{64}) -->\n\Z")


def run_report_key(record: RunRecord) -> str:
    """`runs/20261122T010203Z-<id>.html`."""
    return run_key(record).removesuffix(".json") + ".html"


def put_run_report(store: Store, record: RunRecord, html: str) -> str:
    """Writes it, or writes it anew; answers with its key."""
    key, data = run_report_key(record), html.encode()
    store.put(key, data + f"<!-- sha256 {hashlib.sha256(data).hexdigest()} -->\n".encode())
    return key


def list_run_reports(store: Store) -> Iterator[str]:
    """The keys of all reports, oldest first."""
    return (key for key, _ in store.list(RUNS) if _KEY.fullmatch(key))


def delete_run_reports(store: Store, run: str) -> None:
    """Those of `run`, of which there is one at most. They show documents; its record shows none."""
    for key in list(list_run_reports(store)):
        if key.removesuffix(".html").split("-", 1)[1] == run:
            store.delete(key)


def read_run_report(store: Store, key: str) -> bytes:
    """As it was written, digest and all. Raises KeyMissing, or ArchiveDamaged where it is something else."""
    data = store.get(key).data
    match = _SEAL.search(data)
    if match is None or hashlib.sha256(data[: match.start()]).hexdigest() != match[1].decode():
        raise ArchiveDamaged(f"{key} is not what was written; delete it, `corpus report` makes it anew")
    return data
