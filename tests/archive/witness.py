"""What is wrong with an archive, read by somebody who shares no code with those that wrote it."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.archive import Store
from pipelines.archive.store import KeyMissing

Line = dict[str, Any]


def complaints(store: Store, acknowledged: Iterable[str]) -> list[str]:
    """A sentence for each thing that must not be; `acknowledged` are URLs of pages. Begins with its kind."""
    names = [key for key, _ in store.list("log/")]
    lines = [line for name in names for line in _lines(store, name)]
    documents = [line for line in lines if line["kind"] == "document"]
    return [
        *(f"gap: {name}" for name in _gaps(names)),
        *(
            f"lost: {url}"
            for url in sorted(set(acknowledged) - {key for line in lines for key in line["keys"]})
        ),
        *(f"twice: page {url}" for url in _twice(each["url"] for each in documents if each["url"])),
        *(f"twice: text {sha256}" for sha256 in _twice(each["sha256"] for each in documents)),
        *(f"number: {n} is {each['number']}" for n, each in enumerate(documents) if each["number"] != n),
        *_index(store, documents),
        *(f"text: {each['file']}" for each in documents if not _has_text(store, each)),
    ]


def _lines(store: Store, name: str) -> list[Line]:
    _, *lines = gzip.decompress(store.get(name).data).splitlines()
    return [json.loads(line) for line in lines]


def _gaps(names: list[str]) -> list[str]:
    return [name for number, name in enumerate(names) if name != f"log/{number:010}.jsonl.gz"]


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _index(store: Store, documents: list[Line]) -> Iterator[str]:
    listed = [json.loads(line) for line in _read(store, "INDEX").splitlines()]
    if len(listed) != len(documents):
        yield f"INDEX: lists {len(listed)} of {len(documents)} documents"
    for line, document in zip(listed, documents, strict=False):
        if line != {name: document[name] for name in line}:
            yield f"INDEX: {line['number']} is not what the log says"


def _has_text(store: Store, document: Line) -> bool:
    data = _read(store, document["file"])
    return (hashlib.sha256(data).hexdigest(), data.decode()) == (document["sha256"], document["text"])


def _read(store: Store, key: str) -> bytes:
    try:
        return store.get(key).data
    except KeyMissing:
        return b""
