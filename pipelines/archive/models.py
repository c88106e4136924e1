"""What was learned from marks: `models/relevance-NNNN.json`, numbered from 1, never changed.

What is in one is for its reader to know; the archive keeps it, and its digest.
"""

import re
from collections.abc import Iterator

from pipelines.archive.sealed import keep, sealed, unsealed
from pipelines.archive.store import Store

MODELS = "models/"
_KEY = re.compile(r"models/relevance-(\d{4,})\.json")


def model_key(number: int) -> str:
    """`models/relevance-0001.json`."""
    return f"{MODELS}relevance-{number:04}.json"


def list_models(store: Store) -> Iterator[str]:
    """The keys of all models, in no order."""
    return (key for key, _ in store.list(MODELS) if _KEY.fullmatch(key))


def newest_model(store: Store) -> tuple[int, bytes | None]:
    """Number and JSON of the newest one, 0 and None where there is none. Raises ArchiveDamaged."""
    number = max((_number(key) for key in list_models(store)), default=0)
    return (number, read_model(store, model_key(number))) if number else (0, None)


def read_model(store: Store, key: str) -> bytes:
    """Its JSON. Raises ArchiveDamaged where it is not what was written, KeyMissing."""
    return unsealed(key, store.get(key).data)


def put_model(store: Store, number: int, plain: bytes) -> str:
    """Keeps `plain`, JSON indented by two; answers with its key. Raises StoreError where another is there."""
    key = model_key(number)
    keep(store, key, sealed(plain))
    return key


def _number(key: str) -> int:
    match = _KEY.fullmatch(key)
    return int(match[1]) if match else 0
