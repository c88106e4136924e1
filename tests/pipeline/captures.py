"""Captures of small pages."""

from datetime import UTC, datetime

from pipelines.document import Capture

FETCHED = datetime(2020, 12, 11, 8, 30, tzinfo=UTC)

_PARAGRAPHS = (
    "ByteDance, the owner of TikTok and Douyin, said on Friday that its short video apps had grown again.",
    "Kuaishou, its rival, filed for a listing in Hong Kong, and Tencent put more money into WeChat Channels.",
    "Zhang Yiming told employees that search and e-commerce would matter most in the coming year.",
)
RELATED = (
    "<html lang=en><head><title>ByteDance grows</title></head><body><article><h1>ByteDance grows</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS)
    + "</article></body></html>"
).encode()


def capture(body: bytes, url: str = "http://courier.example/a", publisher: str = "courier") -> Capture:
    """A page answered with 200."""
    return Capture(
        url=url,
        final_url=url,
        fetched=FETCHED,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=body,
        publisher=publisher,
        discovered_via="http://courier.example/rss",
    )
