"""A JSON object in a file of its own, with a last line that is the digest of all that stands before it."""

import hashlib
import re

from pipelines.archive.patience import WITH_TROUBLE
from pipelines.archive.store import Changed, KeyExists, Store
from pipelines.errors import ArchiveDamaged, StoreError

_DIGEST = re.compile(rb',\n  "digest": "([0-9a-f]{64})"\n}\n\Z')


def sealed(plain: bytes) -> bytes:
    """`plain`, an object indented by two without a final newline, with its digest."""
    rest = plain.removesuffix(b"\n}")
    return rest + f',\n  "digest": "{hashlib.sha256(rest).hexdigest()}"\n}}\n'.encode()


def unsealed(key: str, data: bytes) -> bytes:
    """What was sealed. Raises ArchiveDamaged where it is something else by now."""
    match = _DIGEST.search(data)
    if match is None or hashlib.sha256(data[: match.start()]).hexdigest() != match[1].decode():
        raise ArchiveDamaged(f"{key} is not what was written; restore it from a copy, or delete it")
    return data[: match.start()] + b"\n}"


def keep(store: Store, key: str, data: bytes) -> None:
    """Puts `data` where nothing else may lie. Raises StoreError where something else does."""
    for _ in WITH_TROUBLE.attempt():
        try:
            store.put_if_absent(key, data)
            return
        except KeyExists:
            if store.get(key).data == data:
                return
            break
        except Changed:
            continue
    raise StoreError(f"{store.url}: somebody else has just written {key}; try again")
