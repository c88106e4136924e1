"""What all hostile pages have around them: an article that would be kept, so that every stage meets them."""

from collections.abc import Callable
from typing import NamedTuple

_SENTENCES = (
    "ByteDance, the owner of TikTok and Douyin, said on Friday that its short video apps had grown again.",
    "Kuaishou, its rival, filed for a listing in Hong Kong, and Tencent put more money into WeChat Channels.",
    "Zhang Yiming told employees that search and e-commerce would matter most in the coming year.",
)
ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in _SENTENCES)


class Hostile(NamedTuple):
    """`make` gives the bytes for a number of its repeated parts: `full` of them, or `few`."""

    make: Callable[[int], bytes]
    full: int
    few: int


def html(body: str = "", head: str = "", article: str = ARTICLE, attributes: str = "") -> bytes:
    """The article with `body` behind it and inside it."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>ByteDance grows</title>{head}</head>'
        f"<body{attributes}><article><h1>ByteDance grows</h1>{article}{body}</article></body></html>"
    ).encode("utf-8", "surrogatepass")
