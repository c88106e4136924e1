"""A site whose pages are empty until their scripts have run; reached as a proxy, like the demo web."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.serving import serving

HOST = "scripted.example"
STORY = f"http://{HOST}/story/1001-what-tiktok-wants"
WORDS = "ByteDance said that Douyin and TikTok would never share a server"

_PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>What TikTok wants</title>
<link rel="stylesheet" href="/look.css"></head><body><div id="app"></div>
<img src="/picture.png"><script src="http://tracker.example/t.js"></script><script src="/app.js"></script>
</body></html>"""
_SCRIPT = b"""fetch('/private/story.json').catch(() => 0);
fetch('/collect', {method: 'POST', body: 'x'}).catch(() => 0);
fetch('/story.json').then(answer => answer.json()).then(story => {
  const paragraphs = story.text.map(line => '<p>' + line + '</p>').join('');
  document.getElementById('app').innerHTML =
    '<article><h1>' + document.title + '</h1>' + paragraphs + '</article>';
});"""
_STORY = (
    '{"text": ["' + WORDS + '. The owner of the short video app TikTok, in Beijing, told reporters so.", '
    '"TikTok has been downloaded a billion times, and Facebook has copied it twice: as Lasso and as Reels.", '
    '"Kuaishou, the rival of Douyin, sells more through live streams than any other short video app."]}'
)
_FEED = f"""<rss version="2.0"><channel><title>Scripted</title><item><title>What TikTok wants</title>
<link>{STORY}</link><pubDate>Fri, 20 Nov 2020 08:00:00 GMT</pubDate></item></channel></rss>"""
_ANSWERS = {
    "/robots.txt": (b"User-agent: *\nDisallow: /private/\n", "text/plain"),
    "/feed.xml": (_FEED.encode(), "application/rss+xml"),
    urlsplit(STORY).path: (_PAGE, "text/html; charset=utf-8"),
    "/look.css": (b"p { color: black }", "text/css"),
    "/story.json": (_STORY.encode(), "application/json"),
}


class ScriptSite:
    """`asked` are the requests so far, as method and URL."""

    def __init__(self, port: int) -> None:
        self.proxy = f"http://127.0.0.1:{port}"
        self.asked: list[tuple[str, str]] = []


@contextmanager
def script_site(script: bytes = _SCRIPT) -> Iterator[ScriptSite]:
    """Serves until the end of the block; `script` is what fills the page, or does not."""
    answers = {**_ANSWERS, "/app.js": (script, "text/javascript")}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.command, self.path))
            parts = urlsplit(self.path)
            known = answers.get(parts.path) if parts.hostname == HOST else None
            body, kind = known or (b"not here", "text/plain")
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Served-By", "the site itself")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = ScriptSite(server.server_address[1])
    with serving(server):
        yield site
