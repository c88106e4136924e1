"""A page in the browser that tries every way out that scripts have."""

from pathlib import Path

import pytest

from tests.addresses.canary import canary
from tests.crawl.crawling import crawl, rows
from tests.crawl.script_site import _SCRIPT, STORY, script_site
from tests.crawl.test_render import configured, needs_chromium

_WAYS_OUT = """
for (const at of ['127.0.0.1:PORT', 'localhost:PORT', '[::1]:PORT']) {
  const attempt = go => { try { go() } catch (error) {} };
  attempt(() => new WebSocket('ws://' + at));
  attempt(() => new EventSource('http://' + at));
  attempt(() => new WebTransport('https://' + at));
  attempt(() => fetch('http://' + at, {mode: 'no-cors'}).catch(() => 0));
  attempt(() => navigator.sendBeacon('http://' + at, 'x'));
  attempt(() => window.open('http://' + at));
  for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'prerender', 'stylesheet', 'manifest']) {
    const link = document.createElement('link');
    link.rel = rel;
    link.href = 'http://' + at + '/' + rel;
    document.head.appendChild(link);
  }
  for (const name of ['img', 'iframe', 'script', 'video', 'audio', 'embed', 'object']) {
    const part = document.createElement(name);
    part.src = part.data = 'http://' + at + '/' + name;
    document.body.appendChild(part);
  }
  attempt(() => {
    const servers = ['turn:' + at + '?transport=tcp', 'stun:' + at];
    const peer = new RTCPeerConnection(
      {iceServers: servers.map(urls => ({urls, username: 'a', credential: 'b'}))});
    peer.createDataChannel('x');
    peer.createOffer().then(offer => peer.setLocalDescription(offer));
  });
}
"""


@needs_chromium
@pytest.mark.slow
def test_scripts_reach_nobody(tmp_path: Path) -> None:
    with canary() as bird:
        script = _SCRIPT + _WAYS_OUT.replace("PORT", str(bird.port)).encode()
        with script_site(script) as site:
            crawled = crawl(site.proxy, tmp_path / "archive", extra=configured(tmp_path, "true"))
        assert STORY in {row.url for row in rows(tmp_path / "archive")}, crawled.output
        assert bird.hits == []
