"""What stands for a URL key, a text and its near-keys where these themselves would take too much room."""

import hashlib

from pipelines.document import text_bytes

KEY_BYTES = 16


def key_digest(url_key: str) -> bytes:
    """The BLAKE2b of a URL key, of KEY_BYTES bytes."""
    return hashlib.blake2b(url_key.encode(errors="surrogatepass"), digest_size=KEY_BYTES).digest()


def near_bytes(near_keys: str) -> bytes:
    """Near-keys, 8 hex digits each, as 4 bytes each; a rest at the end is left out."""
    return bytes.fromhex(near_keys[: len(near_keys) // 8 * 8])


def newline_sha256(text: str) -> str | None:
    """SHA-256 of a text that lacks its final newline with one; None where it has it.

    A page with the text of such a seed would be archived with it.
    """
    return None if text.endswith("\n") else hashlib.sha256(text_bytes(text)).hexdigest()
